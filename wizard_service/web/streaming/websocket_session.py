"""One client's WebSocket session: it sends events and handles the client's messages (contract section 8)."""

import math
import time
from collections.abc import Generator
from typing import Any

import orjson

from ...errors import StorageError, Unauthorized, WizardError
from ...feed.closing import CloseReason
from ...feed.control_events import Outgoing
from ...feed.frames import Batch, Message
from ...feed.session import FeedSession
from ...feed.subscription import Subscription
from ...process.cooperative import yield_to_others
from ..problems import problem_document, reported_error
from ..request_body import parse_json
from ..schemas.events import MAX_MESSAGE_ID
from ..service import Service
from .close_codes import CLOSE_CODES, IDLE_TIMEOUT, POLICY_VIOLATION, TOO_BIG
from .socket_commands import COMMAND_TYPES, record_denied_command, run_command
from .websocket import MAX_MESSAGE_BYTES, WebSocketConnection

# Events that are sent again, under the same id, until the client acknowledges them.
CRITICAL = frozenset({"results_available", "error_occurred"})
MAX_SENDS = 3
# A client that follows a feed has no reason to send more.
MAX_MESSAGES_PER_S = 50


class ProtocolError(Exception):
    """The client sent a message that the protocol does not define, or too many. The socket closes with `code`."""

    def __init__(self, code: int = POLICY_VIOLATION) -> None:
        super().__init__(code)
        self.code = code


