"""The master pauses between workers that exit before they are ready, and survives a fork that fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from gunicorn.arbiter import Arbiter

from wizard_service.process import shared_memory
from wizard_service.server.respawn import FIRST_PAUSE_S, MAX_PAUSE_S, Respawner


@dataclass
class Forks:
    """Stands in for gunicorn's arbiter, whose forks the tests count."""

    WORKERS: dict[int, Any] = field(default_factory=dict)
    count: int = 0
    failure: OSError | None = None

    def spawn_workers(self) -> None:
        self.spawn_worker()

    def spawn_worker(self) -> int:
        shared_memory.assign_slot()
        if self.failure:
            raise self.failure
        self.count += 1
        return self.count


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def arbiter() -> Iterator[Forks]:
    yield Forks()
    for slot in shared_memory.assigned_slots():
        shared_memory.free_slot(slot)


def test_the_pause_doubles_with_each_failed_attempt_up_to_its_maximum(arbiter: Forks, clock: Clock) -> None:
    respawner = Respawner(arbiter, clock)
    pauses = []
    for _ in range(8):
        # Both workers of an attempt fail.
        respawner.pause()
        respawner.pause()
        began, forks = clock.now, arbiter.count
        while arbiter.count == forks:
            clock.now += FIRST_PAUSE_S
            arbiter.spawn_workers()
        pauses.append(clock.now - began)

    assert pauses == [0.5, 1, 2, 4, 8, MAX_PAUSE_S, MAX_PAUSE_S, MAX_PAUSE_S]


def test_workers_that_have_been_ready_are_replaced_at_once(arbiter: Forks, clock: Clock) -> None:
    respawner = Respawner(arbiter, clock)
    respawner.pause()
    clock.now += FIRST_PAUSE_S
    respawner.reset()

    arbiter.spawn_workers()
    respawner.pause()
    clock.now += FIRST_PAUSE_S
    arbiter.spawn_workers()

    assert arbiter.count == 2


def test_a_fork_that_fails_is_tried_again_and_keeps_no_slot(arbiter: Forks, clock: Clock) -> None:
    Respawner(arbiter, clock)
    arbiter.failure = BlockingIOError(11, "Resource temporarily unavailable")
    arbiter.spawn_workers()
    arbiter.spawn_workers()
    assert shared_memory.assigned_slots() == []

    arbiter.failure = None
    clock.now += FIRST_PAUSE_S
    arbiter.spawn_workers()

    assert arbiter.count == 1


def test_the_arbiter_has_the_replaced_methods() -> None:
    names = Arbiter.spawn_workers.__code__.co_names, Arbiter.manage_workers.__code__.co_names

    assert "spawn_worker" in names[0]
    assert "spawn_workers" in names[1]
    assert Arbiter.WORKERS == {}
