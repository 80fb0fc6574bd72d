"""Changes that a client makes over its socket: each follows the same rules as the request of the same purpose."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema
from marshmallow import ValidationError as MarshmallowError

from ...domain.audit.denied_attempts import record_denied_attempt
from ...domain.identity.caller import Caller, IdempotencyKey, Outcome
from ...domain.inputs import answers
from ...domain.investigations import editing
from ...domain.investigations.idempotency import check_unless_repeated
from ...domain.investigations.preconditions import Precondition
from ...domain.investigations.sections import field_errors
from ...errors import ValidationError, WizardError
from ...feed.session import FeedSession
from .. import schemas
from ..auth import Right, may_edit, request_sha256
from ..rate_limit import count_write
from ..service import Service

Message = dict[str, Any]


def _update(service: Service, caller: Caller, investigation_id: str, message: Message) -> Outcome:
    seen = Precondition(version=message.get("version"))
    return editing.patch(service.store, service.config.state, caller, investigation_id, message["changes"], seen)


def _answer(service: Service, caller: Caller, investigation_id: str, message: Message) -> Outcome:
    limits, request_id = service.config.state, message["request_id"]
    return answers.give(service.store, limits, caller, investigation_id, request_id, message["answer"])


# Type of the message -> its schema, the right that it needs, and what carries it out.
_COMMANDS: dict[str, tuple[Schema, Right, Callable[[Service, Caller, str, Message], Outcome]]] = {
    "update": (schemas.SocketUpdate(), may_edit, _update),
    "answer": (schemas.SocketAnswer(), answers.may_give, _answer),
}
COMMAND_TYPES = frozenset(_COMMANDS)


def run_command(service: Service, feed: FeedSession, message: Message, body: bytes) -> Outcome:
    """Carry out a message of a type in COMMAND_TYPES, once per `message_id`. body: the message as it was received.

    Raises the errors of the request with the same purpose.
    """
    service.revocations.require_valid(feed.principal)
    count_write(service, feed.principal)
    kind = message["type"]
    schema, right, run = _COMMANDS[kind]
    investigation_id = message.get("investigation_id", feed.investigation_id)
    if not isinstance(investigation_id, str) or feed.investigation_id not in (None, investigation_id):
        raise ValidationError([("investigation_id", "Must name one that this socket follows.")])
    key = IdempotencyKey(f"socket:{message.get('message_id')}", request_sha256(f"{kind} {investigation_id}", body))
    quotas, lease_id = service.config.quotas, message.get("lease_id")
    request_id, trace_id = feed.connection.request_id, feed.connection.trace_id
    caller = Caller(feed.principal, "WEBSOCKET", request_id, key, quotas, trace_id, lease_id)
    store = service.store
    check_unless_repeated(store, lambda: caller, lambda: right(store, caller.principal, investigation_id))
    try:
        loaded = schema.load(message)
    except MarshmallowError as error:
        raise ValidationError(field_errors(error.normalized_messages(), "")) from None
    return run(service, caller, investigation_id, loaded)


def record_denied_command(service: Service, feed: FeedSession, message: Message, error: WizardError) -> None:
    """Record a command that was denied, for the owner of its investigation."""
    investigation_id = feed.investigation_id or str(message.get("investigation_id"))
    caller = Caller(feed.principal, "WEBSOCKET", feed.connection.request_id)
    record_denied_attempt(service.store, caller, investigation_id, message["type"], error)
