"""Commands: changes that need no precondition, because they say what to do and not what the state shall be.

Retry, cancel and go from step to step: commands on an investigation as a whole (contract section 3).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import SqliteDatabase

from ...store import Backend, Transaction
from ..identity.caller import Caller, Outcome
from ..identity.principal import Principal
from ..vocabulary import CANCELLED, ERROR, IN_PROGRESS, PROGRESS, RESULTS
from . import recorder
from .access import get_editable
from .editing import check_may_edit
from .idempotency import write_once
from .navigation import navigation_of
from .recorder import NewEvent
from .state import Document, Row, document_of, state_json
from .transitions import check_status_is, check_transition

Find = Callable[[SqliteDatabase, Principal, str], Row]


@dataclass(frozen=True)
class Change:
    """What a command makes of a state: the document after it (version and time are set here) and what it tells.

    action_type: of the audit entry; None names the most telling part of the change. columns: see `record_changed`.
    """

    after: Document
    events: Sequence[NewEvent]
    action_type: str | None = None
    columns: Row | None = None


def command(
    store: Backend,
    caller: Caller,
    investigation_id: str,
    effect_of: Callable[[Transaction, Row, Document], Change],
    find: Find = get_editable,
) -> Outcome:
    """Change a state in one transaction and once per idempotency key; the outcome's body is the state.

    find: returns the row or raises NotFound or Forbidden. effect_of: given the row and its document, may write more.
    """
    return write_once(store, caller, lambda tx: run_command(tx, caller, investigation_id, effect_of, find))


def run_command(
    tx: Transaction,
    caller: Caller,
    investigation_id: str,
    effect_of: Callable[[Transaction, Row, Document], Change],
    find: Find = get_editable,
) -> Outcome:
    """Like `command`, inside a transaction."""
    row = find(tx.database, caller.principal, investigation_id)
    before = document_of(row)
    effect = effect_of(tx, row, before)
    after = effect.after | {"version": before["version"] + 1, "updated_at": tx.now}
    more = (effect.action_type, effect.columns)
    written, events = recorder.record_changed(tx, caller, before, row, after, effect.events, *more)
    return recorder.outcome_of(tx, written, events, state_json(written))


def retry(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Take an investigation in ERROR up again. Raises InvalidTransition in any other status.

    What had failed or was cut off waits to be run again: its tools are PENDING, its phases pending. A tool whose error
    was reported as not retryable stays in ERROR, and what was completed stays completed. Whoever was in RESULTS is back
    in PROGRESS, where it goes on.
    """

    def effect_of(_: Transaction, __: Row, before: Document) -> Change:
        check_status_is(before, ERROR, IN_PROGRESS)
        after = before | {"status": IN_PROGRESS}
        if before["wizard_step"] == RESULTS:
            after["wizard_step"] = PROGRESS
        if "progress" in before:
            after["progress"] = _retryable(before["progress"])
        return Change(after, recorder.events_between(before, after))

    return command(store, caller, investigation_id, effect_of)


def cancel(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Cancel an investigation IN_PROGRESS; its progress stays as it is. Raises InvalidTransition otherwise."""

    def effect_of(_: Transaction, __: Row, before: Document) -> Change:
        check_status_is(before, IN_PROGRESS, CANCELLED)
        after = before | {"status": CANCELLED}
        return Change(after, recorder.events_between(before, after))

    return command(store, caller, investigation_id, effect_of)


def navigate(store: Backend, caller: Caller, investigation_id: str, target: dict[str, Any]) -> Outcome:
    """Go to `{"step": ...}`, or `{"direction": "back"|"forward"}` in the history of steps.

    Raises InvalidTransition where a patch of `wizard_step` would, and past the ends of the history.
    """

    def effect_of(tx: Transaction, row: Row, before: Document) -> Change:
        history = navigation_of(row)
        if "direction" in target:
            history = history.moved(target["direction"])
        elif target["step"] != history.step:
            history = history.visited(target["step"])
        after = check_transition(before, before | {"wizard_step": history.step}, tx.now)
        check_may_edit(caller, row, before, after)
        return Change(after, recorder.events_between(before, after), columns=history.columns())

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
