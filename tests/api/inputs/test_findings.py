"""Findings that are reported while the executor is at work (contract section 11)."""

import pytest

from tests.support.api.client import Api, Document, document, event

FOUND = {"title": "a", "description": "d", "severity": "high", "confidence": 0.5}


def found(title: str, **members: object) -> Document:
    return event("finding_added", **(FOUND | {"title": title} | members))


def titles(findings: list[Document]) -> list[str]:
    return [finding["title"] for finding in findings]


def test_findings_are_in_the_progress_and_an_id_replaces(api: Api, investigation_id: str) -> None:
    state = api.reported(
        investigation_id, found("a", finding_id="f1"), found("b", evidence=[{"host": "h"}]), found("c", finding_id="f1")
    )

    assert titles(state["progress"]["findings"]) == ["c", "b"]
    assert state["progress"]["findings"][1]["evidence"] == [{"host": "h"}]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("sent", [{}, {"findings": []}], ids=["absent", "empty"])
def test_results_without_findings_get_the_reported_ones(
    api: Api, investigation_id: str, results: Document, method: str, sent: Document
) -> None:
    version = api.reported(investigation_id, found("a", finding_id="f1"))["version"]
    bare = {name: value for name, value in results.items() if name != "findings"} | sent
    cursor = api.cursor(investigation_id)

    write = api.put if method == "PUT" else api.patch
    state = document(write(investigation_id, {"results": bare, "status": "COMPLETED", "version": version}))

    assert titles(state["results"]["findings"]) == ["a"] == titles(state["progress"]["findings"])
    (available,) = (
        each["data"] for each in api.events(investigation_id, cursor) if each["event_type"] == "results_available"
    )
    assert available["findings_count"] == 1


def test_results_with_findings_keep_their_own(api: Api, investigation_id: str, results: Document) -> None:
    api.reported(investigation_id, found("a"))

    state = api.changed(investigation_id, results=results | {"findings": [FOUND | {"title": "own"}]})

    assert titles(state["results"]["findings"]) == ["own"]
