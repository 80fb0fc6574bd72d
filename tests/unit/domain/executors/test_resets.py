"""A run that begins again has no executor until one takes the lease, whatever became of the one before."""

from typing import Any

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import TTL_S, executor_events, losses, renew, take
from tests.support.domain.retention import CALLER, LIMITS, PRINCIPAL, create, require_consistent
from wizard_service.domain.investigations import commands, editing, navigation
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.store import Backend


def test_lost_executor_does_not_come_back_to_the_next_run(
    store: Backend, clock: MovableClock, settings: dict[str, Any]
) -> None:
    create(store)
    changes = {"settings": settings, "wizard_step": "PROGRESS"}
    editing.patch(store, LIMITS, CALLER, "i", changes, Precondition(any_version=True))
    holder = take(store)
    clock.move(seconds=TTL_S)
    losses(store).record_all()
    for step in ("SETTINGS", "PROGRESS"):
        commands.navigate(store, CALLER, "i", {"step": step})

    assert renew(store, holder).items() >= {"proceed": False, "reason": "reset"}.items()

    assert executor_events(store) == [("attached", 1), ("lost", 1)]
    assert "resume_executor" not in navigation.checkpoint(store, PRINCIPAL, "i", 7)["actions"]
    require_consistent(store)
