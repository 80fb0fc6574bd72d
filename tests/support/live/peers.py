"""Peers that are not what a client should be, and the quota that shows whether the server still serves them."""

from websockets.exceptions import InvalidStatus

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person
from tests.support.wire.raw_connection import RawConnection


def can_open_stream(person: Person, investigation_id: str) -> bool:
    """Open the only stream of the person's quota if it is free."""
    try:
        person.socket(investigation_id)
    except InvalidStatus as refused:
        if refused.response.status_code != 429:
            raise
        return False
    return True


def opened(server: LiveServer, person: Person, investigation_id: str, kind: str) -> RawConnection:
    """Return an open connection that has read its first event."""
    raw = RawConnection(server, receive_buffer_bytes=4096)
    if kind == "stream":
        raw.get(f"{BASE}/{investigation_id}/stream", person.bearer)
        raw.read_until(b"connection_established")
    else:
        assert raw.shake_hands(f"/ws/investigation/{investigation_id}", person.bearer) == 101
        raw.read_frame()
    return raw
