"""Any version of a long history is computed from a snapshot, the current state, or the deletion's audit entry."""

import pytest

from wizard_service.config import StateSettings
from wizard_service.domain.history import deletion
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.versions import snapshots, time_travel
from wizard_service.domain.versions.past_states import past_state
from wizard_service.store import Backend

CALLER = Caller(Principal("u1", DEFAULT_SCOPES, float("inf")), "USER", "request")
LIMITS = StateSettings()
VERSIONS = 47


@pytest.fixture
def long_history(store: Backend, monkeypatch: pytest.MonkeyPatch) -> Backend:
    """Return a store whose investigation `mine` had the progress N - 1 at version N, with a snapshot every 10."""
    monkeypatch.setattr(snapshots, "SNAPSHOT_INTERVAL", 10)
    editing.create(store, LIMITS, CALLER, {"investigation_id": "mine"})
    for version in range(2, VERSIONS + 1):
        report = {"event_type": "progress_updated", "data": {"percent_complete": version - 1}}
        reports.report(store, LIMITS, CALLER, "mine", report)
    return store


def progress_at(store: Backend, version: int) -> float:
    past = past_state(store, "mine", 0, version)
    assert past is not None
    assert past.version == version
    return float((past.document.get("progress") or {"overall_progress": 0})["overall_progress"])


@pytest.mark.parametrize("deleted", [False, True])
def test_every_version_can_be_computed(long_history: Backend, deleted: bool) -> None:
    if deleted:
        deletion.delete(long_history, CALLER, "mine", Precondition(any_version=True))

    reached = [progress_at(long_history, version) for version in range(1, VERSIONS + 1)]

    assert reached == list(range(VERSIONS))
    assert past_state(long_history, "mine", 1, 1) is None
    assert past_state(long_history, "mine", 0, VERSIONS + 2) is None


def test_a_version_is_computed_from_the_nearest_snapshot(long_history: Backend) -> None:
    steps: list[str] = []
    connection = long_history.database.connection()
    connection.set_trace_callback(steps.append)
    time_travel.at_version(long_history, CALLER.principal, "mine", 12)
    connection.set_trace_callback(None)

    (walk,) = [step for step in steps if "DESC" in step]
    assert "version BETWEEN 13 AND 20" in walk
    plan = connection.execute(f"EXPLAIN QUERY PLAN {walk}").fetchall()
    assert all("audit_log_by_version" in detail for *_, detail in plan), plan


@pytest.fixture
def large_history(store: Backend, monkeypatch: pytest.MonkeyPatch) -> Backend:
    """Return a store whose investigation `mine` had the status N in each of 100 agents from version 2 on."""
    monkeypatch.setattr(snapshots, "SNAPSHOT_AFTER_BYTES", 20_000)
    editing.create(store, LIMITS, CALLER, {"investigation_id": "mine"})
    for version in range(2, VERSIONS + 1):
        agents = [{"agent_name": f"a{number}", "status": f"{version}"} for number in range(100)]
        editing.patch(store, LIMITS, CALLER, "mine", {"progress": {"agents": agents}}, Precondition(any_version=True))
    return store


def test_large_patches_are_bounded_by_snapshots(large_history: Backend) -> None:
    states = [past_state(large_history, "mine", 0, version) for version in range(2, VERSIONS + 1)]
    newest = states[-1]
    assert newest is not None
    far = past_state(large_history, "mine", 0, 2, newest)

    assert [state and state.document["progress"]["agents"][0]["status"] for state in states] == [
        str(version) for version in range(2, VERSIONS + 1)
    ]
    assert far is not None
    # One snapshot of 5 KB, the patches up to the limit, and the one that exceeds it.
    assert max(state.read_bytes for state in (*states, far) if state) < 20_000 + 2 * 6_000


def test_the_snapshots_of_another_incarnation_are_not_used(long_history: Backend) -> None:
    deletion.delete(long_history, CALLER, "mine", Precondition(any_version=True))
    editing.create(long_history, LIMITS, CALLER, {"investigation_id": "mine"})

    past = past_state(long_history, "mine", 1, 1)

    assert past is not None
    assert "progress" not in past.document
