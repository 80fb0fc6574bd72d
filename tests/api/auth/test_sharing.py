"""Sharing an investigation with other users (contract section 2)."""

from urllib.parse import quote, unquote

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, version_of, wrong_fields

REPORT = event("progress_updated", percent_complete=10)


@pytest.fixture
def investigation_id(api: Api, settings: Document) -> str:
    return api.created(settings=settings)


@pytest.fixture
def friend(api_for: ApiFor) -> Api:
    return api_for()


def share(api: Api, investigation_id: str, user_id: str, role: str) -> TestResponse:
    """Let another user view or edit, who accepts the invitation; return the answer to the invitation."""
    response = api.invite(investigation_id, user_id, role)
    if response.status_code == 200:
        api.accept_as(unquote(user_id), investigation_id)
    return response


def unshare(api: Api, investigation_id: str, user_id: str) -> TestResponse:
    return api.call("DELETE", f"/{investigation_id}/access/{user_id}")


def test_viewer_reads_and_does_not_write(api: Api, friend: Api, investigation_id: str) -> None:
    assert share(api, investigation_id, friend.user_id, "viewer").status_code == 200

    assert friend.get(investigation_id).data == api.get(investigation_id).data
    assert friend.poll(investigation_id).status_code == 200
    for refused in (
        friend.change(investigation_id, progress={"overall_progress": 1}),
        friend.put(investigation_id, {}, {"If-Match": "*"}),
        friend.report(investigation_id, REPORT),
        friend.delete(investigation_id, {"If-Match": "*"}),
        share(friend, investigation_id, "someone", "viewer"),
    ):
        problem(refused, 403, "forbidden")
    assert api.state(investigation_id)["version"] == 3


def test_editor_writes_and_neither_deletes_nor_shares(api: Api, friend: Api, investigation_id: str) -> None:
    share(api, investigation_id, friend.user_id, "editor")

    state = friend.changed(investigation_id, settings={"name": "by the editor"})

    assert (state["user_id"], state["settings"]["name"]) == (api.user_id, "by the editor")
    assert friend.report(investigation_id, REPORT).status_code == 200
    problem(friend.delete(investigation_id, {"If-Match": "*"}), 403, "forbidden")
    problem(share(friend, investigation_id, "someone", "viewer"), 403, "forbidden")
    problem(unshare(friend, investigation_id, api.user_id), 403, "forbidden")


def test_reading_scope_keeps_an_editor_from_writing(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    reader = api_for(None, "wizard:read")
    share(api, investigation_id, reader.user_id, "editor")

    assert reader.get(investigation_id).status_code == 200
    problem(reader.change(investigation_id, progress={"overall_progress": 1}), 403, "forbidden")


def test_shares_are_listed_for_the_owner_and_admins(
    api: Api, api_for: ApiFor, friend: Api, investigation_id: str
) -> None:
    share(api, investigation_id, friend.user_id, "viewer")
    share(api, investigation_id, "other", "editor")

    for allowed in (api, api_for(api.user_id, "wizard:read"), api_for(None, "wizard:admin")):
        listed = document(allowed.call("GET", f"/{investigation_id}/access"))["access"]
        assert {row["user_id"]: row["role"] for row in listed} == {friend.user_id: "viewer", "other": "editor"}
    problem(friend.call("GET", f"/{investigation_id}/access"), 403, "forbidden")


def test_share_given_again_changes_the_role(api: Api, friend: Api, investigation_id: str) -> None:
    share(api, investigation_id, friend.user_id, "editor")
    share(api, investigation_id, friend.user_id, "viewer")

    problem(friend.report(investigation_id, REPORT), 403, "forbidden")


def test_revoked_share_hides_the_investigation_again(api: Api, friend: Api, investigation_id: str) -> None:
    share(api, investigation_id, friend.user_id, "viewer")
    etag = friend.get(investigation_id).headers["ETag"]

    assert unshare(api, investigation_id, friend.user_id).status_code == 204

    problem(friend.get(investigation_id), 404, "not_found")
    problem(friend.get(investigation_id, {"If-None-Match": etag}), 404, "not_found")
    problem(friend.poll(investigation_id), 404, "not_found")
    problem(unshare(api, investigation_id, friend.user_id), 404, "not_found")


@pytest.mark.parametrize(
    "user_id", ["a/b", "a//b/", "https://idp.example/users/7?a=b#c", "auth0|7", "a b+c", "é中", "%2F"]
)
def test_any_subject_of_a_token_can_be_given_a_share(
    api: Api, api_for: ApiFor, investigation_id: str, user_id: str
) -> None:
    sent = quote(user_id, safe="")

    assert document(share(api, investigation_id, sent, "viewer"))["user_id"] == user_id

    assert api_for(user_id).get(investigation_id).status_code == 200
    assert unshare(api, investigation_id, sent).status_code == 204
    problem(api_for(user_id).get(investigation_id), 404, "not_found")


@pytest.mark.parametrize("scopes", [(), ("wizard:run",), ("wizard:run", "wizard:write")])
def test_other_users_and_executors_cannot_share(
    api: Api, api_for: ApiFor, investigation_id: str, scopes: tuple[str, ...]
) -> None:
    stranger = api_for(None, *scopes)

    assert share(stranger, investigation_id, stranger.user_id, "editor").status_code == (403 if scopes else 404)
    assert document(api.call("GET", f"/{investigation_id}/access"))["access"] == []


def test_sharing_creates_a_version_and_an_event_in_the_feed(api: Api, friend: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)

    given = share(api, investigation_id, friend.user_id, "viewer")
    unshare(api, investigation_id, friend.user_id)

    events = api.events(investigation_id, after=cursor)
    assert [(envelope["event_type"], envelope["version"]) for envelope in events] == [
        ("access_changed", 2),
        ("access_changed", 3),
        ("access_changed", 4),
    ]
    assert [envelope["data"].get("accepted") for envelope in events] == [False, True, None]
    assert {envelope["data"]["user_id"] for envelope in events} == {friend.user_id}
    assert version_of(given.headers["ETag"]) == 2


@pytest.mark.parametrize("role", ["owner", "VIEWER", "", None, 1])
def test_other_roles_are_not_valid(api: Api, investigation_id: str, role: object) -> None:
    response = api.call("PUT", f"/{investigation_id}/access/someone", json={"role": role})

    assert wrong_fields(response) == {"role"}


def test_shares_are_deleted_with_the_investigation(api: Api, friend: Api, investigation_id: str) -> None:
    share(api, investigation_id, friend.user_id, "editor")
    api.delete(investigation_id, {"If-Match": "*"})
    api.create(investigation_id=investigation_id)

    problem(friend.get(investigation_id), 404, "not_found")


def test_existing_id_is_refused_without_an_etag_to_those_it_is_shared_with(
    api: Api, friend: Api, investigation_id: str
) -> None:
    share(api, investigation_id, friend.user_id, "editor")

    response = friend.create(investigation_id=investigation_id)

    problem(response, 409, "already_exists")
    assert "ETag" not in response.headers
