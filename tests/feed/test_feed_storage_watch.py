"""Finding out when changes can be stored again."""

import logging
import threading

import pytest

from wizard_service.errors import StorageError
from wizard_service.feed import storage_monitor
from wizard_service.feed.hub import Hub, Subscriber
from wizard_service.feed.storage_monitor import StorageMonitor
from wizard_service.store import Backend, failure_log


def test_a_probe_that_meets_damage_is_not_the_last(store: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    probed, probe, hub = threading.Event(), store.probe, Hub()

    def meet_damage_once() -> None:
        if not probed.is_set():
            probed.set()
            raise StorageError("database disk image is malformed")
        probe()

    monkeypatch.setattr(store, "probe", meet_damage_once)
    monkeypatch.setattr(storage_monitor, "TICK_S", 0.01)
    monkeypatch.setattr(storage_monitor, "PROBE_S", 0.0)
    listener = Subscriber("u1", None, 1)
    hub.add(listener)
    store.degraded.set()
    watch = StorageMonitor(store, hub)

    watch.start()
    listener.wait(30)

    assert (probed.is_set(), watch.degraded) == (True, False)
    watch.stop()


def test_the_log_tells_that_a_trouble_is_over(
    store: Backend, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(storage_monitor, "TICK_S", 0.01)
    monkeypatch.setattr(failure_log, "QUIET_S", 0.0)
    over = threading.Event()
    caplog.handler.addFilter(lambda record: "has not failed" not in record.getMessage() or not over.set())
    caplog.set_level(logging.WARNING)
    store.errors.record(StorageError("disk I/O error"))
    watch = StorageMonitor(store, Hub())

    watch.start()

    assert over.wait(30)
    watch.stop()
