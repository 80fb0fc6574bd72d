"""How events are numbered, and what each way to read the log returns."""

import sqlite3
from typing import Any

import pytest

from tests.support.store.changes import newest_commit
from tests.support.store.rows import event
from wizard_service.store import Backend, Position, StoredEvent
from wizard_service.store.models import Feed
from wizard_service.store.repositories.events import FeedBounds, append_events, feed_bounds, read_feed


def append(store: Backend, owner: str, *events: dict[str, Any]) -> list[StoredEvent]:
    return store.write(lambda tx: append_events(tx, owner, events))


def feed(
    store: Backend, owner: str, after: int = 0, investigation_id: str | None = None, limit: int = 100
) -> list[int]:
    return [each.offset for each in read_feed(store, owner, after, investigation_id=investigation_id, limit=limit)]


@pytest.fixture
def two_investigations(store: Backend) -> Backend:
    """Return a store in which u1 has events 1, 2, 5 of inv_a and 3, 4, 6 of inv_b, written in turn with those of u2."""
    append(store, "u1", event("inv_a", version=1), event("inv_a", version=1))
    append(store, "u2", event("inv_c"))
    append(store, "u1", event("inv_b", version=1), event("inv_b", version=1))
    append(store, "u1", event("inv_a", version=2))
    append(store, "u2", event("inv_c"), event("inv_c"))
    append(store, "u1", event("inv_b", version=2))
    # Turns the order of every query round that does not ask for one.
    store.database.pragma("reverse_unordered_selects", 1)
    return store


def test_every_owner_has_its_own_offsets_from_one_without_gaps(two_investigations: Backend) -> None:
    assert feed(two_investigations, "u1") == [1, 2, 3, 4, 5, 6]
    assert feed(two_investigations, "u2") == [1, 2, 3]


def test_events_are_returned_as_they_are_read_later(store: Backend) -> None:
    rows = [
        event("inv_1", event_type="step_changed", version=7, data='{"a":"ü"}', source="POLLING", actor="a1"),
        event("inv_2", event_type="log_appended", timestamp="2020-01-01T00:00:00.000Z", request_id="r9"),
    ]

    stored = append(store, "u1", *rows)

    assert stored == read_feed(store, "u1", 0, investigation_id=None, limit=2)
    expected = [{"owner": "u1", "offset": n} | row for n, row in enumerate(rows, 1)]
    columns = StoredEvent.__slots__
    assert [{name: getattr(each, name) for name in columns} for each in stored] == [
        {name: row[name] for name in columns} for row in expected
    ]


def test_a_failed_change_uses_no_offset(store: Backend) -> None:
    append(store, "u1", event())
    with pytest.raises(ZeroDivisionError):
        store.write(lambda tx: (append_events(tx, "u1", [event(), event()]), 1 / 0))

    (stored,) = append(store, "u1", event())

    assert stored.offset == 2
    assert feed_bounds(store, "u1").head == 2


def test_several_appends_of_one_change_have_consecutive_offsets(store: Backend) -> None:
    numbers = store.write(lambda tx: [append_events(tx, "u1", [event(), event()])[0].offset for _ in range(3)])

    assert numbers == [1, 3, 5]


def test_the_commit_sequence_of_deleted_newest_events_is_never_used_again(store: Backend) -> None:
    append(store, "u1", event(), event(), event())
    store.write(lambda tx: tx.execute("DELETE FROM events WHERE commit_seq >= 2"))
    assert newest_commit(store) == 1

    append(store, "u1", event())

    assert newest_commit(store) == 4


def test_number_of_deleted_newest_events_is_never_used_again(store: Backend) -> None:
    append(store, "u1", event(), event(), event())
    store.write(lambda tx: tx.execute("DELETE FROM events"))

    (stored,) = append(store, "u1", event())

    assert stored.offset == 4


def test_the_commit_sequence_follows_the_commits_of_all_owners(
    two_investigations: Backend, outside: sqlite3.Connection
) -> None:
    rows = outside.execute("SELECT commit_seq, owner, feed_offset FROM events ORDER BY commit_seq").fetchall()

    owners = ["u1", "u1", "u2", "u1", "u1", "u1", "u2", "u2", "u1"]
    numbers = [1, 2, 1, 3, 4, 5, 2, 3, 6]
    assert rows == list(zip(range(1, 10), owners, numbers, strict=True))


@pytest.mark.parametrize(
    ("after", "investigation_id", "limit", "numbers"),
    [
        (0, None, 100, [1, 2, 3, 4, 5, 6]),
        (4, None, 100, [5, 6]),
        (6, None, 100, []),
        (99, None, 100, []),
        (0, None, 2, [1, 2]),
        (1, None, 3, [2, 3, 4]),
        (0, "inv_a", 100, [1, 2, 5]),
        (2, "inv_a", 100, [5]),
        (2, "inv_b", 1, [3]),
        (3, "inv_b", 100, [4, 6]),
        (0, "inv_c", 100, []),
        (0, "unknown", 100, []),
    ],
)
def test_feed_is_read_in_order_after_a_number_of_one_or_all_investigations(
    two_investigations: Backend, after: int, investigation_id: str | None, limit: int, numbers: list[int]
) -> None:
    assert feed(two_investigations, "u1", after, investigation_id, limit) == numbers


def test_feed_of_an_owner_holds_no_event_of_another(two_investigations: Backend) -> None:
    events = read_feed(two_investigations, "u2", 0, investigation_id=None, limit=100)

    assert {(each.owner, each.investigation_id) for each in events} == {("u2", "inv_c")}
    assert feed(two_investigations, "no-owner") == []


@pytest.mark.parametrize(
    ("after", "limit", "seqs"), [(0, 100, range(1, 10)), (0, 4, range(1, 5)), (7, 100, (8, 9)), (9, 1, ())]
)
def test_the_tail_is_read_in_commit_order_after_a_position(
    two_investigations: Backend, outside: sqlite3.Connection, after: int, limit: int, seqs: Any
) -> None:
    position, events = two_investigations.read_tail(Position(after), limit)

    assert position == (seqs[-1] if seqs else after)

    stored = outside.execute(
        "SELECT commit_seq, owner, feed_offset, version FROM events WHERE commit_seq > ? ORDER BY commit_seq LIMIT ?",
        (after, limit),
    )
    published = [(seq, event.owner, event.offset, event.version) for seq, event in zip(seqs, events, strict=True)]
    assert published == stored.fetchall()


def test_the_newest_commit_sequence_of_an_empty_log_is_zero(store: Backend) -> None:
    assert newest_commit(store) == 0


def test_feed_of_an_unknown_owner_is_empty(store: Backend) -> None:
    assert feed_bounds(store, "no-owner") == FeedBounds(pruned=0, head=0)


def test_the_bounds_of_a_feed_are_the_pruned_and_the_newest_offset(two_investigations: Backend) -> None:
    assert feed_bounds(two_investigations, "u1") == FeedBounds(pruned=0, head=6)

    two_investigations.write(lambda tx: tx.update(Feed, {"pruned": 4}, {"owner": "u1"}))

    assert feed_bounds(two_investigations, "u1") == FeedBounds(pruned=4, head=6)
    assert feed_bounds(two_investigations, "u2") == FeedBounds(pruned=0, head=3)
