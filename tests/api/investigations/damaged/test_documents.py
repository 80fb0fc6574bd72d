"""A stored document that no write can have stored is never served: the answer is an error that names the row."""

import json
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.api.investigations.damaged.conftest import Damage
from tests.support.api.client import Api, ApiFor, Document, document, event, problem


class Damaged(NamedTuple):
    """A column with a value that no write can have stored. value: a function of valid settings."""

    column: str
    value: Callable[[Document], str]


DAMAGE = {
    "no JSON": Damaged("settings_json", lambda _: "{"),
    "no object": Damaged("settings_json", lambda _: "[]"),
    "a member is missing": Damaged("settings_json", lambda _: "{}"),
    "a member of another type": Damaged("settings_json", lambda settings: json.dumps(settings | {"tools": "a"})),
    "progress that is a list": Damaged("progress_json", lambda _: "[]"),
    "agents that are no list": Damaged("progress_json", lambda _: '{"agents":5}'),
    "null in a list of objects": Damaged("progress_json", lambda _: '{"phases":[null]}'),
    "another section": Damaged("results_json", json.dumps),
    "an unknown status": Damaged("status", lambda _: "COMPLETEE"),
}
every_damage = pytest.mark.parametrize("part", DAMAGE.values(), ids=DAMAGE)


@every_damage
def test_a_damaged_document_is_an_error_that_names_the_row(
    damage: Damage, api: Api, settings: Document, caplog: pytest.LogCaptureFixture, part: Damaged
) -> None:
    intact, damaged = (api.created(settings=settings) for _ in range(2))
    damage(damaged, part.column, part.value(settings))

    answers = [api.get(damaged), api.call("GET", f"/{damaged}/changes?since_version=0&include_snapshot=true")]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    assert f"investigation_states investigation_id='{damaged}'" in caplog.text
    assert api.state(intact)["settings"]["name"] == settings["name"]


@every_damage
def test_a_damaged_document_can_be_deleted(damage: Damage, api: Api, settings: Document, part: Damaged) -> None:
    damaged = api.created(settings=settings)
    damage(damaged, part.column, part.value(settings))

    assert api.delete(damaged, {"If-Match": "*"}).status_code == 204
    problem(api.get(damaged), 404, "not_found")
    newest = document(api.audit(damaged))["items"][0]
    assert newest["action_type"] == "STATE_DELETED"
    assert newest["previous_state"]["investigation_id"] == damaged
    assert document(api.audit(damaged, "/verify"))["valid"]


@every_damage
def test_no_change_is_made_to_a_damaged_document(
    damage: Damage, api: Api, api_for: ApiFor, settings: Document, part: Damaged
) -> None:
    damaged = api.created(settings=settings)
    template = document(api.call("POST", "/templates", json={"name": damaged, "settings": settings}), 201)
    before = document(api.audit(damaged))["items"]
    damage(damaged, part.column, part.value(settings))

    any_version = {"If-Match": "*"}
    answers = [
        api.patch(damaged, {"settings": {"name": "renamed"}}, any_version),
        api.put(damaged, {"settings": settings}, any_version),
        api.report(damaged, event("progress_updated", percent_complete=1)),
        api_for(None, "wizard:run").report(damaged, event("error_occurred", error_message="m")),
        api.call("POST", f"/{damaged}/navigation", json={"step": "PROGRESS"}),
        api.call("POST", f"/{damaged}/cancel"),
        api.call("PUT", f"/{damaged}/access/guest", json={"role": "viewer"}),
        api.call("POST", f"/history/{damaged}/archive"),
        api.call("POST", f"/{damaged}/fork"),
        api.call("POST", f"/{damaged}/restore", any_version, json={"version": 1}),
        api.call(
            "POST", f"/templates/{template['template_id']}/apply", any_version, json={"investigation_id": damaged}
        ),
    ]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    lines = api.audit(damaged, "/export").text.splitlines()
    assert len(lines) == len(before)


@every_damage
def test_lists_with_a_damaged_document_are_answered_without_what_no_write_stores(
    damage: Damage, api: Api, settings: Document, part: Damaged
) -> None:
    damaged, intact = (api.created(settings=settings) for _ in range(2))
    damage(damaged, part.column, part.value(settings))

    active = document(api.call("GET", "/active"))["investigations"]
    history = document(api.call("GET", "/history"))["items"]
    polled = document(api.call("GET", "/poll"))["state"]

    for rows in (active, history, polled):
        assert intact in [row["investigation_id"] for row in rows]
        assert all(row["status"] == "IN_PROGRESS" for row in rows)


def test_a_damaged_document_that_is_read_again_and_again_is_logged_once(
    damage: Damage, api: Api, settings: Document, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = api.created(settings=settings)
    damage(damaged, "settings_json", "{}")

    for _ in range(5):
        problem(api.get(damaged), 500, "internal")

    assert caplog.text.count(f"investigation_states investigation_id='{damaged}'") == 1
