"""Many changes come in pages, and each page has an entity tag (contract section 3)."""

import pytest

from tests.support.api.changes import ANY, since
from tests.support.api.client import Api, ApiFor, document


def test_without_newer_changes_the_answer_is_304_without_a_body(api: Api) -> None:
    investigation_id = api.created()

    answer = since(api, investigation_id, 1)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == api.get(investigation_id).headers["ETag"]
    assert int(answer.headers["X-Recommended-Interval"]) > 0


def test_an_answer_that_the_client_has_is_304(api: Api) -> None:
    investigation_id = api.created()
    api.changed(investigation_id, progress={"overall_progress": 1})
    full = since(api, investigation_id, 1)

    known = {"If-None-Match": full.headers["ETag"]}
    again = since(api, investigation_id, 1, known)
    api.changed(investigation_id, progress={"overall_progress": 2})

    assert (again.status_code, again.headers["ETag"]) == (304, full.headers["ETag"])
    assert since(api, investigation_id, 1, known).status_code == 200


def test_equal_entity_tags_mean_equal_bytes(api: Api) -> None:
    investigation_id = api.created()
    api.changed(investigation_id, progress={"overall_progress": 1})

    one, other = since(api, investigation_id, 0), since(api, investigation_id, 0)

    assert (one.headers["ETag"], one.data) == (other.headers["ETag"], other.data)
    assert not one.headers["ETag"].startswith("W/")


@pytest.fixture(scope="module")
def long_trail(api_for: ApiFor) -> tuple[Api, str]:
    """Return a user and the id of an investigation with more changes than a page holds."""
    api = api_for()
    investigation_id = api.created()
    for percent in range(250):
        api.patch(investigation_id, {"progress": {"overall_progress": percent % 100}}, ANY)
    return api, investigation_id


def test_hundreds_of_changes_come_in_pages(long_trail: tuple[Api, str]) -> None:
    api, investigation_id = long_trail
    newest = api.state(investigation_id)["version"]

    pages = [document(since(api, investigation_id, 0))]
    while (answer := since(api, investigation_id, pages[-1]["to_version"])).status_code == 200:
        pages.append(document(answer))

    assert newest > 250
    assert [each["version"] for page in pages for each in page["changes"]] == list(range(1, newest + 1))
    assert [(page["from_version"], page["to_version"]) for page in pages] == [(0, 200), (200, newest)]


@pytest.mark.parametrize("query", [{}, {"include_snapshot": "true"}])
def test_the_tag_of_a_full_page_does_not_hide_the_next_page(long_trail: tuple[Api, str], query: dict[str, str]) -> None:
    api, investigation_id = long_trail

    version, known = 0, ""
    while (answer := since(api, investigation_id, version, {"If-None-Match": known}, **query)).status_code == 200:
        version, known = document(answer)["to_version"], answer.headers["ETag"]

    assert version == api.state(investigation_id)["version"]


def test_a_full_page_keeps_its_tag_while_the_investigation_changes(long_trail: tuple[Api, str]) -> None:
    api, investigation_id = long_trail
    first = {"If-None-Match": since(api, investigation_id, 0).headers["ETag"]}
    snapshot = {"If-None-Match": since(api, investigation_id, 0, include_snapshot="true").headers["ETag"]}
    api.patch(investigation_id, {"progress": {"overall_progress": 100}}, ANY)

    assert since(api, investigation_id, 0, first).status_code == 304
    assert since(api, investigation_id, 0, snapshot, include_snapshot="true").status_code == 200


def test_a_page_of_large_changes_is_short_but_never_empty(api: Api) -> None:
    investigation_id = api.created()
    phases = [{"phase_name": f"{n}-{'x' * 240}", "status": "running"} for n in range(1200)]
    for number in range(5):
        last = {"phase_name": str(number), "status": "running"}
        document(api.put(investigation_id, {"progress": {"phases": [*phases, last]}}, ANY))

    lengths, version = [], 1
    while (answer := since(api, investigation_id, version)).status_code == 200:
        lengths.append(len(document(answer)["changes"]))
        version = document(answer)["to_version"]

    assert (sum(lengths), version) == (5, 6)
    assert all(1 <= length < 5 for length in lengths)
