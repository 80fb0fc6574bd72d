"""A share is an invitation until its user accepts it (contract section 2)."""

from typing import Any

import pytest

from tests.support.api.active_list import listed
from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from tests.support.api.templates import kept

REPORT = event("progress_updated", percent_complete=10)


@pytest.fixture
def friend(api_for: ApiFor) -> Api:
    return api_for()


@pytest.fixture
def invited(api: Api, friend: Api, settings: Document) -> str:
    """Return the id of an investigation to which `friend` is invited as an editor."""
    investigation_id = api.running(settings)
    document(api.invite(investigation_id, friend.user_id, "editor"))
    return investigation_id


def invitations(api: Api, **query: Any) -> Document:
    return document(api.call("GET", "/invitations", query_string=query))


def test_an_invitation_names_the_investigation_its_owner_and_the_role(
    api: Api, friend: Api, invited: str, settings: Document
) -> None:
    listed_invitations = invitations(friend)

    (invitation,) = listed_invitations["invitations"]
    assert invitation | {"granted_at": ""} == {
        "investigation_id": invited,
        "user_id": api.user_id,
        "name": settings["name"],
        "role": "editor",
        "granted_by": api.user_id,
        "granted_at": "",
    }
    assert (listed_invitations["total"], invitations(api)["total"]) == (1, 0)


def test_an_investigation_that_was_not_accepted_does_not_exist_for_the_invited(
    api: Api, friend: Api, invited: str
) -> None:
    headers = {"X-Request-ID": "same"}
    for path in ("state", "poll", "stream", "checkpoint", "access", "audit", "changes?since_version=1"):
        there, missing = (friend.call("GET", f"/{name}/{path}", headers) for name in (invited, "missing"))
        assert there.status_code == missing.status_code == 404, path
        assert there.text.replace(invited, "missing") == missing.text
    problem(friend.report(invited, REPORT), 404, "not_found")
    assert listed(friend) == []
    assert document(friend.call("GET", "/poll"))["state"] == []
    assert api.state(invited)["version"] == 2


def test_sixty_invitations_leave_the_list_of_a_user_as_it_is(api: Api, friend: Api) -> None:
    own = friend.created()
    for _ in range(60):
        api.invite(api.created(), friend.user_id, "editor")

    assert listed(friend) == [own]
    page = invitations(friend, limit=20, offset=50)
    assert (page["total"], len(page["invitations"])) == (60, 10)


def test_an_accepted_invitation_is_a_share(api: Api, friend: Api, invited: str) -> None:
    cursor = api.cursor(invited)

    assert friend.accept(invited).status_code == 204

    assert friend.report(invited, REPORT).status_code == 200
    assert listed(friend) == [invited]
    assert invitations(friend)["total"] == 0
    accepted, *_ = api.events(invited, after=cursor)
    data = {"investigation_id": invited, "user_id": friend.user_id, "role": "editor", "accepted": True}
    assert (accepted["event_type"], accepted["actor"], accepted["data"]) == ("access_changed", friend.user_id, data)
    (share,) = document(api.call("GET", f"/{invited}/access"))["access"]
    assert share["accepted_at"] is not None


def test_an_invitation_accepted_twice_changes_nothing(api: Api, friend: Api, invited: str) -> None:
    friend.accept(invited)

    assert friend.accept(invited).status_code == 204

    assert api.state(invited)["version"] == 3


@pytest.mark.parametrize("path", ["/invitations/{id}", "/{id}/access/{user}"])
def test_an_invitation_can_be_declined(api: Api, friend: Api, invited: str, path: str) -> None:
    declined = friend.call("DELETE", path.format(id=invited, user=friend.user_id))

    assert declined.status_code == 204
    assert invitations(friend)["total"] == 0
    problem(friend.accept(invited), 404, "not_found")
    assert document(api.call("GET", f"/{invited}/access"))["access"] == []


