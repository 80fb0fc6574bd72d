"""Sharing an investigation with other users (contract section 2)."""

from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, version_of, wrong_fields

REPORT = event("progress_updated", percent_complete=10)


@pytest.fixture
def mine(api: Api, settings: Document) -> str:
    return api.created(settings=settings)


@pytest.fixture
def friend(api_for: ApiFor) -> Api:
    return api_for()


def share(api: Api, investigation_id: str, user_id: str, role: str) -> TestResponse:
    return api.call("PUT", f"/{investigation_id}/access/{user_id}", json={"role": role})


def unshare(api: Api, investigation_id: str, user_id: str) -> TestResponse:
    return api.call("DELETE", f"/{investigation_id}/access/{user_id}")


def test_viewer_reads_and_does_not_write(api: Api, friend: Api, mine: str) -> None:
    assert share(api, mine, friend.user_id, "viewer").status_code == 200

    assert friend.get(mine).data == api.get(mine).data
    assert friend.poll(mine).status_code == 200
    for refused in (
        friend.change(mine, progress={"overall_progress": 1}),
        friend.put(mine, {}, {"If-Match": "*"}),
        friend.report(mine, REPORT),
        friend.delete(mine, {"If-Match": "*"}),
        share(friend, mine, "somebody", "viewer"),
    ):
        problem(refused, 403, "forbidden")
    assert api.state(mine)["version"] == 2


def test_editor_writes_and_neither_deletes_nor_shares(api: Api, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "editor")

    state = friend.changed(mine, settings={"name": "by the editor"})

    assert (state["user_id"], state["settings"]["name"]) == (api.user_id, "by the editor")
    assert friend.report(mine, REPORT).status_code == 200
    problem(friend.delete(mine, {"If-Match": "*"}), 403, "forbidden")
    problem(share(friend, mine, "somebody", "viewer"), 403, "forbidden")
    problem(unshare(friend, mine, friend.user_id), 403, "forbidden")


def test_reading_scope_keeps_an_editor_from_writing(api: Api, api_for: ApiFor, mine: str) -> None:
    reader = api_for(None, "wizard:read")
    share(api, mine, reader.user_id, "editor")

    assert reader.get(mine).status_code == 200
    problem(reader.change(mine, progress={"overall_progress": 1}), 403, "forbidden")


def test_shares_are_listed_for_the_owner_and_admins(api: Api, api_for: ApiFor, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "viewer")
    share(api, mine, "other", "editor")

    for allowed in (api, api_for(api.user_id, "wizard:read"), api_for(None, "wizard:admin")):
        listed = document(allowed.call("GET", f"/{mine}/access"))["access"]
        assert {each["user_id"]: each["role"] for each in listed} == {friend.user_id: "viewer", "other": "editor"}
    problem(friend.call("GET", f"/{mine}/access"), 403, "forbidden")


def test_share_given_again_changes_the_role(api: Api, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "editor")
    share(api, mine, friend.user_id, "viewer")

    problem(friend.report(mine, REPORT), 403, "forbidden")


def test_share_taken_back_hides_the_investigation_again(api: Api, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "viewer")
    etag = friend.get(mine).headers["ETag"]

    assert unshare(api, mine, friend.user_id).status_code == 204

    problem(friend.get(mine), 404, "not_found")
    problem(friend.get(mine, {"If-None-Match": etag}), 404, "not_found")
    problem(friend.poll(mine), 404, "not_found")
    problem(unshare(api, mine, friend.user_id), 404, "not_found")


@pytest.mark.parametrize(
    "user_id", ["a/b", "a//b/", "https://idp.example/users/7?a=b#c", "auth0|7", "a b+c", "é中", "%2F"]
)
def test_any_subject_of_a_token_can_be_given_a_share(api: Api, api_for: ApiFor, mine: str, user_id: str) -> None:
    sent = quote(user_id, safe="")

    assert document(share(api, mine, sent, "viewer"))["user_id"] == user_id

    assert api_for(user_id).get(mine).status_code == 200
    assert unshare(api, mine, sent).status_code == 204
    problem(api_for(user_id).get(mine), 404, "not_found")


@pytest.mark.parametrize("scopes", [(), ("wizard:run",), ("wizard:run", "wizard:write")])
def test_strangers_and_executors_do_not_share(api: Api, api_for: ApiFor, mine: str, scopes: tuple[str, ...]) -> None:
    stranger = api_for(None, *scopes)

    assert share(stranger, mine, stranger.user_id, "editor").status_code == (403 if scopes else 404)
    assert document(api.call("GET", f"/{mine}/access"))["access"] == []


def test_sharing_is_a_version_of_its_own_and_told_in_the_feed(api: Api, friend: Api, mine: str) -> None:
    cursor = api.cursor(mine)

    given = share(api, mine, friend.user_id, "viewer")
    unshare(api, mine, friend.user_id)

    told = api.events(mine, after=cursor)
    assert [(each["event_type"], each["version"]) for each in told] == [("access_changed", 2), ("access_changed", 3)]
    assert {each["data"]["user_id"] for each in told} == {friend.user_id}
    assert version_of(given.headers["ETag"]) == 2


@pytest.mark.parametrize("role", ["owner", "VIEWER", "", None, 1])
def test_other_roles_are_not_valid(api: Api, mine: str, role: object) -> None:
    response = api.call("PUT", f"/{mine}/access/somebody", json={"role": role})

    assert wrong_fields(response) == {"role"}


def test_shares_go_with_the_investigation(api: Api, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "editor")
    api.delete(mine, {"If-Match": "*"})
    api.create(investigation_id=mine)

    problem(friend.get(mine), 404, "not_found")


def test_existing_id_is_refused_without_an_etag_to_those_it_is_shared_with(api: Api, friend: Api, mine: str) -> None:
    share(api, mine, friend.user_id, "editor")

    response = friend.create(investigation_id=mine)

    problem(response, 409, "already_exists")
    assert "ETag" not in response.headers
