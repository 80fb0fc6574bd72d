"""The checks of killed executors accept what a correct service stores, and find each kind of planted fault."""

from typing import Any

import pytest

from benchmarks.chaos.executors.checks import faults_of

LATE = "late"
SEEN_AT = "2026-01-02T00:00:00.000Z"


def event(event_type: str, committed_at: str = SEEN_AT, **data: Any) -> dict[str, Any]:
    return {"event_type": event_type, "committed_at": committed_at, "data": data}


def line(message: str) -> dict[str, Any]:
    return event("log_appended", lines=[{"message": message}])


def lost(fence: int, at: str = "2026-01-02T00:00:09.000Z") -> dict[str, Any]:
    return event("executor_lost", at, fence=fence, last_seen_at=SEEN_AT)


def completed(tool: str) -> dict[str, Any]:
    return event("tool_execution_completed", tool_name=tool)


WORK = [
    event("executor_attached", fence=1),
    line("1/0"),
    lost(1),
    event("executor_attached", fence=2),
    line("2/0"),
    event("executor_attached", fence=3, takeover=True),
    completed("a"),
    event("phase_changed", from_phase="one", to_phase=None),
    event("results_available"),
    event("executor_released", fence=3, last_seen_at=SEEN_AT),
]


def test_work_with_a_loss_and_a_takeover_has_no_fault() -> None:
    assert list(faults_of(WORK, LATE)) == []


def test_an_executor_that_was_lost_may_come_back_with_its_fence() -> None:
    came_back = [*WORK[:2], lost(1), event("executor_attached", fence=1), *WORK[2:]]

    assert list(faults_of(came_back, LATE)) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (line("1/0"), "the line 1/0 is stored 2 times"),
        (line(LATE), "a late report is stored"),
        (completed("a"), "the end of a was reported 2 times"),
        (event("phase_changed", from_phase="one", to_phase=None), "the change from one to None was reported 2 times"),
        (event("results_available"), "the end of the work was reported 2 times"),
        (lost(1), "have ended so often: {1: 2, 2: 1, 3: 1}"),
        (lost(2), "have ended so often: {1: 1, 2: 2, 3: 1}"),
        (event("executor_attached", fence=3), "were attached with the fences [1, 2, 3, 3]"),
        (event("executor_attached", fence=4), "have ended so often: {1: 1, 2: 1, 3: 1}"),
    ],
)
def test_what_is_stored_once_too_often_is_found(more: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in faults_of([*WORK, more], LATE))


def test_a_loss_that_is_announced_too_late_is_found() -> None:
    late = [event("executor_attached", fence=1), lost(1, "2026-01-02T00:00:10.100Z")]

    assert list(faults_of(late, LATE)) == ["the loss of fence 1 was announced 5.1 s after the lease had run out"]


def test_a_loss_that_is_not_announced_is_found() -> None:
    silent = [event("executor_attached", fence=1), event("executor_attached", fence=2), lost(2)]

    assert list(faults_of(silent, LATE)) == ["the executors with the fences [1, 2] have ended so often: {2: 1}"]