def test_a_shared_investigation_can_be_left_but_no_longer_declined(api: Api, friend: Api, invited: str) -> None:
    friend.accept(invited)
    problem(friend.call("DELETE", f"/invitations/{invited}"), 404, "not_found")
    cursor = api.cursor(invited)

    assert friend.call("DELETE", f"/{invited}/access/{friend.user_id}").status_code == 204

    problem(friend.get(invited), 404, "not_found")
    (left,) = api.events(invited, after=cursor)
    assert (left["event_type"], left["actor"]) == ("access_changed", friend.user_id)
    assert left["data"] == {"investigation_id": invited, "user_id": friend.user_id}


@pytest.mark.parametrize(("method", "path"), [("POST", "/invitations/{}/accept"), ("DELETE", "/invitations/{}")])
def test_an_answer_sent_again_under_its_key_is_answered_as_the_first(
    api: Api, friend: Api, invited: str, method: str, path: str
) -> None:
    key = {"Idempotency-Key": "once"}
    assert friend.call(method, path.format(invited), key).status_code == 204
    version = api.state(invited)["version"]

    assert friend.call(method, path.format(invited), key).status_code == 204

    assert api.state(invited)["version"] == version


def test_an_invitation_of_another_user_is_answered_as_a_missing_investigation(api_for: ApiFor, invited: str) -> None:
    stranger = api_for()
    for method, path in (("POST", "/invitations/{}/accept"), ("DELETE", "/invitations/{}")):
        there = stranger.call(method, path.format(invited), {"X-Request-ID": "same"})
        missing = stranger.call(method, path.format("missing"), {"X-Request-ID": "same"})
        assert (there.status_code, there.text.replace(invited, "missing")) == (404, missing.text)


def test_a_changed_role_neither_accepts_an_invitation_nor_withdraws_a_share(
    api: Api, friend: Api, invited: str
) -> None:
    api.invite(invited, friend.user_id, "viewer")
    problem(friend.get(invited), 404, "not_found")
    friend.accept(invited)

    api.invite(invited, friend.user_id, "editor")

    assert friend.report(invited, REPORT).status_code == 200


def test_a_reader_lists_invitations_and_does_not_answer_them(api_for: ApiFor, friend: Api, invited: str) -> None:
    reader = api_for(friend.user_id, "wizard:read")

    assert invitations(reader)["total"] == 1
    problem(reader.accept(invited), 403, "forbidden")
    problem(reader.call("DELETE", f"/invitations/{invited}"), 403, "forbidden")


def test_an_id_that_another_user_has_used_is_refused_as_one_that_is_in_use(
    api: Api, friend: Api, settings: Document
) -> None:
    existing, deleted = api.created(), api.created()
    api.delete(deleted, {"If-Match": "*"})
    source, headers = friend.created(settings=settings), {"X-Request-ID": "same"}
    template_id = kept(friend, settings)["template_id"]

    answers = [
        friend.call("POST", path, headers, json={"investigation_id": investigation_id})
        for path in ("/investigations", f"/{source}/fork", f"/templates/{template_id}/apply")
        for investigation_id in (existing, deleted)
    ]

    for answer in answers:
        problem(answer, 409, "already_exists")
        assert "ETag" not in answer.headers
    texts = {answer.text.replace(existing, "it").replace(deleted, "it") for answer in answers}
    assert len({text.replace(source, "source").replace(template_id, "template") for text in texts}) == 1
    assert document(api.create(investigation_id=deleted), 201)["version"] == 1


def test_an_invitation_is_answered_the_same_whether_its_user_is_known_or_not(
    api: Api, friend: Api, investigation_id: str
) -> None:
    friend.created()

    answers = [api.invite(investigation_id, user_id, "viewer") for user_id in (friend.user_id, "unknown")]

    bodies = [document(answer) | {"user_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert list(answers[0].headers.keys()) == list(answers[1].headers.keys())
