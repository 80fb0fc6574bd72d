"""What a process shows of its clients to the other workers: whole, bounded, and only while they are there."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard_service.feed import presence as shown
from wizard_service.feed.control_events import Connection
from wizard_service.feed.presence import Poller, Presence, clear_row, client_id
from wizard_service.process.shared_memory import assign_slot, bind_slot, free_slot, own_slot

ROOT = Path(__file__).resolve().parents[2]
Moves = Callable[[float], None]


@pytest.fixture
def poller() -> Poller:
    return Poller("i1", "u1", "c1")


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> Moves:
    """Return a function that lets seconds go by for whoever is watched."""
    now = [1_000_000.0]
    monkeypatch.setattr(shown.time, "time", lambda: now[0])

    def move(seconds: float) -> None:
        now[0] += seconds

    return move


def only(connections: Presence) -> dict[str, Any]:
    (place,) = connections.on_host()
    return place


def test_another_process_never_sees_half_of_what_is_written() -> None:
    program = Path(__file__).parent / "programs" / "show_places.py"
    environment = {"PYTHONPATH": str(ROOT)}

    told = subprocess.run([sys.executable, str(program)], env=environment, check=True, capture_output=True).stdout

    assert json.loads(told) == [0, True]


def test_polls_are_counted_with_their_interval(poller: Poller, move_clock: Moves) -> None:
    connections = Presence()
    for number, unchanged in enumerate([False, True, True]):
        connections.polled(poller, "owner", number, unchanged=unchanged)
        move_clock(0.5)
    connections.failed(poller)

    place = only(connections)

    assert (place["owner"], place["user_id"], place["offset"]) == ("owner", "u1", 2)
    assert (place["polls"], place["unchanged"], place["errors"]) == (3, 2, 1)
    assert place["interval_ms"] == pytest.approx(500)
    assert place["last_at"] - place["since"] == pytest.approx(1.5)


def test_the_interval_follows_a_change_of_pace(poller: Poller, move_clock: Moves) -> None:
    connections = Presence()
    for seconds in [0.5] * 10 + [5.0] * 20:
        connections.polled(poller, "u1", 1, unchanged=True)
        move_clock(seconds)

    assert only(connections)["interval_ms"] == pytest.approx(5000, rel=0.01)


def test_one_who_was_never_let_in_leaves_no_trace(poller: Poller) -> None:
    connections = Presence()

    connections.failed(poller)

    assert connections.on_host() == []


def test_a_poller_that_does_not_come_back_has_gone(poller: Poller, move_clock: Moves) -> None:
    connections = Presence()
    connections.polled(poller, "u1", 1, unchanged=True)

    move_clock(shown.GONE_S - 1)
    assert only(connections)
    move_clock(2)

    assert connections.on_host() == []


def test_a_listener_is_shown_while_it_listens_and_where_it_is() -> None:
    connections, n = Presence(), [7]
    connection = Connection("c", "sse", "u1", "i1", "r", 15, "client")

    with connections.listening(connection, "owner", lambda: n[0]):
        assert (only(connections)["offset"], only(connections)["transport"]) == (7, "sse")
        n[0] = 9
        place = only(connections)

    assert (place["offset"], place["owner"], place["client_id"], place["polls"]) == (9, "owner", "client", 0)
    assert connections.on_host() == []


def test_what_does_not_fit_is_left_out_and_those_who_came_last_are_not() -> None:
    connections = Presence()
    for number in range(shown.MAX_POLLERS + 100):
        connections.polled(Poller("i1", "u1", f"{number:064}"), "u1", 1, unchanged=True)

    clients = [int(place["client_id"]) for place in connections.on_host()]

    assert 200 < len(clients) < shown.MAX_POLLERS
    assert clients[0] == shown.MAX_POLLERS + 99


def test_a_worker_that_is_gone_shows_nothing(poller: Poller) -> None:
    before, row = own_slot(), assign_slot()
    bind_slot(row)
    gone = Presence()
    gone.polled(poller, "u1", 1, unchanged=True)
    gone.publish()
    bind_slot(before)
    assert only(Presence())["client_id"] == poller.client_id

    clear_row(row)

    assert Presence().on_host() == []
    free_slot(row)


def test_clients_are_told_apart_by_address_and_user_agent_without_saying_them() -> None:
    one = {"REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": "curl/8"}
    others = [one | {"REMOTE_ADDR": "192.0.2.2"}, one | {"HTTP_USER_AGENT": "curl/9"}, {}]

    told = [client_id(each) for each in (one, *others)]

    assert len(set(told)) == len(told)
    assert client_id(dict(one)) == told[0]
    assert not any(known in each for each in told for known in ("192", "curl"))


def test_a_user_agent_that_is_no_text_does_no_harm() -> None:
    assert client_id({"HTTP_USER_AGENT": "\udcff" + str(uuid.uuid4())})
