"""Creating an investigation (contract section 3)."""

import uuid
from typing import Any

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, problem, wrong_fields

MEMBERS = ["investigation_id", "user_id", "wizard_step", "status", "version", "settings", "progress", "results"]
MEMBERS += ["created_at", "updated_at", "archived_at"]
RESERVED = [
    "investigations",
    "invitations",
    "templates",
    "history",
    "active",
    "session",
    "tickets",
    "stream",
    "health",
    "overview",
    "users",
    "Templates",
]


def test_created_state_has_exactly_the_members_of_the_contract(api: Api, settings: Document) -> None:
    response = api.create(settings=settings)

    state = document(response, 201)
    assert sorted(state) == sorted(MEMBERS)
    assert (state["user_id"], state["wizard_step"], state["status"]) == (api.user_id, "SETTINGS", "IN_PROGRESS")
    assert (state["version"], state["progress"], state["results"], state["archived_at"]) == (1, None, None, None)
    assert state["created_at"] == state["updated_at"]


def test_a_created_state_can_be_read_at_its_location(api: Api) -> None:
    response = api.create()

    assert response.headers["Location"] == f"{api.base}/{document(response, 201)['investigation_id']}/state"
    created = api.client.get(response.headers["Location"], headers={"Authorization": f"Bearer {api.token}"})
    assert (created.data, created.headers["ETag"]) == (response.data, response.headers["ETag"])


def test_server_makes_a_uuid_unless_an_id_was_chosen(api: Api) -> None:
    assert str(uuid.UUID(api.created())) != str(uuid.UUID(api.created()))
    chosen = f"inv_{uuid.uuid4()}-A"
    assert api.created(investigation_id=chosen) == chosen


@pytest.mark.parametrize("low", ["a", "0", "_", "-"])
def test_id_of_255_characters_is_the_longest(api: Api, low: str) -> None:
    longest = uuid.uuid4().hex + low * 223

    assert api.created(investigation_id=longest) == longest
    assert api.state(longest)["version"] == 1
    assert wrong_fields(api.create(investigation_id=longest + low)) == {"investigation_id"}


@pytest.mark.parametrize("bad", ["", " ", "a b", "a/b", "../x", "ä", "a.b", "a\n", "a\u0000", "%41", 1, None, [], True])
def test_other_ids_are_not_valid(api: Api, bad: Any) -> None:
    assert wrong_fields(api.create(investigation_id=bad)) == {"investigation_id"}


@pytest.mark.parametrize("word", RESERVED)
def test_reserved_words_of_the_api_are_not_valid_ids(api: Api, word: str) -> None:
    assert wrong_fields(api.create(investigation_id=word)) == {"investigation_id"}


def test_existing_id_is_refused_with_its_etag_for_the_owner_only(api: Api, api_for: ApiFor) -> None:
    investigation_id = api.created()

    to_owner = api.create(investigation_id=investigation_id)
    to_stranger = api_for().create(investigation_id=investigation_id)

    problem(to_owner, 409, "already_exists")
    assert to_owner.headers["ETag"] == api.get(investigation_id).headers["ETag"]
    assert problem(to_stranger, 409, "already_exists")["detail"] == f"The id {investigation_id} cannot be used."
    assert "ETag" not in to_stranger.headers


@pytest.mark.parametrize("scopes", [("wizard:admin",), ("wizard:run", "wizard:write")])
def test_existing_id_is_refused_without_an_etag_that_is_not_the_callers(
    api: Api, api_for: ApiFor, scopes: tuple[str, ...]
) -> None:
    response = api_for(None, *scopes).create(investigation_id=api.created())

    problem(response, 409, "already_exists")
    assert "ETag" not in response.headers
