"""The trace id of a caller's `traceparent` is kept in the audit entry and the events (contract sections 4 and 9)."""

import json

import pytest

from tests.support.api.client import Api, Document, document, event

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"{TRACE_ID}-00f067aa0ba902b7-01"


def kept(api: Api, investigation_id: str, traceparent: str) -> tuple[Document, Document]:
    """Return the newest event and audit entry after a change in this trace."""
    cursor = api.cursor(investigation_id)
    document(
        api.report(investigation_id, [event("progress_updated", percent_complete=1)], {"traceparent": traceparent})
    )
    (stored,) = api.events(investigation_id, after=cursor)
    return stored, document(api.audit(investigation_id, limit=1))["items"][0]


@pytest.mark.parametrize("traceparent", [f"00-{PARENT}", f"01-{PARENT}", f"cc-{PARENT}-what-the-future-adds"])
def test_a_valid_traceparent_is_kept(api: Api, investigation_id: str, traceparent: str) -> None:
    stored, entry = kept(api, investigation_id, traceparent)

    assert stored["trace_id"] == entry["trace_id"] == TRACE_ID


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        TRACE_ID,
        f"ff-{PARENT}",
        f"0-{PARENT}",
        f"00-{PARENT}-more",
        f"01-{PARENT}more",
        f"00-{PARENT.upper()}",
        f"00-{PARENT[1:]}",
        f"00-{PARENT}, 00-{PARENT}",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID}-00f067aa0ba902b7",
        f"00-{TRACE_ID}-00f067aa0ba902b7-0g",
    ],
)
def test_a_traceparent_that_is_not_valid_is_ignored(api: Api, investigation_id: str, traceparent: str) -> None:
    stored, entry = kept(api, investigation_id, traceparent)

    assert "trace_id" not in stored
    assert "trace_id" not in entry


def test_exports_name_the_trace_and_the_chain_covers_it(api: Api, investigation_id: str) -> None:
    kept(api, investigation_id, f"00-{PARENT}")

    lines = [json.loads(line) for line in api.audit(investigation_id, "/export").text.splitlines()]

    assert [line["trace_id"] for line in lines] == [None, TRACE_ID]
    assert document(api.audit(investigation_id, "/verify"))["valid"]


def test_changes_of_templates_keep_the_trace(api: Api, settings: Document) -> None:
    body = {"name": "traced", "settings": settings}
    template = document(api.call("POST", "/templates", {"traceparent": f"00-{PARENT}"}, json=body), 201)

    (entry,) = document(api.call("GET", f"/templates/{template['template_id']}/audit"))["items"]

    assert entry["trace_id"] == TRACE_ID
