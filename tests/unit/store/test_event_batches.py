"""A long log is read in parts of so many bytes."""

from collections.abc import Callable

import pytest

from tests.support.store.changes import newest_commit
from tests.support.store.rows import event
from wizard_service.store import Backend, StoredEvent
from wizard_service.store.repositories.events import append_events, read_feed, read_versions


@pytest.fixture
def four_versions(store: Backend) -> Backend:
    """Return a store with seven events of four versions, each event with 10 bytes of data."""
    rows = [event("inv_a", version=version, data='"12345678"') for version in (1, 2, 2, 2, 3, 4, 4)]
    store.write(lambda tx: append_events(tx, "u1", rows))
    return store


def offsets_in_parts(read: Callable[[int], list[StoredEvent]]) -> list[list[int]]:
    """Return the offsets of each part that `read` returns after the last offset of the part before."""
    parts, after = [], 0
    while events := read(after):
        parts.append([event.offset for event in events])
        after = events[-1].offset
    return parts


def test_no_event_begins_after_the_maximum_of_bytes(four_versions: Backend) -> None:
    def read(after: int) -> list[StoredEvent]:
        return read_feed(four_versions, "u1", after, investigation_id="inv_a", limit=100, max_bytes=15)

    assert offsets_in_parts(read) == [[1, 2], [3, 4], [5, 6], [7]]


def test_no_version_begins_after_the_maximum_of_bytes(four_versions: Backend) -> None:
    def read(after: int) -> list[StoredEvent]:
        return read_versions(four_versions, "u1", after, "inv_a", limit=100, max_bytes=15)[0]

    assert offsets_in_parts(read) == [[1, 2, 3, 4], [5, 6, 7]]


def test_a_large_event_at_the_cursor_does_not_count(store: Backend) -> None:
    rows = [event("inv_a", version=1, data=f'"{"x" * 100}"'), event("inv_a", version=2)]
    store.write(lambda tx: append_events(tx, "u1", rows))

    events, _ = read_versions(store, "u1", 1, "inv_a", limit=1, max_bytes=100)

    assert [event.offset for event in events] == [2]


@pytest.mark.parametrize(
    ("after", "next_version", "continues"), [(0, 1, False), (1, 2, False), (2, 2, True), (3, 2, True), (4, 3, False)]
)
def test_a_cursor_inside_a_version_continues_it(
    four_versions: Backend, after: int, next_version: int, continues: bool
) -> None:
    events, continues_version = read_versions(four_versions, "u1", after, "inv_a", limit=100, max_bytes=15)

    assert (events[0].version, continues_version) == (next_version, continues)


def test_a_cursor_at_the_event_of_another_investigation_continues_no_version(store: Backend) -> None:
    rows = [event("inv_a", version=2), event("inv_b", version=2), event("inv_a", version=3)]
    store.write(lambda tx: append_events(tx, "u1", rows))

    events, continues_version = read_versions(store, "u1", 2, "inv_a", limit=100, max_bytes=15)

    assert ([event.offset for event in events], continues_version) == ([3], False)


def test_versions_after_the_end_of_the_feed_are_none(four_versions: Backend) -> None:
    assert read_versions(four_versions, "u1", 7, "inv_a", limit=100, max_bytes=15) == ([], False)


def test_a_log_that_is_not_read_to_its_end_keeps_no_snapshot(store: Backend) -> None:
    store.write(lambda tx: append_events(tx, "u1", [event() for _ in range(10)]))

    assert len(read_feed(store, "u1", 0, investigation_id=None, limit=100, max_bytes=1)) == 1

    store.write(lambda tx: append_events(tx, "u1", [event()]))
    assert newest_commit(store) == 11
