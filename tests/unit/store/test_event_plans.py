"""Every query of the event log is answered by an index, in its order, however long the log is."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.support.store.rows import event
from wizard_service.store import Backend, Position
from wizard_service.store.repositories.deletion.leftover_events import has_leftovers
from wizard_service.store.repositories.events import (
    append_events,
    feed_bounds,
    find_commit_time,
    read_feed,
    read_versions,
)

READS: dict[str, Callable[[Backend], Any]] = {
    "feed": lambda reader: read_feed(reader, "u1", 5, investigation_id=None, limit=10),
    "feed of one investigation": lambda reader: read_feed(reader, "u1", 5, investigation_id="inv_1", limit=10),
    "tail": lambda store: store.read_tail(Position(5), 10),
    "newest commit": lambda store: store.tail_end(),
    "feed bounds": lambda reader: feed_bounds(reader, "u1"),
    "start of what has ended": lambda reader: find_commit_time(
        reader, "u1", "inv_1", event_types=("phase_changed", "progress_updated"), timestamp="2026-01-15T10:00:00.000Z"
    ),
    "leftovers": lambda reader: has_leftovers(reader, "inv_1", "u1"),
    "versions": lambda reader: read_versions(reader, "u1", 5, "inv_1", limit=10, max_bytes=1024),
}


@pytest.fixture(params=[False, True], ids=["no statistics", "statistics"])
def long_log(store: Backend, request: pytest.FixtureRequest) -> Backend:
    """Return a store with 400 events of 4 owners, and with what an operator's ANALYZE adds."""
    for owner in ("u1", "u2", "u3", "u4"):
        events = [event(f"inv_{number % 7}") for number in range(100)]
        store.write(partial(append_events, owner=owner, events=events))
    if request.param:
        store.write(lambda tx: tx.select_tuples("ANALYZE"))
    return store


@pytest.mark.parametrize("name", READS)
def test_query_searches_an_index_without_sorting(long_log: Backend, name: str) -> None:
    statements: list[str] = []
    connection = long_log.database.connection()
    connection.set_trace_callback(statements.append)
    READS[name](long_log)
    connection.set_trace_callback(None)

    (statement,) = statements
    plan = [detail for _, _, _, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]

    # `tail_end` looks at one end of the rowid: SQLite names no index for it.
    assert all(step.startswith("SEARCH ") for step in plan), plan
    assert name == "newest commit" or any("INDEX" in step or "PRIMARY KEY" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
    # The events of an id that is not in use are none, those of an owner are many.
    assert name != "leftovers" or "investigation_id=?" in plan[0], plan
    # Reading all events of the investigation would be a search of an index as well.
    assert name != "start of what has ended" or "timestamp=?" in plan[0], plan
