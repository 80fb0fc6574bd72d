"""Finding out when changes can be stored again."""

import threading

import pytest
from peewee import DatabaseError

from wizard_service.feed import storage_watch
from wizard_service.feed.hub import Hub, Subscriber
from wizard_service.feed.storage_watch import StorageWatch
from wizard_service.store import Store


def test_a_probe_that_meets_damage_is_not_the_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    probed, probe, hub = threading.Event(), store.probe, Hub()

    def meet_damage_once() -> None:
        if not probed.is_set():
            probed.set()
            raise DatabaseError("database disk image is malformed")
        probe()

    monkeypatch.setattr(store, "probe", meet_damage_once)
    monkeypatch.setattr(storage_watch, "TICK_S", 0.01)
    monkeypatch.setattr(storage_watch, "PROBE_S", 0.0)
    listener = Subscriber("u1", None, 1)
    hub.add(listener)
    store.trouble.begin()
    watch = StorageWatch(store, hub)

    watch.start()
    listener.wait(30)

    assert (probed.is_set(), watch.degraded) == (True, False)
    watch.stop()
