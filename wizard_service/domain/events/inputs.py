"""Events of inputs: what an executor asks a person, and the answer (contract sections 4 and 11)."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from ..fields import Choice, JsonObject, ObjectSchema, Text, Texts, Timestamp
from ..inputs.answer_schema import schema_errors
from ..vocabulary import ANSWERED, INPUT_KINDS, INPUT_STATUSES, OPEN, WITHDRAWN
from .folding import Document, Event, EventType, Folding

MAX_INPUTS = 50
# The id of a request is part of a path.
_REQUEST_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,254}")
_ASKED = ("request_id", "prompt", "kind", "options", "schema", "expires_at")


class RequestId(Text):
    """The name that an executor gives a question, so that it can ask again after a restart."""

    def __init__(self) -> None:
        super().__init__(255, 1, required=True, metadata={"pattern": f"^{_REQUEST_ID.pattern}$"})

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and _REQUEST_ID.fullmatch(value) is not None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.accepts(text):
            raise ValidationError("Must be 1 to 255 of A-Z a-z 0-9 _ . : -, of which the first is no sign.")
        return text


class Options(Texts):
    """The options of a choice, of any number and length: only the size of the event limits them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Not a list of texts that are not blank.", **kwargs)

    def accepts(self, value: Any) -> bool:
        return super().accepts(value) and bool(value) and all(map(str.strip, value))


class InputRequested(ObjectSchema):
    """A question. options: of a choice. schema: of the answer, for a text or form."""

    request_id = RequestId()
    prompt = Text(minimum=1, required=True)
    kind = Choice(INPUT_KINDS, required=True)
    options = Options(allow_none=True)
    schema = JsonObject(allow_none=True)
    expires_at = Timestamp(allow_none=True)

    @validates_schema
    def members_suit_the_kind(self, loaded: Document, **_: Any) -> None:
        kind, options, schema = (loaded.get(name) for name in ("kind", "options", "schema"))
        if kind is None:
            return
        if (options is not None) != (kind == "choice"):
            raise ValidationError("Required for a choice, and not allowed for any other kind.", "options")
        if options is not None and len(set(options)) != len(options):
            raise ValidationError("Duplicate option.", "options")
        if schema is not None and kind not in ("text", "form"):
            raise ValidationError("Only allowed for a text or a form.", "schema")
        errors = schema_errors(schema) if schema is not None else []
        if errors:
            raise ValidationError({"schema": [f"{path or 'schema'}: {message}" for path, message in errors]})


class Input(InputRequested):
    """A question to a person and its answer. Only events change it; what a write sends is not stored."""

    status = Choice(INPUT_STATUSES, required=True)
    answer = fields.Raw(allow_none=True)
    answered_by = Text(255, allow_none=True)
    requested_at = Timestamp(required=True)
    answered_at = Timestamp(allow_none=True)


class InputWithdrawn(ObjectSchema):
    request_id = RequestId()


class InputGiven(ObjectSchema):
    request_id = RequestId()
    answer = fields.Raw(required=True, validate=validate.NoneOf((None,)))
    answered_by = Text(255, required=True)


def fold_requested(folding: Folding, event: Event) -> None:
    """Open an input. A repeated request is the same one while it is open or once it is answered."""
    request_id = event.data["request_id"]
    known = folding.find("inputs", request_id)
    if known is not None and known["status"] in (OPEN, ANSWERED):
        return
    asked = {name: event.data[name] for name in _ASKED if name in event.data}
    folding.put_last("inputs", request_id, asked | {"status": OPEN, "requested_at": event.timestamp})
    oldest = oldest_closed(folding) if len(folding.items("inputs")) > MAX_INPUTS else None
    if oldest is not None:
        folding.remove("inputs", oldest)


def oldest_closed(folding: Folding) -> str | None:
    """Return the id of the oldest input that waits for no answer, None when all are open."""
    closed = (name for name, each in folding.items("inputs").items() if each["status"] != OPEN)
    return next(closed, None)


def fold_withdrawn(folding: Folding, event: Event) -> None:
    """Withdraw an open input; an answer that came first stays."""
    _close(folding, event, status=WITHDRAWN)


def fold_given(folding: Folding, event: Event) -> None:
    given = {name: event.data[name] for name in ("answer", "answered_by")}
    _close(folding, event, status=ANSWERED, answered_at=event.timestamp, **given)


def _close(folding: Folding, event: Event, **members: Any) -> None:
    request_id = event.data["request_id"]
    asked = folding.find("inputs", request_id)
    if asked is not None and asked["status"] == OPEN:
        folding.put("inputs", request_id, asked | members)


INPUT_REQUESTED = EventType(
    "input_requested", "An executor asks a person.", InputRequested(), fold_requested, reported=True
)
INPUT_WITHDRAWN = EventType(
    "input_withdrawn", "An executor needs no answer any more.", InputWithdrawn(), fold_withdrawn, reported=True
)
INPUT_GIVEN = EventType("input_given", "A person has answered; the first answer counts.", InputGiven(), fold_given)