class WebSocketSession:
    """Sends the events of a feed session, handles messages, and remembers events that are not acknowledged."""

    def __init__(
        self, service: Service, connection: WebSocketConnection, feed: FeedSession, subscription: Subscription
    ) -> None:
        self._service, self._settings = service, service.config.streams
        self._connection = connection
        self._feed, self._subscription = feed, subscription
        # By event id: the event, when it was sent last, and how often.
        self._unacknowledged: dict[str, tuple[Message, float, int]] = {}
        # Most clients send few messages, and an empty deque takes 600 bytes.
        self._received_at: list[float] = []
        self._last_seen_at = self._pinged_at = time.monotonic()
        self._subscription.longest_wait_s = self._due_in_s()

    def run(self) -> Generator[Subscription, None, int]:
        """Exchange messages until the session ends, and return the close code. Raises ProtocolError.

        Yields the subscription when there is nothing to do for its `idle_s`.
        """
        for outgoing in self._feed.outgoing(self._subscription, self.try_send, CRITICAL):
            self.send(outgoing)
            self._handle_messages()
            if self._connection.take_pong():
                self._last_seen_at = time.monotonic()
            self._redeliver_unacked()
            self._ping_if_due()
            if time.monotonic() - self._last_seen_at >= self._settings.ws_idle_timeout_s:
                return IDLE_TIMEOUT
            if self._subscription.idle_s:
                self._connection.watch_input()
                yield self._subscription
            self._subscription.longest_wait_s = self._due_in_s()
        return CLOSE_CODES[self._feed.close_reason or CloseReason.RESTART]

    def send(self, outgoing: list[Outgoing]) -> None:
        """Send events in one write. Raises OSError when the peer does not take them in time."""
        self._connection.send_frames(b"".join(event.websocket for event in outgoing))
        now = time.monotonic()
        for event in outgoing:
            if isinstance(event, Message) and event.event_type in CRITICAL:
                sends = self._unacknowledged.get(event.id, (event, now, 0))[2]
                self._unacknowledged[event.id] = event, now, sends + 1

    def try_send(self, batch: Batch) -> bool:
        """Send a batch without waiting. False: nothing was sent."""
        return self._connection.try_send_frames(batch.websocket, self._subscription.wake)

    def _due_in_s(self) -> float:
        """Return the time until the next ping, the next repetition of an event, or the idle timeout."""
        oldest_at = min((sent_at for _, sent_at, _ in self._unacknowledged.values()), default=math.inf)
        due_at = min(
            self._pinged_at + self._settings.ws_heartbeat_s,
            self._last_seen_at + self._settings.ws_idle_timeout_s,
            oldest_at + self._settings.ws_resend_s,
        )
        return max(0.0, due_at - time.monotonic())

    def _redeliver_unacked(self) -> None:
        """Send critical events again that were not acknowledged in time, at most MAX_SENDS times in all."""
        due_at = time.monotonic() - self._settings.ws_resend_s
        for message, _, sends in [entry for entry in self._unacknowledged.values() if entry[1] <= due_at]:
            if sends >= MAX_SENDS:
                del self._unacknowledged[message.id]
            else:
                self.send([message])

    def _ping_if_due(self) -> None:
        if time.monotonic() - self._pinged_at < self._settings.ws_heartbeat_s:
            return
        self._pinged_at = time.monotonic()
        self._connection.ping()

    def _handle_messages(self) -> None:
        while (text := self._connection.receive()) is not None:
            self._last_seen_at = time.monotonic()
            self._check_rate()
            # A client whose next message is already there never waits.
            yield_to_others()
            self._handle(text)

    def _handle(self, text: str | bytes) -> None:
        body = _body_of(text)
        try:
            message = parse_json(body)
        except WizardError:
            raise ProtocolError from None
        actions = {"sync": self._sync, "auth": self._renew, "ack": self._acknowledge}
        actions |= dict.fromkeys(COMMAND_TYPES, self._run_command)
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "heartbeat":
            return
        if not isinstance(kind, str) or kind not in actions:
            raise ProtocolError
        actions[kind](message, body)

    def _sync(self, _: dict[str, Any], __: bytes) -> None:
        self._feed.request_sync()

    def _acknowledge(self, message: dict[str, Any], _: bytes) -> None:
        self._unacknowledged.pop(str(message.get("id")), None)

    def _renew(self, message: dict[str, Any], _: bytes) -> None:
        try:
            renewed = self._service.tokens.verify(str(message.get("token")))
            if renewed.user_id != self._feed.principal.user_id:
                raise Unauthorized("The token is another user's.")
            self._feed.renew(renewed)
        except (WizardError, StorageError) as error:
            self._send_problem(message, self._reported(error))
            return
        self._send_result(message, {"status": 200})

    def _run_command(self, message: dict[str, Any], body: bytes) -> None:
        try:
            outcome = run_command(self._service, self._feed, message, body)
        except (WizardError, StorageError) as error:
            refusal = self._reported(error)
            record_denied_command(self._service, self._feed, message, refusal)
            self._send_problem(message, refusal)
            return
        self._send_result(message, {"status": 200, "version": outcome.version, "event_ids": outcome.event_ids})

    def _reported(self, error: Exception) -> WizardError:
        return reported_error(error, self._service.store.errors, self._feed.connection.request_id)

    def _send_problem(self, message: dict[str, Any], error: WizardError) -> None:
        self._send_result(message, problem_document(error, self._feed.connection.request_id))

    def _send_result(self, message: dict[str, Any], members: dict[str, Any]) -> None:
        # A problem has a `type` as well; the message's own type replaces it.
        name = message.get("message_id")
        is_name = isinstance(name, str) and len(name) <= MAX_MESSAGE_ID
        result = {"type": "result", "message_id": name if is_name else None} | members | {"type": "result"}
        self._connection.send_text(orjson.dumps(result).decode())

    def _check_rate(self) -> None:
        now = time.monotonic()
        if len(self._received_at) == MAX_MESSAGES_PER_S and now - self._received_at[0] < 1.0:
            raise ProtocolError
        self._received_at = [*self._received_at[1 - MAX_MESSAGES_PER_S :], now]


def _body_of(text: str | bytes) -> bytes:
    if not isinstance(text, str):
        raise ProtocolError
    body = text.encode()
    # simple-websocket compares the number of characters with the limit.
    if len(body) > MAX_MESSAGE_BYTES:
        raise ProtocolError(TOO_BIG)
    return body
