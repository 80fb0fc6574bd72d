"""Answers of persons to the inputs that executors request (contract section 11)."""

from functools import partial
from typing import Any

import orjson

from ...config import StateSettings
from ...errors import AlreadyAnswered, Forbidden, InputExpired, InvalidTransition, NotFound, TooLarge, ValidationError
from ...store import Backend, Reader, Transaction
from ...timestamps import timestamp
from ..events import Event, fold
from ..identity.caller import Caller, Outcome
from ..identity.principal import Principal
from ..investigations import access, commands
from ..investigations.delta import NewEvent
from ..investigations.idempotency import earlier_outcome
from ..investigations.recorder import Change
from ..investigations.state import Document, Row, check_new_sizes, check_size, document_of
from ..merge_patch import without_nulls
from ..vocabulary import ANSWERED, EXPIRED, OPEN
from .answer_schema import FieldError, Schema, answer_errors
from .documents import inputs_of, is_expired

# With this limit and those of a schema a check takes 0.1 s of processor time at most.
MAX_ANSWER_VALUES = 1000
_SCHEMA_OF_KIND: dict[str, Schema] = {
    "confirm": {"type": "boolean"},
    "text": {"type": "string", "minLength": 1},
    "form": {"type": "object"},
}


def give(
    store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, request_id: str, answer: Any
) -> Outcome:
    """Answer an input, once: of several answers the first one is stored. The body of the outcome is the state.

    Raises Forbidden unless the caller owns the investigation or edits it as a user, NotFound for an unknown input,
    AlreadyAnswered, InputExpired, InvalidTransition for one that was withdrawn, ValidationError and TooLarge.
    """
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    answer = without_nulls(answer, "answer")
    # The answer is checked outside the transaction, so that a large schema does not hold up other writers.
    row = get_answerable(store, caller.principal, investigation_id)
    asked = _open_input(document_of(row), request_id, timestamp(store.clock()))
    _check_answer(limits, asked, answer)
    decide = partial(_decide, limits, caller, asked, answer)
    find = partial(_find, caller, investigation_id)
    return commands.run(store, caller, investigation_id, decide, find)


def get_answerable(
    reader: Reader, principal: Principal, investigation_id: str, columns: tuple[str, ...] = access.COLUMNS
) -> Row:
    """Return the row of an investigation whose inputs the principal may answer.

    columns: must include `user_id` and `archived_at`. Raises like `access.get_editable`, and Forbidden for an executor.
    """
    row = access.get_editable(reader, principal, investigation_id, columns)
    if not access.may_change_settings(row, principal):
        raise Forbidden("Only the owner and editors answer the questions of an executor.")
    return row


def may_give(reader: Reader, principal: Principal, investigation_id: str, **_: str) -> None:
    """Require the right to answer the inputs of an investigation. Raises like `get_answerable`."""
    get_answerable(reader, principal, investigation_id, ("user_id", "archived_at"))


def _find(caller: Caller, investigation_id: str, tx: Transaction) -> Row:
    return get_answerable(tx, caller.principal, investigation_id)


def _decide(
    limits: StateSettings,
    caller: Caller,
    checked: Document,
    answer: Any,
    tx: Transaction,
    row: Row,
    before: Document,
) -> Change:
    request_id = checked["request_id"]
    asked = _open_input(before, request_id, tx.now)
    if asked != checked:
        # Another question has taken the id meanwhile.
        _check_answer(limits, asked, answer)
    data = {"request_id": request_id, "answer": answer, "answered_by": caller.user_id}
    after = fold(before, Event("input_given", data, before["version"] + 1, tx.now, tx.now))
    check_new_sizes(after, before, row, limits)
    return Change(after, [NewEvent("input_given", data)], action_type="INPUT_GIVEN")


def _open_input(document: Document, request_id: str, now: str) -> Document:
    asked = next((each for each in inputs_of(document) if each["request_id"] == request_id), None)
    if asked is None:
        raise NotFound(f"There is no input {request_id}.")
    if asked["status"] == ANSWERED:
        given = {name: asked[name] for name in ("answer", "answered_at")}
        raise AlreadyAnswered(f"{asked['answered_by']} has answered already.", actor=asked["answered_by"], **given)
    if asked["status"] == EXPIRED or is_expired(asked, now):
        raise InputExpired("The time to answer is over.", expires_at=asked["expires_at"])
    if asked["status"] != OPEN:
        members = {"field": f"inputs.{request_id}.status", "from_value": asked["status"], "to_value": ANSWERED}
        raise InvalidTransition("The question was withdrawn.", allowed=[], **members)
    return asked


def _check_answer(limits: StateSettings, asked: Document, answer: Any) -> None:
    if answer is None:
        raise ValidationError([("answer", "Missing data for required field.")])
    check_size("answer", len(orjson.dumps(answer)), limits.event_max_size_kb)
    if _values_in(answer) > MAX_ANSWER_VALUES:
        raise TooLarge(f"An answer may have {MAX_ANSWER_VALUES} values.", field="answer")
    errors = [error for schema in _schemas_of(asked) for error in answer_errors(schema, answer)]
    if errors:
        raise ValidationError([_in_answer(error) for error in errors])


def _values_in(answer: Any) -> int:
    parts = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    return 1 + sum(map(_values_in, parts))


def _schemas_of(asked: Document) -> list[Schema]:
    of_kind = {"enum": asked["options"]} if asked["kind"] == "choice" else _SCHEMA_OF_KIND[asked["kind"]]
    return [of_kind, asked["schema"]] if "schema" in asked else [of_kind]


def _in_answer(error: FieldError) -> FieldError:
    path, message = error
    return f"answer.{path}" if path else "answer", message
