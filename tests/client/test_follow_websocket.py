"""What is particular about following by WebSocket."""

import json

from scripted_sockets import ScriptedSockets
from told import established, first, state_sync, stored
from websockets.sync.server import ServerConnection

from wizard_service.client import WizardClient

BY_SOCKET = ("websocket",)


def test_events_are_yielded_and_a_reconnection_carries_the_last_id(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    sockets.script(sockets.telling(stored(1), stored(2)), sockets.telling(stored(2), stored(3)))

    events = first(3, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET))

    assert events == [stored(1), stored(2), stored(3)]
    assert sockets.asked == [
        "/api/v1/wizard/ws/investigation/inv_1?last_event_id=k7f3-0",
        "/api/v1/wizard/ws/investigation/inv_1?last_event_id=k7f3-2",
    ]


def test_without_a_cursor_it_begins_now(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    sockets.script(sockets.telling(state_sync("initial", "k7f3-0")), sockets.telling(stored(1)))

    assert first(1, socket_client.follow(transports=BY_SOCKET)) == [stored(1)]
    assert sockets.asked == [
        "/api/v1/wizard/ws/investigations",
        "/api/v1/wizard/ws/investigations?last_event_id=k7f3-0",
    ]


def test_critical_events_are_acknowledged_and_others_are_not(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    critical = stored(2, "error_occurred")
    sockets.script(sockets.listening(stored(1), critical), sockets.telling(stored(3)))

    events = first(3, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET))

    assert events == [stored(1), critical, stored(3)]
    assert [json.loads(said) for said in sockets.heard] == [{"type": "ack", "id": "k7f3-2"}]


def test_pings_are_answered(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    def ping_before_telling(connection: ServerConnection) -> None:
        connection.send(json.dumps(established()))
        connection.ping().wait()
        connection.send(json.dumps(stored(1)))

    sockets.script(ping_before_telling)

    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [stored(1)]


def test_a_message_in_many_fragments_is_one_event(socket_client: WizardClient, sockets: ScriptedSockets) -> None:
    long = stored(1) | {"data": {"lines": [{"message": "Grüße, 日本 🙂 " * 20_000}]}}

    def tell_in_fragments(connection: ServerConnection) -> None:
        text = json.dumps(long, ensure_ascii=False)
        connection.send(json.dumps(established()))
        connection.send(text[place : place + 997] for place in range(0, len(text), 997))
        sockets.released.wait()

    sockets.script(tell_in_fragments)

    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [long]


def test_a_socket_that_is_silent_for_more_than_two_heartbeats_is_given_up(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    def fall_silent(connection: ServerConnection) -> None:
        connection.send(json.dumps(established(heartbeat_interval_ms=40)))
        connection.send(json.dumps(stored(1)))
        sockets.released.wait()

    sockets.script(fall_silent, sockets.telling(stored(2)))

    assert first(2, socket_client.follow("inv_1", cursor="k7f3-0", transports=BY_SOCKET)) == [stored(1), stored(2)]


def test_a_socket_without_room_is_left_for_the_next_transport(
    socket_client: WizardClient, sockets: ScriptedSockets
) -> None:
    sockets.script(sockets.telling(code=4429), sockets.telling(stored(1)))

    # This server answers a poll, which is no handshake, with an error: the ladder comes back to the socket.
    assert first(1, socket_client.follow("inv_1", cursor="k7f3-0", transports=["websocket", "sse"])) == [stored(1)]
    assert len(sockets.asked) == 2
