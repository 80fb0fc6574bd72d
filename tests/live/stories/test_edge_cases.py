"""The edge cases of the user stories that a healthy server meets; test_storage_edge_cases.py has the others."""

import pytest

from tests.support.live.concurrent_requests import at_once
from tests.support.live.server import LiveServer
from tests.support.live.short_tokens import opened_in_time
from tests.support.live.users import Document, Person, PersonFor
from tests.support.live.wizard_story import CONFIGURED, begun, checkpoint, half_done, poll, stored, types_of
from tests.support.wire.websocket_client import Event, LiveSocket

pytestmark = pytest.mark.live


@pytest.fixture
def executor(person_for: PersonFor) -> Person:
    return person_for(None, "wizard:run")


def test_edge_2_socket_and_polls_deliver_the_same_events(owner: Person) -> None:
    """Instead of "the WebSocket takes precedence": one feed, and a version decides (contract sections 3 and 4)."""
    investigation_id = owner.create(settings=CONFIGURED)
    cursor, socket = owner.cursor(investigation_id), owner.socket(investigation_id)

    by_rest = owner.change(investigation_id, settings={"name": "by rest"})
    stale = socket.answer_to(type="update", message_id="m1", version=1, changes={"settings": {"name": "by socket"}})
    decided = socket.answer_to(type="update", message_id="m2", version=2, changes={"settings": {"name": "by socket"}})

    assert (stale["status"], stale["code"], stale["state"]) == (409, "version_conflict", by_rest.document)
    assert decided["status"] == 200
    page = poll(owner, investigation_id, cursor)
    assert [event["source"] for event in page["events"]] == ["USER", "WEBSOCKET"]
    server_says = owner.state(investigation_id)
    assert (page["version"], server_says["version"], server_says["settings"]["name"]) == (3, 3, "by socket")
    if len(socket.stored) < 2:
        socket.wait_for(lambda message: message.get("id") == page["cursor"])
    assert socket.stored == page["events"]


