"""The feed of everything that a user owns, by every transport of the Python client."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from wizard_service.client import Event, WizardClient
from wizard_service.client.feed.transports import TRANSPORTS

pytestmark = pytest.mark.live
INVESTIGATIONS = 12


@pytest.fixture
def wizard(server: LiveServer, owner: Person) -> Iterator[WizardClient]:
    with WizardClient(server.url, owner.token) as client:
        yield client


def receive(wizard: WizardClient, transport: str, cursor: str, last: str) -> list[Event]:
    """Return the events that one transport delivers, up to the event `last`."""
    received: list[Event] = []
    with closing(wizard.follow(cursor=cursor, transports=[transport])) as events:
        for event in events:
            received.append(event)
            if event["id"] == last:
                break
    return received


def test_every_transport_delivers_the_same_events_of_many_investigations(owner: Person, wizard: WizardClient) -> None:
    investigation_ids = [owner.create() for _ in range(INVESTIGATIONS)]
    for _ in range(3):
        for investigation_id in investigation_ids:
            owner.log(investigation_id, "line")
    last = owner.log(investigation_ids[-1], "the last")["id"]
    beginning = last.rpartition("-")[0] + "-0"

    received = {transport: receive(wizard, transport, beginning, last) for transport in TRANSPORTS}

    offsets = [int(event["id"].rpartition("-")[2]) for event in received["websocket"]]
    assert offsets == list(range(1, int(last.rpartition("-")[2]) + 1))
    assert {event["investigation_id"] for event in received["websocket"]} == set(investigation_ids)
    assert all(events == received["websocket"] for events in received.values())


def test_another_transport_continues_after_any_event(owner: Person, wizard: WizardClient) -> None:
    investigation_ids = [owner.create() for _ in range(INVESTIGATIONS)]
    for investigation_id in investigation_ids:
        owner.log(investigation_id, "line")
    last = owner.log(investigation_ids[0], "the last")["id"]
    epoch, _, head = last.rpartition("-")
    cursor, ids = f"{epoch}-0", []

    for offset in range(1, int(head) + 1):
        transport = TRANSPORTS[offset % len(TRANSPORTS)]
        with closing(wizard.follow(cursor=cursor, transports=[transport])) as events:
            ids.append(next(events)["id"])
        cursor = ids[-1]

    assert ids == [f"{epoch}-{offset}" for offset in range(1, int(head) + 1)]
