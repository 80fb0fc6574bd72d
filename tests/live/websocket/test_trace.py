"""Changes over a socket belong to the trace of its handshake (contract section 4)."""

from typing import Any

import pytest

from tests.support.live.users import Person

pytestmark = pytest.mark.live

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_an_update_keeps_the_trace_of_the_handshake(owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=settings)
    socket = owner.socket(investigation_id, headers={"traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01"})

    socket.answer_to(type="update", message_id="m1", version=1, changes={"settings": {"name": "renamed"}})

    assert socket.wait_for_event("state_updated")["trace_id"] == TRACE_ID
