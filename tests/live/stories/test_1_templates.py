"""User story 1: settings are saved as templates and used again."""

import pytest

from tests.support.live.users import Answer, Document, Person, PersonFor
from tests.support.live.wizard_story import CONFIGURED

pytestmark = pytest.mark.live


def save(person: Person, name: str, query: str = "", **members: object) -> Answer:
    return person.call("POST", f"/templates{query}", {"name": name, "settings": CONFIGURED} | members)


def saved(person: Person, name: str, **members: object) -> Document:
    answer = save(person, name, **members)
    assert answer.status == 201, answer.body
    return answer.document


def listed(person: Person) -> list[Document]:
    return list(person.call("GET", "/templates").document["items"])


def test_us1_1_settings_of_a_wizard_are_saved_under_an_id_and_listed(owner: Person, person_for: PersonFor) -> None:
    wizard = owner.create(settings=CONFIGURED)

    answers = [
        owner.call("POST", "/templates", {"name": name, "from_investigation": wizard}) for name in ("first", "second")
    ]

    assert [answer.status for answer in answers] == [201, 201]
    ids = {answer.document["template_id"] for answer in answers}
    assert len(ids) == 2
    assert {template["template_id"] for template in listed(owner)} == ids
    assert listed(person_for()) == []


def test_us1_2_the_list_shows_name_description_entity_count_and_last_change(owner: Person) -> None:
    old, new = saved(owner, "old", description="Of last year"), saved(owner, "new")
    settings = CONFIGURED | {"entities": CONFIGURED["entities"][:1]}
    changed = owner.call("PUT", f"/templates/{old['template_id']}", {"settings": settings}).document

    shown = [
        (template["name"], template["description"], template["entity_count"], template["updated_at"])
        for template in listed(owner)
    ]

    assert shown == [("old", "Of last year", 1, changed["updated_at"]), ("new", None, 2, new["updated_at"])]
    assert changed["updated_at"] > old["updated_at"]


def test_us1_3_a_template_fills_in_every_setting(owner: Person) -> None:
    template_id = saved(owner, "whole")["template_id"]

    answer = owner.call("POST", f"/templates/{template_id}/apply", {})

    assert answer.status == 201
    assert (answer.document["wizard_step"], answer.document["settings"]) == ("SETTINGS", CONFIGURED)
    assert owner.state(answer.document["investigation_id"])["settings"] == CONFIGURED
    assert listed(owner)[0]["usage_count"] == 1


def test_us1_4_deleting_a_template_keeps_the_investigations_made_from_it(owner: Person) -> None:
    """The contract (section 9) deletes softly: the template can be restored."""
    template_id = saved(owner, "unwanted")["template_id"]
    made = owner.call("POST", f"/templates/{template_id}/apply", {}).document["investigation_id"]

    assert owner.call("DELETE", f"/templates/{template_id}").status == 204

    assert listed(owner) == []
    assert owner.call("GET", f"/templates/{template_id}").problem == (404, "not_found")
    assert owner.call("POST", f"/templates/{template_id}/apply", {}).problem == (404, "not_found")
    assert owner.state(made)["settings"] == CONFIGURED
    assert owner.call("POST", f"/templates/{template_id}/restore").status == 200
    assert [template["template_id"] for template in listed(owner)] == [template_id]


def test_us1_5_a_taken_name_is_refused_naming_its_template_until_overwriting_is_confirmed(owner: Person) -> None:
    template_id = saved(owner, "taken")["template_id"]
    settings = CONFIGURED | {"correlation_mode": "OR"}

    refused = save(owner, "taken", settings=settings)

    assert (refused.problem, refused.document["template_id"]) == ((409, "name_taken"), template_id)
    assert owner.call("GET", f"/templates/{template_id}").document["settings"] == CONFIGURED
    assert save(owner, "a name of its own", settings=settings).status == 201
    confirmed = save(owner, "taken", "?on_conflict=overwrite", settings=settings)
    assert (confirmed.status, confirmed.document["template_id"]) == (200, template_id)
    assert owner.call("GET", f"/templates/{template_id}").document["settings"] == settings
    assert len(listed(owner)) == 2
