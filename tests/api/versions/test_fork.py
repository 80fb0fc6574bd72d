"""A fork is a new investigation with the content of a version (contract section 3)."""

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields
from tests.support.api.versions import ANY, content, fork


def test_a_fork_is_a_new_investigation_of_the_caller(
    api: Api, api_for: ApiFor, investigation_id: str, states: list[Document]
) -> None:
    viewer = api_for()
    api.share(investigation_id, viewer.user_id, "viewer")

    answer = fork(viewer, investigation_id, version=4)

    state = document(answer, 201)
    new = state["investigation_id"]
    assert answer.headers["Location"].endswith(f"/{new}/state")
    assert (state["user_id"], state["version"], state["archived_at"]) == (viewer.user_id, 1, None)
    assert content(state) == content(states[3])
    assert viewer.get(new).data == answer.data
    assert api.state(investigation_id)["version"] == 7
    problem(api.get(new), 404, "not_found")
    (created,) = viewer.events(new, after=viewer.cursor(new).rpartition("-")[0] + "-0")
    assert (created["event_type"], created["version"]) == ("state_updated", 1)


def test_a_fork_of_the_current_version_is_independent(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    api.reported(investigation_id, event("log_appended", lines=[{"message": "line", "agent_name": "a"}]))

    new = document(api.call("POST", f"/{investigation_id}/fork"), 201)

    assert content(new) == content(api.state(investigation_id))
    assert new["progress"]["logs"] == new["progress"]["agents"][0]["logs"] == []
    state = api.reported(new["investigation_id"], event("log_appended", lines=[{"message": "own", "agent_name": "a"}]))
    assert state["progress"]["agents"][0]["logs"] == ["own"]


def test_a_fork_needs_an_unused_id(api: Api, investigation_id: str) -> None:
    assert (
        document(fork(api, investigation_id, investigation_id=f"{investigation_id}-2"), 201)["investigation_id"]
        == f"{investigation_id}-2"
    )
    taken = fork(api, investigation_id, investigation_id=f"{investigation_id}-2")
    problem(taken, 409, "already_exists")
    assert taken.headers["ETag"] == api.get(f"{investigation_id}-2").headers["ETag"]
    assert wrong_fields(fork(api, investigation_id, investigation_id="no id")) == {"investigation_id"}
    assert wrong_fields(fork(api, investigation_id, investigation_id="templates")) == {"investigation_id"}


def test_a_fork_is_created_once_per_key_even_after_its_source_was_deleted(api: Api, investigation_id: str) -> None:
    key = {"Idempotency-Key": f"fork-{investigation_id}"}
    first = fork(api, investigation_id, key)
    api.delete(investigation_id, ANY)

    second = fork(api, investigation_id, key)

    assert (second.status_code, second.data) == (201, first.data)
