"""Permissions to see, change and share an investigation, on every transport (contract section 2)."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live

NAME = {"settings": {"name": "changed"}}


@pytest.fixture
def shared(owner: Person, settings: dict[str, Any]) -> str:
    """Return the id of an investigation in SETTINGS."""
    return owner.create(settings=settings)


@pytest.fixture
def viewer(person_for: PersonFor, owner: Person, shared: str) -> Person:
    other = person_for()
    assert owner.share(shared, other, "viewer").status == 200
    return other


@pytest.fixture
def editor(person_for: PersonFor, owner: Person, shared: str) -> Person:
    other = person_for()
    assert owner.share(shared, other, "editor").status == 200
    return other


def test_a_share_is_answered_and_listed(owner: Person, shared: str, viewer: Person, editor: Person) -> None:
    answer = owner.share(shared, viewer, "viewer")

    listed = owner.call("GET", f"/{shared}/access").document["access"]
    assert (answer.document["user_id"], answer.document["role"]) == (viewer.user_id, "viewer")
    assert {share["user_id"]: share["role"] for share in listed} == {viewer.user_id: "viewer", editor.user_id: "editor"}


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_a_user_with_a_share_sees_the_state_and_the_feed_on_every_transport(
    owner: Person, person_for: PersonFor, shared: str, role: str
) -> None:
    other = person_for()
    owner.share(shared, other, role)
    cursor = owner.cursor(shared)
    stream, socket = other.stream(f"/{shared}/stream"), other.socket(shared)
    stream.wait_for("state_sync")
    socket.wait_for_event("state_sync")

    event = owner.log(shared, "seen by all")

    assert other.state(shared) == owner.state(shared)
    assert stream.wait_for("log_appended") == event
    assert socket.wait_for_event("log_appended") == event
    assert other.call("GET", f"/{shared}/poll?after={cursor}").document["events"] == [event]


def test_a_viewers_stream_holds_only_events_of_the_shared_investigation(
    owner: Person, shared: str, viewer: Person
) -> None:
    private = owner.create()
    stream = viewer.stream(f"/{shared}/stream?after={owner.beginning(shared)}")

    owner.log(private, "private")
    event = owner.log(shared, "shared")

    assert stream.wait_for("log_appended") == event
    assert {event["investigation_id"] for event in stream.stored} == {shared}


def test_the_stream_of_everything_holds_only_what_the_caller_owns(owner: Person, shared: str, viewer: Person) -> None:
    stream = viewer.stream("/stream")
    stream.wait_for("state_sync")

    owner.log(shared, "the owner's")
    own = viewer.create()
    stream.wait_for("state_updated")

    assert stream.of("state_sync")[0]["data"]["state"] == []
    assert {event["investigation_id"] for event in stream.stored} == {own}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_viewer_cannot_make_changes(
    owner: Person, shared: str, viewer: Person, settings: dict[str, Any], method: str
) -> None:
    before = owner.state(shared)
    changed = {"settings": settings | {"name": "changed"}, "version": before["version"]}

    answer = viewer.call(method, f"/{shared}/state", changed)

    assert answer.problem == (403, "forbidden")
    assert owner.state(shared) == before


def test_a_viewer_can_neither_report_nor_delete(owner: Person, shared: str, viewer: Person) -> None:
    before = owner.state(shared)
    report = {"event_type": "progress_updated", "data": {"percent_complete": 1}}

    answers = [
        viewer.call("POST", f"/{shared}/events", report),
        viewer.call("DELETE", f"/{shared}/state?version={before['version']}"),
    ]

    assert [answer.problem for answer in answers] == [(403, "forbidden")] * 2
    assert owner.state(shared) == before


def test_a_viewer_cannot_make_changes_through_a_socket(owner: Person, shared: str, viewer: Person) -> None:
    before = owner.state(shared)
    socket = viewer.socket(shared)

    answer = socket.answer_to(type="update", message_id="m1", version=before["version"], changes=NAME)

    assert (answer["status"], answer["code"]) == (403, "forbidden")
    assert owner.state(shared) == before


def test_an_editor_changes_the_state_by_rest_and_by_socket(owner: Person, shared: str, editor: Person) -> None:
    by_rest = editor.change(shared, settings={"name": "by rest"})
    version = by_rest.document["version"]
    by_socket = editor.socket(shared).answer_to(
        type="update", message_id="m1", version=version, changes={"settings": {"description": "by socket"}}
    )

    assert (by_rest.status, by_socket["status"]) == (200, 200)
    settings = owner.state(shared)["settings"]
    assert (settings["name"], settings["description"]) == ("by rest", "by socket")


def test_a_shared_investigation_is_not_found_by_other_users(
    owner: Person, shared: str, viewer: Person, person_for: PersonFor
) -> None:
    stranger = person_for()

    answers = [
        stranger.call("GET", f"/{shared}/state"),
        stranger.call("PATCH", f"/{shared}/state", NAME | {"version": 1}),
        stranger.call("GET", f"/{shared}/stream"),
        stranger.call("GET", f"/{shared}/poll"),
        stranger.call("GET", f"/{shared}/access"),
        stranger.share(shared, stranger, "editor"),
        stranger.unshare(shared, viewer),
    ]

    assert [answer.problem for answer in answers] == [(404, "not_found")] * 7
    with pytest.raises(InvalidStatus) as refused:
        stranger.socket(shared)
    assert refused.value.response.status_code == 404


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_the_owner_or_an_admin_shares(
    owner: Person, person_for: PersonFor, shared: str, viewer: Person, role: str
) -> None:
    other, admin = person_for(), person_for(None, "wizard:admin")
    owner.share(shared, other, role)

    answers = [
        other.call("GET", f"/{shared}/access"),
        other.share(shared, other, "editor"),
        other.unshare(shared, viewer),
    ]

    assert [answer.problem for answer in answers] == [(403, "forbidden")] * 3
    assert admin.share(shared, person_for(), "viewer").status == 200
    assert admin.unshare(shared, viewer).status == 204


@pytest.mark.parametrize("body", [{"role": "owner"}, {"role": None}, {}, {"role": "viewer", "until": "tomorrow"}])
def test_a_share_that_is_not_valid_is_refused(owner: Person, shared: str, body: dict[str, Any]) -> None:
    answer = owner.call("PUT", f"/{shared}/access/another-user", body)

    assert answer.problem == (422, "validation_error")
    assert owner.call("GET", f"/{shared}/access").document["access"] == []