def test_edge_3_an_invalid_state_is_refused_before_it_is_stored(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create(settings=CONFIGURED)
    before = stored(server, investigation_id)

    answers = [
        owner.propose(investigation_id, settings={"time_range": {"end": "2020-01-01T00:00:00Z"}}),
        owner.propose(investigation_id, settings={"entities": []}),
        owner.propose(investigation_id, progress={"overall_progress": 101}),
    ]

    assert [answer.problem for answer in answers] == [(422, "validation_error")] * 3
    named = [answer.document["errors"][0]["field"] for answer in answers]
    assert named == ["settings.time_range.end", "settings.entities", "progress.overall_progress"]
    assert stored(server, investigation_id) == before


def test_edge_4_a_browser_that_keeps_nothing_finds_everything_at_the_service(
    owner: Person, person_for: PersonFor
) -> None:
    investigation_id = half_done(owner)
    shown, cursor = owner.state(investigation_id), owner.cursor(investigation_id)
    elsewhere = person_for(owner.user_id)

    (listed,) = elsewhere.call("GET", "/active").document["investigations"]
    resume = checkpoint(elsewhere, listed["investigation_id"])

    assert (resume["resume_step"], resume["cursor"]) == ("PROGRESS", cursor)
    assert resume["navigation"] == {"entries": ["PROGRESS"], "position": 0}
    assert elsewhere.state(listed["investigation_id"]) == shown
    assert elsewhere.call("GET", f"/{investigation_id}/poll").document["state"] == shown


def test_edge_5_one_of_many_concurrent_writers_wins_and_the_others_receive_the_current_state(
    owner: Person, person_for: PersonFor
) -> None:
    investigation_id = owner.create(settings=CONFIGURED)
    editors = [person_for() for _ in range(6)]
    for editor in editors:
        owner.share(investigation_id, editor, "editor")
    seen = owner.state(investigation_id)["version"]

    def rename(number: int) -> Document:
        change = {"settings": {"name": f"by {number}"}, "version": seen}
        return editors[number].call("PATCH", f"/{investigation_id}/state", change)

    answers = at_once(len(editors), rename)

    (won,) = [answer.document for answer in answers if answer.status == 200]
    lost = [answer for answer in answers if answer.status != 200]
    assert owner.state(investigation_id) == won
    assert {answer.problem for answer in lost} == {(409, "version_conflict")}
    assert {answer.document["current_version"] for answer in lost} == {seen + 1}
    assert [answer.document["state"] for answer in lost] == [won] * len(lost)
    assert {answer.document["changes"]["settings"]["name"] for answer in lost} == {won["settings"]["name"]}


def test_edge_5_the_last_overwrite_wins_and_watchers_are_warned(owner: Person, person_for: PersonFor) -> None:
    """Overwriting has to be asked for by `If-Match: *` (contract section 3)."""
    investigation_id, other = owner.create(settings=CONFIGURED), person_for()
    owner.share(investigation_id, other, "editor")
    cursor, seen = owner.cursor(investigation_id), owner.state(investigation_id)["version"]
    stream, socket = owner.stream(f"/{investigation_id}/stream"), owner.socket(investigation_id)
    stream.wait_for("state_sync")

    for person, name in ((owner, "first"), (other, "last")):
        change = {"settings": {"name": name}}
        assert person.call("PATCH", f"/{investigation_id}/state", change, {"If-Match": "*"}).status == 200

    assert owner.state(investigation_id)["settings"]["name"] == "last"
    warned = [
        event for event in poll(owner, investigation_id, cursor)["events"] if event["event_type"] == "concurrent_access"
    ]
    assert warned[-1]["data"] == {
        "actor": other.user_id,
        "previous_actor": owner.user_id,
        "previous_version": seen + 1,
    }
    assert stream.wait_for("concurrent_access", len(warned)) == warned[-1]
    assert socket.wait_for(lambda message: message.get("id") == warned[-1]["id"]) == warned[-1]


def test_edge_6_an_investigation_outlives_the_session_of_its_watcher(
    server: LiveServer, owner: Person, executor: Person, person_for: PersonFor
) -> None:
    investigation_id = begun(owner)
    brief, stream = opened_in_time(person_for, owner.user_id, lambda brief: brief.stream(f"/{investigation_id}/stream"))
    cursor = stream.wait_for("state_sync")["data"]["cursor"]

    stream.wait_end()
    assert (stream.types[-1], stream.clean) == ("auth_expired", True)
    assert brief.call("GET", f"/{investigation_id}/poll?after={cursor}").problem == (401, "token_expired")
    missed = [
        executor.log(investigation_id, "without a session"),
        executor.report(investigation_id, "progress_updated", percent_complete=80),
    ]

    # The same person, with the token of a new session.
    page = poll(owner, investigation_id, cursor)
    assert page["events"] == missed
    again = owner.stream(f"/{investigation_id}/stream?after={cursor}")
    again.wait_for("progress_updated")
    assert again.stored == missed
    assert owner.state(investigation_id)["progress"]["overall_progress"] == 80


def test_edge_6_a_socket_takes_a_new_token_without_an_interruption(
    server: LiveServer, owner: Person, executor: Person, person_for: PersonFor
) -> None:
    investigation_id = begun(owner)

    def open_and_renew(brief: Person) -> tuple[LiveSocket, Event]:
        socket = brief.socket(investigation_id)
        return socket, socket.answer_to(type="auth", token=owner.token, message_id="renewal")

    brief, (socket, renewal) = opened_in_time(person_for, owner.user_id, open_and_renew)

    assert renewal["status"] == 200
    server.wait_until(
        lambda: brief.call("GET", f"/{investigation_id}/state").status == 401, "the end of the first token"
    )
    event = executor.log(investigation_id, "after the first token's end")

    assert socket.wait_for_event("log_appended") == event
    assert "auth_expired" not in types_of([message for message in socket.received if "event_type" in message])
