"""An event costs the same however large the state is, and a change only what it touches."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.domain.costs import calls_of, lines_of
from wizard_service.domain.events import Event, Folding, fold, fold_into
from wizard_service.domain.events.folding import empty_progress
from wizard_service.domain.investigations.delta import Delta

NOW = "2026-01-15T10:00:00.000Z"
SIZES = (100, 200, 400)


def fold_all_into(document: Any, events: list[Event]) -> Any:
    folding = Folding(document)
    for event in events:
        fold_into(folding, event)
    return folding.result()


@pytest.mark.parametrize("known", [0, 1000])
def test_the_calls_for_folding_lines_grow_no_faster_than_their_agents(known: int) -> None:
    agents = [{"agent_name": f"k{n}", "status": "s", "progress": 0.0, "logs": []} for n in range(known)]
    before = {"progress": empty_progress() | {"agents": agents}}

    def folding(size: int) -> Callable[[], Any]:
        lines = [{"message": "m", "agent_name": f"a{n}"} for n in range(size)]
        return lambda: fold(before, Event("log_appended", {"lines": lines}, 2, NOW, NOW))

    small, middle, large = (calls_of(folding(size)) for size in SIZES)

    assert large - middle <= 2.2 * (middle - small)


REPORTS: dict[str, Any] = {
    "agent_updated": {"agent_name": "k1", "status": "s"},
    "log_appended": {"lines": [{"message": "m", "agent_name": "k1"}]},
    "tool_execution_started": {"tool_name": "k1"},
    "tool_execution_progress": {"tool_name": "k1", "percent_complete": 1},
    "tool_execution_completed": {"tool_name": "k1", "status": "COMPLETED"},
    "tool_execution_error": {"tool_name": "k1", "error_message": "m"},
    "phase_changed": {"from_phase": "k1", "to_phase": "k2"},
    "progress_updated": {"percent_complete": 1, "current_phase": "new"},
    "error_occurred": {"error_message": "m", "error_type": "execution_error", "recoverable": False},
}


@pytest.mark.parametrize("event_type", REPORTS)
def test_the_steps_for_one_more_event_do_not_grow_with_the_state(event_type: str) -> None:
    def folding(size: int, count: int) -> Callable[[], Any]:
        progress = {
            "agents": [{"agent_name": f"k{n}", "status": "s", "progress": 0.0, "logs": []} for n in range(size)],
            "phases": [{"phase_name": f"k{n}", "status": "pending", "progress": 0.0} for n in range(size)],
            "tools_executed": [{"tool_name": f"k{n}", "status": "PENDING"} for n in range(size)],
        }
        before = {"version": 1, "progress": empty_progress() | progress}
        return lambda: fold_all_into(before, [Event(event_type, REPORTS[event_type], 2, NOW, NOW)] * count)

    one_more_of_few = lines_of(folding(10, 21)) - lines_of(folding(10, 1))
    one_more_of_many = lines_of(folding(1000, 21)) - lines_of(folding(1000, 1))

    assert one_more_of_many <= one_more_of_few + 20


def test_a_change_that_touches_nothing_of_a_large_state_does_not_compare_it() -> None:
    agents = [{"agent_name": f"a{n}", "status": "s", "progress": 0.0, "logs": ["l"]} for n in range(2000)]
    before = {"version": 1, "wizard_step": "PROGRESS", "status": "IN_PROGRESS", "progress": {"agents": agents}}
    after = before | {"archived_at": NOW}

    def compare() -> Any:
        delta = Delta(before, after)
        return delta.forward, delta.reverse, delta.events()

    assert lines_of(compare) < 500
