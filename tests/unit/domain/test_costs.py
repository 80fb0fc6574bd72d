"""The time for a document grows no faster than the document, counted in calls (contract section 1)."""

from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.support.domain.costs import calls_of
from tests.support.domain.retention import CALLER, LIMITS
from wizard_service.config import StateSettings
from wizard_service.domain.investigations import editing
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.investigations.reports import load_reports
from wizard_service.domain.investigations.sections import load_section
from wizard_service.domain.templates.placeholders import find_placeholders
from wizard_service.domain.versions import time_travel
from wizard_service.errors import MAX_ERRORS
from wizard_service.store import Backend

NOW = "2026-01-15T10:00:00.000Z"
SIZES = (100, 200, 400)
SETTINGS = {
    "name": "n",
    "entities": [{"entity_type": "ip", "entity_id": "1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}
RESULTS = {"risk_score": {"overall_score": 1, "category_scores": {}, "risk_level": "low"}, "completed_at": NOW}
# Items of a list, wrong in ways of different cost, or right.
ITEMS = st.sampled_from(
    [
        *({}, [], None, 0, "", {"a": 1}, {"agent_name": "x"}, {"title": ""}, {"message": "x"}, {"message": None}),
        *({"phase_name": "p", "status": "pending"}, {"agent_name": "a", "status": "s", "logs": [1]}),
        *({"tool_name": "t", "status": "ERROR"}, {"tool_name": "t"}, {"entity_type": "ip", "entity_id": ""}),
    ]
)


def section(name: str, **members: Any) -> Callable[[], Any]:
    base: dict[str, Any] = {"settings": SETTINGS, "results": RESULTS, "progress": {}}[name]
    return lambda: load_section(name, base | members)


def reported(data: Any, count: int = 1) -> Callable[[], Any]:
    return lambda: load_reports([{"event_type": "log_appended", "data": data}] * count, StateSettings())


# From an item and a size, the work on a document with so many of it.
DOCUMENTS: dict[str, Callable[[Any, int], Callable[[], Any]]] = {
    "entities": lambda item, size: section("settings", entities=[item] * size),
    "tools": lambda item, size: section("settings", tools=[item] * size),
    "unknown members": lambda item, size: section("settings", **{f"m{n}": item for n in range(size)}),
    "phases": lambda item, size: section("progress", phases=[item] * size),
    "agents": lambda item, size: section("progress", agents=[item] * size),
    "tools_executed": lambda item, size: section("progress", tools_executed=[item] * size),
    "logs": lambda item, size: section("progress", logs=[item] * size),
    "findings": lambda item, size: section("results", findings=[item] * size),
    "evidence": lambda item, size: section("results", findings=[{"evidence": [item] * size}]),
    "entity_summaries": lambda item, size: section("results", entity_summaries={f"m{n}": item for n in range(size)}),
    "lines": lambda item, size: reported({"lines": [item] * size}),
    "events": lambda item, size: reported(item, size // 4),
    "parameters": lambda item, size: (
        lambda: find_placeholders(
            SETTINGS | {"tools": [{"tool_name": "t", "parameters": {"x" * size: ["{{", item] * size}}]}
        )
    ),
}


@pytest.mark.parametrize("place", DOCUMENTS)
@hypothesis.settings(deadline=None, max_examples=15, database=None)
@hypothesis.given(item=ITEMS)
def test_the_calls_for_a_document_grow_no_faster_than_the_document(place: str, item: Any) -> None:
    small, middle, large = (calls_of(DOCUMENTS[place](item, size)) for size in SIZES)

    # The part that does not grow is counted in each of them.
    assert large - middle <= 2.2 * max(middle - small, 200)


@pytest.mark.parametrize("item", [{}, {"a": 1}, [], None, {"agent_name": "", "status": 1, "logs": [1]}])
@pytest.mark.parametrize("name", ["agents", "phases", "tools_executed"])
def test_a_list_is_not_examined_beyond_its_first_wrong_items(name: str, item: Any) -> None:
    small, large = (calls_of(section("progress", **{name: [item] * size})) for size in (MAX_ERRORS + 1, 5000))

    assert large <= small + 100


ANY = Precondition(any_version=True)
# Each reads a version that lies ever further in the past.
OF_EARLY_VERSION: dict[str, Callable[[Backend], Any]] = {
    "read": lambda store: time_travel.at_version(store, CALLER.principal, "i", 2),
    "compare": lambda store: time_travel.difference(store, CALLER.principal, "i", 2, 3),
    "fork": lambda store: time_travel.fork(store, LIMITS, CALLER, "i", {"version": 2}),
    "conflict": lambda store: editing.patch(store, LIMITS, CALLER, "i", {"progress": None}, Precondition(version=2)),
}


@pytest.mark.parametrize("operation", OF_EARLY_VERSION)
def test_an_early_version_of_a_large_state_costs_no_more_after_many_changes(
    operation: str, store: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard_service.domain.versions.snapshots.SNAPSHOT_AFTER_BYTES", 10_000)
    editing.create(store, LIMITS, CALLER, {"investigation_id": "i"})
    costs = []
    for changes in (8, 40):
        for number in range(changes):
            agents = [{"agent_name": f"a{name}", "status": f"{changes}.{number}"} for name in range(50)]
            editing.patch(store, LIMITS, CALLER, "i", {"progress": {"agents": agents}}, ANY)
        costs.append(calls_of(lambda: OF_EARLY_VERSION[operation](store)))

    assert costs[1] <= costs[0] + 200


def test_a_list_that_is_too_long_is_refused_before_its_items() -> None:
    few, many = (calls_of(section("settings", entities=[{}] * size)) for size in (11, 100_000))

    # The first call of a process also does what is done once.
    assert many <= few


def test_a_small_change_of_a_large_section_does_not_examine_the_rest() -> None:
    agents = [{"agent_name": f"a{n}", "status": "s"} for n in range(2000)]
    stored = load_section("progress", {"agents": agents})

    changed = calls_of(lambda: load_section("progress", stored | {"overall_progress": 5}, stored))

    assert changed < 1000
    assert load_section("progress", stored | {"overall_progress": 5}, stored)["agents"] is stored["agents"]
