"""Commands on an investigation: retry, cancel and navigate (contract section 3).

A command needs no precondition, because it names an action rather than the resulting state.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from ...store import Backend, Transaction
from ..events.earlier_runs import runs_before
from ..identity.caller import Caller, Outcome
from ..inputs.documents import without_open_inputs
from ..vocabulary import CANCELLED, IN_PROGRESS, PROGRESS, RESULTS
from . import recorder
from .access import check_may_edit, get_editable
from .idempotency import write_once
from .navigation import navigation_of
from .recorder import Change
from .state import Document, Row, document_of, state_json
from .transitions import check_status_change, check_transition, without_error

Find = Callable[[Transaction], Row]
Decide = Callable[[Transaction, Row, Document], Change]


def run(store: Backend, caller: Caller, investigation_id: str, decide: Decide, find: Find | None = None) -> Outcome:
    """Change a state in one transaction, once per idempotency key. The body of the outcome is the state.

    decide: returns the change for a row and its document; it may make further writes in the same transaction.
    find: returns the row or raises NotFound or Forbidden; by default it requires edit access.
    """
    find = find or partial(_find_editable, caller, investigation_id)
    change = partial(_run, caller, find, decide)
    return write_once(store, caller, change, locks=[("investigation", investigation_id)])


def _find_editable(caller: Caller, investigation_id: str, tx: Transaction) -> Row:
    return get_editable(tx, caller.principal, investigation_id)


def _run(caller: Caller, find: Find, decide: Decide, tx: Transaction) -> Outcome:
    return apply_change(tx, caller, find(tx), decide)


def apply_change(tx: Transaction, caller: Caller, row: Row, decide: Decide) -> Outcome:
    """Decide on a change and record it. row: must have been read in the same transaction."""
    before = document_of(row)
    written, events = recorder.record_changed(tx, caller, row, before, decide(tx, row, before))
    return recorder.outcome_of(tx, written, events, state_json(written))


def retry(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Resume an investigation in ERROR. Raises InvalidTransition in any other status.

    Tools and phases that failed or were interrupted become pending again. A tool whose error was reported as not
    retryable stays in ERROR, and completed work stays completed; the failed runs stay in `runs`. An investigation in
    RESULTS returns to PROGRESS.
    """
    return run(store, caller, investigation_id, _retry)


def _retry(_: Transaction, __: Row, before: Document) -> Change:
    check_status_change(before, IN_PROGRESS)
    after = without_error(before | {"status": IN_PROGRESS})
    if before["wizard_step"] == RESULTS:
        after["wizard_step"] = PROGRESS
    if "progress" in before:
        after["progress"] = _retryable(after["progress"])
    return Change(after)


def cancel(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Cancel an investigation in IN_PROGRESS or ERROR, keep its progress, and withdraw its open inputs.

    Raises InvalidTransition when its status is final.
    """
    return run(store, caller.without_quotas(), investigation_id, _cancel)


def _cancel(_: Transaction, __: Row, before: Document) -> Change:
    check_status_change(before, CANCELLED)
    return Change(without_open_inputs(before | {"status": CANCELLED}))


def navigate(store: Backend, caller: Caller, investigation_id: str, target: dict[str, Any]) -> Outcome:
    """Move to another step. target: `{"step": ...}`, or `{"direction": "back"|"forward"}` in the history of steps.

    Navigating to the current step changes nothing.
    Raises InvalidTransition when a patch of `wizard_step` would, and when the history has no step in that direction.
    """

    def decide(tx: Transaction, row: Row, before: Document) -> Change:
        history = navigation_of(row)
        if "direction" in target:
            history = history.moved(target["direction"])
        elif target["step"] != history.step:
            history = history.visited(target["step"])
        wanted = before | {"wizard_step": history.step}
        # The transition may resolve a relative time range, which is no change of the settings by the caller.
        check_may_edit(caller, row, before, wanted)
        after = check_transition(before, wanted, tx.now)
        return Change(after, columns=history.columns())

    return run(store, caller, investigation_id, decide)


def _retryable(progress: Document) -> Document:
    tools = [_waiting_tool(tool) for tool in progress["tools_executed"]]
    phases = [_waiting_phase(phase) for phase in progress["phases"]]
    return progress | {"tools_executed": tools, "phases": phases}


def _waiting_tool(tool: Document) -> Document:
    failed = tool["status"] == "ERROR" and tool.get("retryable", True)
    if not failed and tool["status"] != "IN_PROGRESS":
        return tool
    return {"tool_name": tool["tool_name"], "status": "PENDING", "percent_complete": 0.0} | runs_before(tool)


def _waiting_phase(phase: Document) -> Document:
    if phase["status"] not in ("error", "running"):
        return phase
    return {"phase_name": phase["phase_name"], "status": "pending", "progress": 0.0} | runs_before(phase)
