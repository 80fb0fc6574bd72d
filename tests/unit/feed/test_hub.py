"""The hub delivers to every subscription, whatever happens to one of them, and lets other greenlets run."""

import threading
from itertools import count

import pytest

from tests.support.feed.subscriptions import subscription_to
from wizard_service.feed import hub as hub_module
from wizard_service.feed.frames import Batch, Message, encode
from wizard_service.feed.hub import DELIVERIES_PER_YIELD, Hub
from wizard_service.store import StoredEvent


def message(investigation_id: str, offset: int) -> Message:
    return encode(
        StoredEvent("u1", offset, investigation_id, 1, "log_appended", "t", "t", "u1", "USER", "r", "{}"), "e"
    )


def test_the_hub_yields_after_a_number_of_deliveries_whatever_their_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    yields: list[int] = []
    monkeypatch.setattr(hub_module, "yield_to_others", lambda: yields.append(1))
    hub, followed = Hub(), [f"i{number}" for number in range(2 * DELIVERIES_PER_YIELD)]
    for investigation_id in followed:
        hub.add(subscription_to(investigation_id))

    hub.publish([message(investigation_id, offset) for offset, investigation_id in enumerate(followed, 1)])

    assert len(yields) == 2


class BrokenSink:
    def __init__(self) -> None:
        self.failed = threading.Event()

    def try_send(self, batch: Batch) -> bool:
        self.failed.set()
        raise RuntimeError("no such socket")


def test_a_failing_sink_loses_no_event_and_keeps_none_from_other_subscriptions(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub, broken, sound, sink = Hub(), subscription_to("i1"), subscription_to("i1"), BrokenSink()
    hub.add(broken)
    hub.add(sound)
    broken.deliver_directly(sink.try_send, "sse")
    received: list[int] = []

    def read_until_failed() -> None:
        while not sink.failed.is_set():
            received.extend(message.offset for message in broken.read(30))

    reading = threading.Thread(target=read_until_failed)
    reading.start()
    offsets = count(1)
    while reading.is_alive():
        hub.publish([message("i1", next(offsets))])
    reading.join()

    published = list(range(1, next(offsets)))
    assert [message.offset for message in sound.read(0)] == published
    assert received + [message.offset for message in broken.read(0)] == published
    assert "Direct delivery failed; event left in the subscriber's queue." in caplog.text
