"""Events about the executor of an investigation, which the service appends when a lease changes (contract section 11).

The folds keep `progress.executor`. They know the time of renewals only as far as an event has it, because a renewal
changes no state.
"""

from ..fields import Choice, Count, ObjectSchema, StrictBoolean, Text, Timestamp
from ..vocabulary import ATTACHED, EXECUTOR_STATUSES, LOST, RELEASED
from .folding import Event, EventType, Folding


class ExecutorPresence(ObjectSchema):
    """The executor of the investigation, written by the service alone: writes of the progress do not change it."""

    executor = Text(255, 1, required=True)
    status = Choice(EXECUTOR_STATUSES, required=True)
    since = Timestamp(required=True)
    last_seen_at = Timestamp(required=True)


class ExecutorAttached(ObjectSchema):
    executor = Text(255, required=True)
    fence = Count(1, required=True)
    takeover = StrictBoolean(allow_none=True)


class ExecutorGone(ObjectSchema):
    executor = Text(255, required=True)
    fence = Count(1, required=True)
    last_seen_at = Timestamp(required=True)


def fold_attached(folding: Folding, event: Event) -> None:
    _set_executor(folding, event, ATTACHED, event.timestamp)


def fold_lost(folding: Folding, event: Event) -> None:
    _set_executor(folding, event, LOST, event.data["last_seen_at"])


def fold_released(folding: Folding, event: Event) -> None:
    # The lease may end because the progress was dropped, together with the executor in it.
    if "executor" in (folding.result().get("progress") or {}):
        _set_executor(folding, event, RELEASED, event.data["last_seen_at"])


def _set_executor(folding: Folding, event: Event, status: str, last_seen_at: str) -> None:
    presence = {"executor": event.data["executor"], "status": status}
    folding.set_progress(executor=presence | {"since": event.timestamp, "last_seen_at": last_seen_at})


LEASE_EVENTS = (
    EventType(
        "executor_attached",
        "An executor took the lease, for the first time or again; with `takeover` from its own former run.",
        ExecutorAttached(),
        fold_attached,
    ),
    EventType(
        "executor_released",
        "The executor gave its lease back, or the investigation ended, was archived or reset.",
        ExecutorGone(),
        fold_released,
    ),
    EventType("executor_lost", "The executor did not renew its lease in time.", ExecutorGone(), fold_lost),
)
