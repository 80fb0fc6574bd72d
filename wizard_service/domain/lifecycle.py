"""Retry, cancel and go from step to step: commands on an investigation as a whole (contract section 3)."""

from typing import Any

from ..store import Store, Transaction
from . import recording
from .caller import Caller, Outcome
from .commands import Effect, command
from .investigations import check_may_edit
from .navigation import navigation_of
from .states import Document, Row
from .transitions import check_status_is, check_transition
from .vocabulary import CANCELLED, ERROR, IN_PROGRESS, PROGRESS, RESULTS


def retry(store: Store, caller: Caller, investigation_id: str) -> Outcome:
    """Take an investigation in ERROR up again. Raises InvalidTransition in any other status.

    What had failed or was cut off waits to be run again: its tools are PENDING, its phases pending. A tool whose error
    was reported as not retryable stays in ERROR, and what was completed stays completed. Whoever was in RESULTS is back
    in PROGRESS, where it goes on.
    """

    def effect_of(_: Transaction, __: Row, before: Document) -> Effect:
        check_status_is(before, ERROR, IN_PROGRESS)
        after = before | {"status": IN_PROGRESS}
        if before["wizard_step"] == RESULTS:
            after["wizard_step"] = PROGRESS
        if "progress" in before:
            after["progress"] = _retryable(before["progress"])
        return Effect(after, recording.events_between(before, after))

    return command(store, caller, investigation_id, effect_of)


def cancel(store: Store, caller: Caller, investigation_id: str) -> Outcome:
    """Cancel an investigation IN_PROGRESS; its progress stays as it is. Raises InvalidTransition otherwise."""

    def effect_of(_: Transaction, __: Row, before: Document) -> Effect:
        check_status_is(before, IN_PROGRESS, CANCELLED)
        after = before | {"status": CANCELLED}
        return Effect(after, recording.events_between(before, after))

    return command(store, caller, investigation_id, effect_of)


def navigate(store: Store, caller: Caller, investigation_id: str, target: dict[str, Any]) -> Outcome:
    """Go to `{"step": ...}`, or `{"direction": "back"|"forward"}` in the history of steps.

    Raises InvalidTransition where a patch of `wizard_step` would, and past the ends of the history.
    """

    def effect_of(tx: Transaction, row: Row, before: Document) -> Effect:
        history = navigation_of(row)
        if "direction" in target:
            history = history.moved(target["direction"])
        elif target["step"] != history.step:
            history = history.visited(target["step"])
        after = check_transition(before, before | {"wizard_step": history.step}, tx.now)
        check_may_edit(caller, row, before, after)
        return Effect(after, recording.events_between(before, after), columns=history.columns())

    return command(store, caller, investigation_id, effect_of)


def _retryable(progress: Document) -> Document:
    tools = [_waiting_tool(tool) for tool in progress["tools_executed"]]
    phases = [_waiting_phase(phase) for phase in progress["phases"]]
    return progress | {"tools_executed": tools, "phases": phases}


def _waiting_tool(tool: Document) -> Document:
    failed = tool["status"] == "ERROR" and tool.get("retryable", True)
    if not failed and tool["status"] != "IN_PROGRESS":
        return tool
    return {"tool_name": tool["tool_name"], "status": "PENDING", "percent_complete": 0.0}


def _waiting_phase(phase: Document) -> Document:
    if phase["status"] not in ("error", "running"):
        return phase
    return {"phase_name": phase["phase_name"], "status": "pending", "progress": 0.0}
