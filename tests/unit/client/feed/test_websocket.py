"""Following by WebSocket acknowledges critical events, answers pings and reassembles fragments."""

import json

from websockets.sync.server import ServerConnection

from tests.support.client.feed_messages import established, first, state_sync, stored
from tests.support.client.scripted_websockets import ScriptedSockets
from wizard_service.client import WizardClient

BY_SOCKET = ("websocket",)


def test_events_are_yielded_and_a_reconnection_sends_the_last_id(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    sockets.script(sockets.sending(stored(1), stored(2)), sockets.sending(stored(2), stored(3)))

    events = first(3, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET))

    assert events == [stored(1), stored(2), stored(3)]
    assert sockets.targets == [
        "/api/v1/wizard/ws/investigation/inv_1?last_event_id=k7f3-0",
        "/api/v1/wizard/ws/investigation/inv_1?last_event_id=k7f3-2",
    ]


def test_without_a_cursor_following_starts_now(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    sockets.script(sockets.sending(state_sync("initial", "k7f3-0")), sockets.sending(stored(1)))

    assert first(1, socket_client.follow(transports=BY_SOCKET)) == [stored(1)]
    assert sockets.targets == [
        "/api/v1/wizard/ws/investigations",
        "/api/v1/wizard/ws/investigations?last_event_id=k7f3-0",
    ]


def test_critical_events_are_acknowledged_and_others_are_not(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    critical = stored(2, "error_occurred")
    sockets.script(sockets.sending_and_receiving(stored(1), critical), sockets.sending(stored(3)))

    events = first(3, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET))

    assert events == [stored(1), critical, stored(3)]
    assert [json.loads(message) for message in sockets.received] == [{"type": "ack", "id": "k7f3-2"}]


def test_pings_are_answered(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    def ping_before_sending(connection: ServerConnection) -> None:
        connection.send(json.dumps(established()))
        connection.ping().wait()
        connection.send(json.dumps(stored(1)))

    sockets.script(ping_before_sending)

    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [stored(1)]


def test_a_message_in_many_fragments_is_one_event(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    large = stored(1) | {"data": {"lines": [{"message": "Grüße, 日本 🙂 " * 20_000}]}}

    def send_in_fragments(connection: ServerConnection) -> None:
        text = json.dumps(large, ensure_ascii=False)
        connection.send(json.dumps(established()))
        connection.send(text[start : start + 997] for start in range(0, len(text), 997))
        sockets.released.wait()

    sockets.script(send_in_fragments)

    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [large]


def test_a_socket_that_is_idle_for_more_than_two_heartbeats_is_closed(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    def go_idle(connection: ServerConnection) -> None:
        connection.send(json.dumps(established(heartbeat_interval_ms=40)))
        connection.send(json.dumps(stored(1)))
        sockets.released.wait()

    sockets.script(go_idle, sockets.sending(stored(2)))

    assert first(2, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [stored(1), stored(2)]


def test_a_socket_over_capacity_is_replaced_by_the_next_transport(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    sockets.script(sockets.sending(code=4429), sockets.sending(stored(1)))

    # The server refuses the stream, which is no handshake, so the fallback returns to the socket.
    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=["websocket", "sse"])) == [stored(1)]
    assert len(sockets.targets) == 2
