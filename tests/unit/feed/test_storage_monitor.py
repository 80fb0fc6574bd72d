"""The storage monitor finds out when changes can be stored again, and reports it."""

import logging
import threading

import pytest

from tests.support.feed.subscriptions import subscription_to
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.errors import StorageError
from wizard_service.feed import storage_monitor
from wizard_service.feed.hub import Hub
from wizard_service.feed.storage_monitor import StorageMonitor
from wizard_service.store import Backend, failure_log


def test_a_probe_that_fails_because_of_damage_is_not_the_last(store: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    probed, probe, hub = threading.Event(), store.probe, Hub()

    def fail_once() -> None:
        if not probed.is_set():
            probed.set()
            raise StorageError("database disk image is malformed")
        probe()

    monkeypatch.setattr(store, "probe", fail_once)
    monkeypatch.setattr(storage_monitor, "POLL_INTERVAL_S", 0.01)
    monkeypatch.setattr(storage_monitor, "PROBE_INTERVAL_S", 0.0)
    subscription = subscription_to(None)
    hub.add(subscription)
    store.degraded.set()
    monitor = StorageMonitor(store, hub, Revocations(store))

    monitor.start()
    subscription.read(30)

    assert (probed.is_set(), monitor.is_degraded) == (True, False)
    monitor.stop()


def test_a_recovery_is_logged(
    store: Backend, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(storage_monitor, "POLL_INTERVAL_S", 0.01)
    monkeypatch.setattr(failure_log, "QUIET_S", 0.0)
    recovered = threading.Event()
    recovery = "Database recovered after 1 errors."
    caplog.handler.addFilter(lambda record: record.getMessage() != recovery or not recovered.set())
    caplog.set_level(logging.WARNING)
    store.errors.record(StorageError("disk I/O error"))
    monitor = StorageMonitor(store, Hub(), Revocations(store))

    monitor.start()

    assert recovered.wait(30)
    monitor.stop()
