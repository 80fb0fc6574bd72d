"""The feed of everything that one owns, by every transport of the Python client."""

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


def heard(wizard: WizardClient, transport: str, cursor: str, last: str) -> list[Event]:
    """Return what is told by one transport up to the event `last`."""
    told: list[Event] = []
    with closing(wizard.follow(cursor=cursor, transports=[transport])) as events:
        for event in events:
            told.append(event)
            if event["id"] == last:
                break
    return told


def test_every_transport_tells_the_same_of_many_investigations(owner: Person, wizard: WizardClient) -> None:
    known = [owner.create() for _ in range(INVESTIGATIONS)]
    for _ in range(3):
        for each in known:
            owner.log(each, "line")
    last = owner.log(known[-1], "the last")["id"]
    beginning = last.rpartition("-")[0] + "-0"

    told = {transport: heard(wizard, transport, beginning, last) for transport in TRANSPORTS}

    numbers = [int(event["id"].rpartition("-")[2]) for event in told["websocket"]]
    assert numbers == list(range(1, int(last.rpartition("-")[2]) + 1))
    assert {event["investigation_id"] for event in told["websocket"]} == set(known)
    assert all(events == told["websocket"] for events in told.values())


def test_one_goes_on_by_another_transport_after_any_event(owner: Person, wizard: WizardClient) -> None:
    known = [owner.create() for _ in range(INVESTIGATIONS)]
    for each in known:
        owner.log(each, "line")
    last = owner.log(known[0], "the last")["id"]
    epoch, _, n = last.rpartition("-")
    cursor, told = f"{epoch}-0", []

    for turn in range(1, int(n) + 1):
        transport = TRANSPORTS[turn % len(TRANSPORTS)]
        with closing(wizard.follow(cursor=cursor, transports=[transport])) as events:
            told.append(next(events)["id"])
        cursor = told[-1]

    assert told == [f"{epoch}-{number}" for number in range(1, int(n) + 1)]
