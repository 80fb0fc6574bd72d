"""User story 5: past investigations are found, looked at, resumed and archived."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.live.users import Document, Person
from tests.support.live.wizard_story import CONFIGURED, FOUND, begun, checkpoint, complete, half_done

pytestmark = pytest.mark.live

MANY = 105
RISKS = ("low", "medium", "high", "critical")
ENTITY_TYPES = ("user", "device")


def listed(person: Person, **query: Any) -> list[Document]:
    """Return all items, page by page."""
    items: list[Document] = []
    while True:
        page = person.call("GET", f"/history?{urlencode({'limit': 20} | query, doseq=True)}").document
        items += page["items"]
        if not page["has_more"]:
            assert len(items) == page["total"]
            return items
        query["cursor"] = page["next_cursor"]


def ids(items: list[Document]) -> list[str]:
    return [str(item["investigation_id"]) for item in items]


def numbered(person: Person, number: int) -> str:
    """Return the id of an investigation; every third is completed, with a risk that goes round."""
    entity = {"entity_type": ENTITY_TYPES[number % 2], "entity_id": f"entity {number}"}
    investigation_id = begun(person, CONFIGURED | {"name": f"number {number}", "entities": [entity]})
    if number % 3 == 0:
        risk = FOUND["risk_score"] | {"risk_level": RISKS[number // 3 % 4]}
        complete(person, investigation_id, FOUND | {"risk_score": risk})
    return investigation_id


def test_us5_1_each_row_shows_name_status_risk_entities_times_and_duration(owner: Person) -> None:
    made = [begun(owner, CONFIGURED | {"name": f"number {number}"}) for number in range(3)]
    for investigation_id in made:
        complete(owner, investigation_id, wizard_step="RESULTS")

    items = {item["investigation_id"]: item for item in listed(owner)}

    assert items.keys() == set(made)
    for number, investigation_id in enumerate(made):
        item, state = items[investigation_id], owner.state(investigation_id)
        assert (item["name"], item["status"]) == (f"number {number}", "COMPLETED")
        assert (item["risk_score"], item["risk_level"], item["entity_count"]) == (72.5, "high", 2)
        assert state["created_at"] <= item["started_at"] <= item["completed_at"] <= state["updated_at"]
        assert isinstance(item["duration_ms"], int)


def test_us5_2_a_completed_investigation_opens_at_its_results(owner: Person) -> None:
    investigation_id = half_done(owner)
    complete(owner, investigation_id)

    (chosen,) = listed(owner, status="COMPLETED")

    entry = owner.call("GET", f"/history/{chosen['investigation_id']}").document
    assert (entry["investigation_id"], "view_results" in entry["actions"]) == (investigation_id, True)
    assert checkpoint(owner, investigation_id)["resume_step"] == "RESULTS"
    assert owner.state(investigation_id)["results"] == FOUND


def test_us5_3_an_incomplete_investigation_resumes_at_its_last_step_with_all_its_data(owner: Person) -> None:
    configured, running = owner.create(settings=CONFIGURED), half_done(owner)
    left = {investigation_id: owner.state(investigation_id) for investigation_id in (configured, running)}

    for chosen in listed(owner, status="IN_PROGRESS"):
        investigation_id = chosen["investigation_id"]
        assert "resume" in owner.call("GET", f"/history/{investigation_id}").document["actions"]
        assert (
            checkpoint(owner, investigation_id)["resume_step"]
            == chosen["wizard_step"]
            == left[investigation_id]["wizard_step"]
        )
        assert owner.state(investigation_id) == left.pop(investigation_id)
    assert left == {}


def test_us5_4_more_than_a_hundred_investigations_are_paged_and_filtered(owner: Person) -> None:
    made = [numbered(owner, number) for number in range(MANY)]
    numbers = {investigation_id: number for number, investigation_id in enumerate(made)}

    def those(is_sought: Callable[[int], bool]) -> set[str]:
        return {investigation_id for investigation_id, number in numbers.items() if is_sought(number)}

    everything = listed(owner, sort="created_at")
    assert sorted(ids(everything)) == sorted(made)
    pages = [owner.call("GET", f"/history?sort=created_at&limit=20&page={page}").document for page in range(1, 7)]
    assert [len(page["items"]) for page in pages] == [20, 20, 20, 20, 20, 5]
    assert [item for page in pages for item in page["items"]] == everything
    assert {(page["total"], page["page_size"]) for page in pages} == {(MANY, 20)}

    assert set(ids(listed(owner, status="COMPLETED"))) == those(lambda number: number % 3 == 0)
    assert set(ids(listed(owner, status=["ERROR", "CANCELLED"]))) == set()
    high = those(lambda number: number % 3 == 0 and RISKS[number // 3 % 4] == "high")
    assert set(ids(listed(owner, risk_level="high"))) == high
    assert set(ids(listed(owner, entity_type="device"))) == those(lambda number: number % 2 == 1)
    both = high & those(lambda number: number % 2 == 1)
    assert set(ids(listed(owner, risk_level="high", entity_type="device", status="COMPLETED"))) == both
    begin, end = everything[30]["created_at"], everything[60]["created_at"]
    between = [item for item in everything if begin <= item["created_at"] <= end]
    assert len(between) >= 31
    assert listed(owner, **{"from": begin, "to": end}, sort="created_at") == between


def test_us5_5_an_archived_investigation_moves_from_the_history_to_the_archive(owner: Person) -> None:
    old, kept = [begun(owner) for _ in range(3)], begun(owner)
    for investigation_id in old:
        complete(owner, investigation_id)

    answer = owner.call("POST", "/history/archive", {"investigation_ids": old}).document

    assert (answer["archived"], answer["failed"]) == (3, 0)
    assert ids(listed(owner)) == [kept]
    assert ids(owner.call("GET", "/active").document["investigations"]) == [kept]
    assert set(ids(listed(owner, archived="true"))) == set(old)
    assert owner.state(old[0])["results"] == FOUND
