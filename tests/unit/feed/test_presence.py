"""Workers publish their clients to each other: completely, within bounds, and only while the clients are there."""

import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.paths import PROGRAMS, ROOT
from wizard_service.feed import presence as presence_module
from wizard_service.feed.presence import Connection, Poller, Presence, clear_slot, client_id
from wizard_service.process.shared_memory import assign_slot, bind_slot, free_slot, own_slot

MoveClock = Callable[[float], None]


@pytest.fixture
def poller() -> Poller:
    return Poller("i1", "u1", "c1")


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> MoveClock:
    """Return a function that moves the clock of `presence` by seconds."""
    now = [1_000_000.0]
    monkeypatch.setattr(presence_module.time, "time", lambda: now[0])

    def move(seconds: float) -> None:
        now[0] += seconds

    return move


def wall_clock_s() -> float:
    """Return the time that `move_clock` moves."""
    return presence_module.time.time()


def only_entry(presence: Presence) -> dict[str, Any]:
    (entry,) = presence.on_host()
    return entry


def test_another_process_never_sees_half_of_what_is_written() -> None:
    program = PROGRAMS / "feed" / "publish_presence.py"
    environment = {"PYTHONPATH": str(ROOT)}

    output = subprocess.run([sys.executable, str(program)], env=environment, check=True, capture_output=True).stdout

    assert json.loads(output) == [0, True]


def test_polls_are_counted_with_their_interval(poller: Poller, move_clock: MoveClock) -> None:
    presence = Presence(wall_clock_s)
    for number, unchanged in enumerate([False, True, True]):
        presence.polled(poller, "owner", number, unchanged=unchanged)
        move_clock(0.5)
    presence.failed(poller)

    entry = only_entry(presence)

    assert (entry["owner"], entry["user_id"], entry["offset"]) == ("owner", "u1", 2)
    assert (entry["polls"], entry["unchanged"], entry["errors"]) == (3, 2, 1)
    assert entry["interval_ms"] == pytest.approx(500)
    assert entry["last_at"] - entry["since"] == pytest.approx(1.5)


def test_the_interval_follows_a_change_of_pace(poller: Poller, move_clock: MoveClock) -> None:
    presence = Presence(wall_clock_s)
    for seconds in [0.5] * 10 + [5.0] * 20:
        presence.polled(poller, "u1", 1, unchanged=True)
        move_clock(seconds)

    assert only_entry(presence)["interval_ms"] == pytest.approx(5000, rel=0.01)


def test_a_client_without_a_successful_poll_is_not_listed(poller: Poller) -> None:
    presence = Presence()

    presence.failed(poller)

    assert presence.on_host() == []


def test_a_clock_that_is_set_drops_no_poller_and_keeps_none(poller: Poller, move_clock: MoveClock) -> None:
    seconds = [0.0]
    presence = Presence(lambda: seconds[0])
    presence.polled(poller, "u1", 1, unchanged=True)
    for leap_s in (3600.0, -7200.0):
        move_clock(leap_s)
        seconds[0] += 2
        presence.polled(poller, "u1", 1, unchanged=True)

        assert only_entry(presence)["interval_ms"] == 2000
    seconds[0] += presence_module.POLLER_TIMEOUT_S + 1

    assert presence.on_host() == []


def test_a_poller_that_does_not_return_is_dropped(poller: Poller, move_clock: MoveClock) -> None:
    presence = Presence(wall_clock_s)
    presence.polled(poller, "u1", 1, unchanged=True)

    move_clock(presence_module.POLLER_TIMEOUT_S - 1)
    assert only_entry(presence)
    move_clock(2)

    assert presence.on_host() == []


def test_a_connection_is_listed_with_its_offset_while_it_lasts() -> None:
    presence, offsets = Presence(), [7]
    connection = Connection("c", "sse", "u1", "i1", "r", 15, "client")

    with presence.connected(connection, "owner", lambda: offsets[0]):
        assert (only_entry(presence)["offset"], only_entry(presence)["transport"]) == (7, "sse")
        offsets[0] = 9
        entry = only_entry(presence)

    assert (entry["offset"], entry["owner"], entry["client_id"], entry["polls"]) == (9, "owner", "client", 0)
    assert presence.on_host() == []


def test_entries_beyond_the_buffer_are_left_out_the_oldest_first() -> None:
    presence = Presence()
    for number in range(presence_module.MAX_POLLERS + 100):
        presence.polled(Poller("i1", "u1", f"{number:064}"), "u1", 1, unchanged=True)

    clients = [int(entry["client_id"]) for entry in presence.on_host()]

    assert 200 < len(clients) < presence_module.MAX_POLLERS
    assert clients[0] == presence_module.MAX_POLLERS + 99


def test_the_entries_of_a_worker_that_exited_are_removed(poller: Poller) -> None:
    before, slot = own_slot(), assign_slot()
    bind_slot(slot)
    exited = Presence()
    exited.polled(poller, "u1", 1, unchanged=True)
    exited.publish()
    bind_slot(before)
    assert only_entry(Presence())["client_id"] == poller.client_id

    clear_slot(slot)

    assert Presence().on_host() == []
    free_slot(slot)


def test_a_client_id_is_derived_from_address_and_user_agent_without_disclosing_them() -> None:
    one = {"REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": "curl/8"}
    others = [one | {"REMOTE_ADDR": "192.0.2.2"}, one | {"HTTP_USER_AGENT": "curl/9"}, {}]

    ids = [client_id(environ) for environ in (one, *others)]

    assert len(set(ids)) == len(ids)
    assert client_id(dict(one)) == ids[0]
    assert not any(secret in client for client in ids for secret in ("192.0.2", "curl/"))


def test_a_user_agent_that_is_not_valid_unicode_has_a_client_id() -> None:
    assert client_id({"HTTP_USER_AGENT": "\udcff" + str(uuid.uuid4())})
