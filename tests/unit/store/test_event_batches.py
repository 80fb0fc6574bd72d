"""A long log is read in parts of so many bytes."""

import pytest

from tests.support.store.changes import newest_commit
from tests.support.store.rows import event
from wizard_service.store import Backend
from wizard_service.store.repositories.events import append_events, read_feed


@pytest.mark.parametrize(
    ("complete_versions", "numbers"), [(False, [[1, 2], [3, 4], [5, 6], [7]]), (True, [[1, 2, 3, 4], [5, 6, 7]])]
)
def test_no_event_or_no_version_begins_after_enough_bytes(
    store: Backend, complete_versions: bool, numbers: list[list[int]]
) -> None:
    rows = [event("inv_a", version=version, data='"12345678"') for version in (1, 2, 2, 2, 3, 4, 4)]
    store.write(lambda tx: append_events(tx, "u1", rows))
    offsets, after = [], 0

    while events := read_feed(
        store,
        "u1",
        after,
        investigation_id="inv_a",
        limit=100,
        max_bytes=15,
        complete_versions=complete_versions,
    ):
        offsets.append([event.offset for event in events])
        after = events[-1].offset

    assert offsets == numbers


def test_a_log_that_is_not_read_to_its_end_keeps_no_snapshot(store: Backend) -> None:
    store.write(lambda tx: append_events(tx, "u1", [event() for _ in range(10)]))

    assert len(read_feed(store, "u1", 0, investigation_id=None, limit=100, max_bytes=1)) == 1

    store.write(lambda tx: append_events(tx, "u1", [event()]))
    assert newest_commit(store) == 11
