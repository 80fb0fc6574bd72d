"""Commands: changes that need no precondition, because they say what to do and not what the state shall be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from peewee import SqliteDatabase

from ..store import Store, Transaction
from . import recording
from .access import writable_state
from .caller import Caller, Outcome
from .idempotency import write_once
from .recording import NewEvent
from .states import Document, Row, document_of, state_json
from .tokens import Principal

Find = Callable[[SqliteDatabase, Principal, str], Row]


@dataclass(frozen=True)
class Effect:
    """What a command makes of a state: the document after it (version and time are set here) and what it tells.

    action_type: of the audit entry; None names the most telling part of the change. columns: see `record_changed`.
    """

    after: Document
    events: Sequence[NewEvent]
    action_type: str | None = None
    columns: Row | None = None


def command(
    store: Store,
    caller: Caller,
    investigation_id: str,
    effect_of: Callable[[Transaction, Row, Document], Effect],
    find: Find = writable_state,
) -> Outcome:
    """Change a state in one transaction and once per idempotency key; the outcome's body is the state.

    find: returns the row or raises NotFound or Forbidden. effect_of: given the row and its document, may write more.
    """
    return write_once(store, caller, lambda tx: run_command(tx, caller, investigation_id, effect_of, find))


def run_command(
    tx: Transaction,
    caller: Caller,
    investigation_id: str,
    effect_of: Callable[[Transaction, Row, Document], Effect],
    find: Find = writable_state,
) -> Outcome:
    """Like `command`, inside a transaction."""
    row = find(tx.database, caller.principal, investigation_id)
    before = document_of(row)
    effect = effect_of(tx, row, before)
    after = effect.after | {"version": before["version"] + 1, "updated_at": tx.now}
    more = (effect.action_type, effect.columns)
    written, events = recording.record_changed(tx, caller, before, row, after, effect.events, *more)
    return recording.outcome_of(tx, written, events, state_json(written))
