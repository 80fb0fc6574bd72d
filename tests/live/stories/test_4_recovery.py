"""User story 4: a reloaded page goes on at its step. What the page keeps itself is tested with the page."""

import time

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor
from tests.support.live.wizard_story import CONFIGURED, FOUND, begun, checkpoint, complete, half_done, let_rest
from tests.support.live.workers import opened_on_every_worker

pytestmark = pytest.mark.live

# The story allows this long for a change in one tab to reach the others.
SYNC_S = 5


@pytest.fixture
def reloaded(owner: Person, person_for: PersonFor) -> Person:
    """Return the owner, knowing nothing but a token."""
    return person_for(owner.user_id)


def test_us4_1_a_reload_while_configuring_finds_every_setting(owner: Person, reloaded: Person) -> None:
    investigation_id = owner.create()
    shown = owner.change(investigation_id, settings=CONFIGURED)

    resume = checkpoint(reloaded, investigation_id)
    state = reloaded.call("GET", f"/{investigation_id}/state")

    assert (resume["resume_step"], resume["version"]) == ("SETTINGS", 2)
    assert (state.body, state.headers["ETag"]) == (shown.body, shown.headers["ETag"])
    assert state.document["settings"] == CONFIGURED
    assert (
        reloaded.call("GET", f"/{investigation_id}/state", headers={"If-None-Match": shown.headers["ETag"]}).status
        == 304
    )


def test_us4_2_a_reload_while_it_runs_finds_the_progress_and_follows_on(owner: Person, reloaded: Person) -> None:
    investigation_id = half_done(owner)
    shown = owner.state(investigation_id)

    resume, state = checkpoint(reloaded, investigation_id), reloaded.state(investigation_id)
    stream = reloaded.stream(f"/{investigation_id}/stream?after={resume['cursor']}")
    later = owner.log(investigation_id, "after the reload")

    assert (resume["resume_step"], resume["version"], state) == ("PROGRESS", shown["version"], shown)
    stream.wait_for("log_appended")
    assert stream.stored == [later]


def test_us4_3_a_reload_of_the_results_finds_findings_risk_and_visualizations(owner: Person, reloaded: Person) -> None:
    investigation_id = half_done(owner)
    shown = complete(owner, investigation_id, wizard_step="RESULTS")

    assert checkpoint(reloaded, investigation_id)["resume_step"] == "RESULTS"
    assert reloaded.state(investigation_id) == shown
    assert shown["results"] == FOUND


def test_us4_4_an_investigation_older_than_seven_days_is_archived_or_reset_to_its_settings(
    server: LiveServer, owner: Person
) -> None:
    recent, archived, restarted = begun(owner), begun(owner), half_done(owner)
    let_rest(server, recent, days=6)
    for investigation_id in (archived, restarted):
        let_rest(server, investigation_id, days=8)

    assert checkpoint(owner, recent)["stale"] is False
    assert "start_fresh" not in checkpoint(owner, recent)["actions"]
    for investigation_id in (archived, restarted):
        resume = checkpoint(owner, investigation_id)
        assert resume["stale"] is True
        assert {"archive", "start_fresh"} <= set(resume["actions"])

    assert owner.call("POST", f"/history/{archived}/archive").status == 200
    fresh = owner.call("POST", f"/{restarted}/navigation", {"step": "SETTINGS"}).document
    assert (fresh["wizard_step"], fresh["progress"], fresh["settings"]) == ("SETTINGS", None, CONFIGURED)
    assert checkpoint(owner, restarted)["stale"] is False


def test_us4_5_a_change_in_one_tab_reaches_the_others_within_5_s_on_every_worker_and_transport(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = owner.create(settings=CONFIGURED)
    cursor = owner.cursor(investigation_id)
    streams = opened_on_every_worker(server, lambda: owner.stream(f"/{investigation_id}/stream"))
    sockets = opened_on_every_worker(server, lambda: owner.socket(investigation_id))
    for stream in streams:
        stream.wait_for("state_sync")
    for socket in sockets:
        socket.wait_for_event("state_sync")

    began = time.monotonic()
    changed = owner.change(investigation_id, settings={"name": "renamed"}).document

    (event,) = owner.call("GET", f"/{investigation_id}/poll?wait=30&after={cursor}").document["events"]
    assert (event["version"], event["data"]["changes"]["settings"]) == (changed["version"], {"name": "renamed"})
    assert [stream.wait_for("state_updated") for stream in streams] == [event] * len(streams)
    assert [socket.wait_for_event("state_updated") for socket in sockets] == [event] * len(sockets)
    assert time.monotonic() - began < SYNC_S
    assert owner.state(investigation_id) == changed
