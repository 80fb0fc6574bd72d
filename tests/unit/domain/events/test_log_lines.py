"""`state_updated` and `log_appended` together describe the whole change."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.domain import strategies as some
from wizard_service.domain.events import Event, fold
from wizard_service.domain.events.log_lines import MAX_CHARACTERS, MAX_LINES, changes_between, keep_newest
from wizard_service.domain.investigations.sections import load_section

NOW = "2026-01-01T00:00:00.000Z"


def state_with(progress: dict[str, Any] | None) -> dict[str, Any]:
    return {} if progress is None else {"progress": load_section("progress", progress)}


@given(st.none() | some.PROGRESS, st.none() | some.PROGRESS)
def test_changes_and_appended_lines_give_the_new_state(old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
    before, after = state_with(old), state_with(new)

    changes, lines = changes_between(before, after)
    folded = fold(before, Event("state_updated", {"changes": changes}, 2, NOW, NOW))
    if lines:
        folded = fold(folded, Event("log_appended", {"lines": lines}, 2, NOW, NOW))

    assert folded == after | {"version": 2, "updated_at": NOW}


@given(st.none() | some.PROGRESS, some.PROGRESS)
def test_changes_hold_no_log_line(old: dict[str, Any] | None, new: dict[str, Any]) -> None:
    changes, _ = changes_between(state_with(old), state_with(new))

    progress = changes.get("progress") or {}
    lines = [progress.get("logs", []), *(agent.get("logs", []) for agent in progress.get("agents", []))]
    assert not any(lines)


def test_appended_lines_leave_the_patch_empty() -> None:
    before, after = state_with({"logs": ["a"]}), state_with({"logs": ["a", "b"]})

    assert changes_between(before, after) == ({}, [{"message": "b"}])


def test_a_state_keeps_the_newest_thousand_lines() -> None:
    lines = [str(number) for number in range(MAX_LINES + 5)]

    assert keep_newest(lines) == lines[5:]


def test_long_lines_are_dropped_oldest_first_until_they_fit() -> None:
    lines = ["x" * (MAX_CHARACTERS // 2)] * 3

    assert keep_newest(lines) == lines[:2]


def test_values_equal_in_python_but_different_in_json_are_changes() -> None:
    before, after = {"settings": {"a": 1, "b": [1], "c": 0}}, {"settings": {"a": True, "b": [True], "c": False}}

    assert changes_between(before, after) == (after, [])
