"""The hub tells every listener, whatever happens to one of them, and lets others have their turn."""

import threading
from itertools import count

import pytest

from wizard_service.feed import hub as hub_module
from wizard_service.feed.hub import LISTENERS_PER_TURN, Hub, Subscriber
from wizard_service.feed.message import Batch, Message, encode
from wizard_service.store import StoredEvent


def message(investigation_id: str, n: int) -> Message:
    return encode(StoredEvent("u1", n, investigation_id, 1, "log_appended", "t", "u1", "USER", "r", "{}"), "e")


def test_turns_are_given_among_all_listeners_of_a_batch_whatever_they_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []
    monkeypatch.setattr(hub_module.time, "sleep", turns.append)
    hub, followed = Hub(), [f"i{number}" for number in range(2 * LISTENERS_PER_TURN)]
    for investigation_id in followed:
        hub.add(Subscriber("u1", investigation_id, 10))

    hub.publish([message(each, n) for n, each in enumerate(followed, 1)])

    assert turns == [0, 0]


def test_a_listener_that_cannot_be_told_at_once_is_told_later_and_keeps_nothing_from_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub, broken, sound = Hub(), Subscriber("u1", "i1", 1_000_000), Subscriber("u1", "i1", 1_000_000)
    hub.add(broken)
    hub.add(sound)
    failed = threading.Event()

    def fail(_: Batch) -> bool:
        failed.set()
        raise RuntimeError("no such socket")

    def listen() -> None:
        while not failed.is_set():
            broken.take()
            broken.wait(30, fail)

    listening = threading.Thread(target=listen)
    listening.start()
    numbers = count(1)
    while listening.is_alive():
        hub.publish([message("i1", next(numbers))])
    listening.join()

    last = next(numbers) - 1
    assert [each.offset for each in sound.take()] == list(range(1, last + 1))
    assert [each.offset for each in broken.take()][-1] == last
    assert "cannot be told" in caplog.text
