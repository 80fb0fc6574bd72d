"""What a client says on its socket, and what it is answered (contract section 8)."""

import time
from typing import Any

import orjson
from marshmallow import ValidationError as MarshmallowError
from simple_websocket import Server

from ...domain.audit.denied_attempts import record_denied_attempt
from ...domain.identity.caller import Caller, IdempotencyKey
from ...domain.investigations import editing
from ...domain.investigations.preconditions import Precondition
from ...domain.investigations.sections import field_errors
from ...errors import Forbidden, NotFound, Unauthorized, ValidationError, WizardError
from ...feed.message import Batch, Message
from ...feed.session import FeedSession, Outgoing
from ...feed.subscription import Subscription
from .. import schemas
from ..auth import request_sha256
from ..problems import problem_document
from ..request_body import parse_json
from ..request_id import request_id
from ..service import Service

# Sent again, with the same id, until the client says that it has them.
CRITICAL = frozenset({"results_available", "error_occurred"})
MAX_SENDS = 3
# More than a person or a program that follows a feed has to say; beyond it the client is broken or hostile.
MAX_MESSAGES_PER_S = 50
MAX_MESSAGE_BYTES = 64 * 1024
POLICY_VIOLATION, TOO_BIG = 1008, 1009


class ProtocolError(Exception):
    """The client said something that has no meaning here, or too much; `code` closes the socket."""

    def __init__(self, code: int = POLICY_VIOLATION) -> None:
        super().__init__(code)
        self.code = code


class WebSocketSession:
    """One socket: sends events, obeys messages, remembers what is not acknowledged."""

    def __init__(self, service: Service, connection: Server, listening: FeedSession, follower: Subscription) -> None:
        self._service = service
        self._connection = connection
        self._listening = listening
        self._follower = follower
        self._unacknowledged: dict[str, tuple[Message, float, int]] = {}
        # Most clients say little, and a deque takes 600 bytes when it is empty.
        self._said_at: list[float] = []
        self.heard_at = time.monotonic()

    def send(self, told: list[Outgoing]) -> None:
        """Send in one write, after what `try_send` has left; raises OSError when the peer does not take it."""
        if told or self._connection.sock.unsent:
            self._connection.sock.send(b"".join(each.websocket for each in told))
        now = time.monotonic()
        for each in told:
            if isinstance(each, Message) and each.event_type in CRITICAL:
                sends = self._unacknowledged.get(each.id, (each, now, 0))[2]
                self._unacknowledged[each.id] = (each, now, sends + 1)

    def try_send(self, batch: Batch) -> bool:
        """Send without waiting; return False for what cannot be sent so, or has to be remembered."""
        is_critical = not CRITICAL.isdisjoint(batch.event_types)
        return not is_critical and self._connection.sock.send_at_once(batch.websocket, self._follower.wake)

    def send_again(self) -> None:
        """Send critical events once more that were not acknowledged in time; forget those sent often enough."""
        patience_s = self._service.config.streams.ws_resend_s
        due = [entry for entry in self._unacknowledged.values() if time.monotonic() - entry[1] >= patience_s]
        for message, _, sends in due:
            if sends >= MAX_SENDS:
                del self._unacknowledged[message.id]
            else:
                self.send([message])

    def obey(self) -> None:
        """Act on everything the client has said meanwhile. Raises BadMessage."""
        # Asked first whether there is something: `receive` would wait a turn for it.
        while self._has_said_something() and (said := self._connection.receive(timeout=0)) is not None:
            self.heard_at = time.monotonic()
            self._check_rate()
            self._obey(said)

    def _has_said_something(self) -> bool:
        return bool(self._connection.input_buffer) or not self._connection.connected

    def _obey(self, said: str | bytes) -> None:
        if not isinstance(said, str):
            raise ProtocolError
        # The library counts characters.
        if len(said.encode()) > MAX_MESSAGE_BYTES:
            raise ProtocolError(TOO_BIG)
        try:
            message = parse_json(said.encode())
        except WizardError:
            raise ProtocolError from None
        actions = {"sync": self._sync, "auth": self._renew, "update": self._update, "ack": self._acknowledge}
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "heartbeat":
            return
        if not isinstance(kind, str) or kind not in actions:
            raise ProtocolError
        actions[kind](message, said)

    def _sync(self, _: dict[str, Any], __: str) -> None:
        try:
            self.send(self._listening.sync(self._follower))
        except (NotFound, Forbidden):
            # Deleted or revoked a moment ago: the feed brings the event that ends this socket.
            return

    def _acknowledge(self, message: dict[str, Any], _: str) -> None:
        self._unacknowledged.pop(str(message.get("id")), None)

    def _renew(self, message: dict[str, Any], _: str) -> None:
        try:
            renewed = self._service.tokens.verify(str(message.get("token")))
            if renewed.user_id != self._listening.principal.user_id:
                raise Unauthorized("The token is another user's.")
            self._listening.renew(renewed)
        except WizardError as error:
            self._answer(message, problem_document(error, request_id()))
            return
        self._answer(message, {"status": 200})

    def _update(self, message: dict[str, Any], said: str) -> None:
        try:
            outcome = self._write(message, said)
        except WizardError as error:
            self._record_denied_attempt(message, error)
            self._answer(message, problem_document(error, request_id()))
            return
        self._answer(message, {"status": 200, "version": outcome.version, "event_ids": outcome.event_ids})

    def _record_denied_attempt(self, message: dict[str, Any], error: WizardError) -> None:
        investigation_id = self._listening.investigation_id or str(message.get("investigation_id"))
        caller = Caller(self._listening.principal, "WEBSOCKET", request_id())
        record_denied_attempt(self._service.store, caller, investigation_id, "update", error)

    def _write(self, message: dict[str, Any], said: str) -> Any:
        try:
            update = schemas.SocketUpdate().load(message)
        except MarshmallowError as error:
            raise ValidationError(field_errors(error.normalized_messages(), "")) from None
        investigation_id = update.get("investigation_id", self._listening.investigation_id)
        if investigation_id is None or self._listening.investigation_id not in (None, investigation_id):
            raise ValidationError([("investigation_id", "Must name one that this socket follows.")])
        sha256 = request_sha256(f"update {investigation_id}", said.encode())
        key = IdempotencyKey(f"socket:{update['message_id']}", sha256)
        caller = Caller(self._listening.principal, "WEBSOCKET", request_id(), key)
        seen = Precondition(version=update.get("version"))
        store, limits = self._service.store, self._service.config.state
        return editing.patch(store, limits, caller, investigation_id, update["changes"], seen)

    def _answer(self, message: dict[str, Any], answer: dict[str, Any]) -> None:
        # A socket's messages are told apart by `type`, a problem's by `code`.
        told = {"type": "result", "message_id": message.get("message_id")} | answer | {"type": "result"}
        self._connection.send(orjson.dumps(told).decode())

    def _check_rate(self) -> None:
        now = time.monotonic()
        if len(self._said_at) == MAX_MESSAGES_PER_S and now - self._said_at[0] < 1.0:
            raise ProtocolError
        self._said_at = [*self._said_at[1 - MAX_MESSAGES_PER_S :], now]
