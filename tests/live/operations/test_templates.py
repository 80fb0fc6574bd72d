"""Templates over several workers: counts and limits are exact under concurrent requests (contract section 9)."""

from collections import Counter
from typing import Any

import pytest

from tests.support.live.concurrent_requests import at_once
from tests.support.live.users import Answer, Person

pytestmark = pytest.mark.live


def keep(person: Person, settings: dict[str, Any], name: str, query: str = "") -> Answer:
    return person.call("POST", f"/templates{query}", {"name": name, "settings": settings})


def test_concurrent_uses_are_all_counted(owner: Person, settings: dict[str, Any]) -> None:
    settings |= {"entities": [{"entity_type": "ip", "entity_id": "{{ip}}"}]}
    template_id = keep(owner, settings, "used").document["template_id"]

    answers = at_once(
        64, lambda n: owner.call("POST", f"/templates/{template_id}/apply", {"values": {"ip": f"ip-{n}"}})
    )

    assert {answer.status for answer in answers} == {201}
    assert len({answer.document["investigation_id"] for answer in answers}) == 64
    made = {answer.document["settings"]["entities"][0]["entity_id"] for answer in answers}
    assert made == {f"ip-{n}" for n in range(64)}
    assert owner.call("GET", f"/templates/{template_id}").document["usage_count"] == 64


def test_concurrent_uses_and_changes_use_existing_versions_only(owner: Person, settings: dict[str, Any]) -> None:
    template_id = keep(owner, settings, "busy").document["template_id"]

    def send(number: int) -> Answer:
        if number % 4:
            return owner.call("POST", f"/templates/{template_id}/apply", {})
        return owner.call("PUT", f"/templates/{template_id}", {"settings": settings | {"name": f"change {number}"}})

    answers = at_once(32, send)

    assert Counter(answer.status for answer in answers) == {201: 24, 200: 8}
    template = owner.call("GET", f"/templates/{template_id}").document
    assert (template["version"], template["usage_count"]) == (9, 24)
    for state in (answer.document for answer in answers if answer.status == 201):
        version = owner.call("GET", f"/history/{state['investigation_id']}").document["template_version"]
        applied = owner.call("GET", f"/templates/{template_id}?version={version}").document
        assert state["settings"] == applied["settings"]


def test_creators_at_the_limit_never_exceed_it(owner: Person, settings: dict[str, Any]) -> None:
    answers = at_once(64, lambda number: keep(owner, settings, f"template {number}"))

    assert Counter(answer.status for answer in answers) == {201: 50, 409: 14}
    assert {answer.problem for answer in answers if answer.status == 409} == {(409, "limit_reached")}
    assert owner.call("GET", "/templates?limit=200").document["total"] == 50


def test_one_of_concurrent_creators_with_one_name_wins_and_the_others_get_its_id(
    owner: Person, settings: dict[str, Any]
) -> None:
    answers = at_once(16, lambda _: keep(owner, settings, "the same"))

    (winner,) = [answer.document["template_id"] for answer in answers if answer.status == 201]
    refused = [answer for answer in answers if answer.status != 201]
    assert {answer.problem for answer in refused} == {(409, "name_taken")}
    assert {answer.document["template_id"] for answer in refused} == {winner}


def test_a_subscriber_receives_the_event_of_an_applied_template(owner: Person, settings: dict[str, Any]) -> None:
    template_id = keep(owner, settings, "applied").document["template_id"]
    stream = owner.stream("/stream")
    stream.wait_for("state_sync")

    made = owner.call("POST", f"/templates/{template_id}/apply", {}).document["investigation_id"]

    applied = stream.wait_for("template_applied")
    assert applied["data"] == {"investigation_id": made, "template_id": template_id, "template_version": 1}
    assert [event["event_type"] for event in stream.stored] == ["state_updated", "template_applied"]
