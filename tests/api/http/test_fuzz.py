"""No request is answered with a 5xx, and every refusal is a problem document (contract section 1)."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.support.api.client import JSON, PROBLEM, Api, Document, event

# The same examples in every run. The client and its user are shared by all examples on purpose.
fuzz = hypothesis.settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
WORDS = ["SETTINGS", "PROGRESS", "COMPLETED", "ERROR", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "\u0000"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS)
NAMES = st.text(max_size=8) | st.sampled_from(["wizard_step", "settings", "progress", "phases", "version", "data"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
LATIN_1 = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))
HEADERS = st.dictionaries(
    st.sampled_from(
        ["If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "X-Request-ID", "Content-Type", "Host"]
    ),
    LATIN_1 | st.integers().map('"e.{}"'.format),
    max_size=3,
)
PROGRESS: Document = {
    "overall_progress": 1,
    "phases": [{"phase_name": "a", "status": "running", "started_at": "2026-01-01T00:00:00Z"}],
    "agents": [{"agent_name": "x", "status": "busy", "logs": ["line"]}],
    "tools_executed": [{"tool_name": "t", "status": "PENDING", "duration_ms": 1}],
}
REPORTS = [
    event("progress_updated", percent_complete=1, current_phase="a", phase_details=[1]),
    event("phase_changed", from_phase="a", to_phase="b", from_phase_duration_ms=1),
    event("tool_execution_started", tool_name="t", tool_config={"a": 1}),
    event("tool_execution_completed", tool_name="t", status="COMPLETED", duration_ms=1),
    event("tool_execution_error", tool_name="t", error_message="m", retryable=True),
    event("agent_updated", agent_name="x", status="busy", progress=1),
    event("log_appended", lines=[{"message": "m", "level": "info", "agent_name": "x"}]),
    event("error_occurred", "2026-01-01T00:00:00Z", error_message="m", recoverable=True),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside a document."""
    yield path
    members: Any = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for name, inner in members:
        yield from places(inner, (*path, name))


@st.composite
def almost(draw: st.DrawFn, documents: list[Any]) -> Any:
    """Draw a valid document with something else in one place."""
    document = copy.deepcopy(draw(st.sampled_from(documents)))
    *way, last = draw(st.sampled_from([path for path in places(document) if path]))
    inner = document
    for name in way:
        inner = inner[name]
    inner[last] = draw(VALUES)
    return document


def check(response: TestResponse) -> None:
    assert response.status_code < 500, response.text
    assert response.status_code < 400 or response.mimetype == PROBLEM


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/investigations"), ("PUT", "/{}/state"), ("PATCH", "/{}/state")]
)
@fuzz
@hypothesis.given(data=st.data())
def test_no_state_gives_a_5xx(
    api: Api, settings: Document, results: Document, method: str, path: str, data: st.DataObject
) -> None:
    investigation_id = api.created(settings=settings)
    valid = [{"settings": settings}, {"progress": PROGRESS}, {"results": results}, {"wizard_step": "PROGRESS"}]

    value = data.draw(almost(valid) | VALUES)

    sent = {"If-Match": "*", "Content-Type": JSON}
    check(api.call(method, path.format(investigation_id), sent, data=json.dumps(value).encode()))
    check(api.get(investigation_id))
    check(api.poll(investigation_id))


@fuzz
@hypothesis.given(value=st.lists(almost(REPORTS), min_size=1, max_size=3) | almost([REPORTS]) | VALUES)
def test_no_report_gives_a_5xx(api: Api, settings: Document, value: Any) -> None:
    investigation_id = api.running(settings)

    check(api.call("POST", f"/{investigation_id}/events", {"Content-Type": JSON}, data=json.dumps(value).encode()))
    check(api.get(investigation_id))


COMMANDS: list[Document] = [{"step": "PROGRESS"}, {"direction": "back"}, {"version": 1}, {"investigation_id": "new"}]


@pytest.mark.parametrize("action", ["navigation", "restore", "fork", "retry", "cancel"])
@fuzz
@hypothesis.given(value=almost(COMMANDS) | VALUES, headers=HEADERS)
def test_no_command_gives_a_5xx(api: Api, settings: Document, action: str, value: Any, headers: dict[str, str]) -> None:
    investigation_id = api.created(settings=settings)

    sent = {"If-Match": "*", "Content-Type": JSON} | headers
    check(api.call("POST", f"/{investigation_id}/{action}", sent, data=json.dumps(value).encode()))
    check(api.call("GET", f"/{investigation_id}/checkpoint"))
    check(api.audit(investigation_id, "/verify"))


@pytest.mark.parametrize("path", ["state", "diff", "audit", "audit/refused", "audit/verify", "audit/export"])
@fuzz
@hypothesis.given(
    query=st.dictionaries(
        st.sampled_from(["at_version", "from", "to", "limit", "cursor", "actor", "action_type", "source"]),
        st.integers().map(str) | LATIN_1 | st.sampled_from(WORDS),
    )
)
def test_no_read_of_past_versions_gives_a_5xx(api: Api, path: str, query: dict[str, str]) -> None:
    check(api.call("GET", f"/{api.created()}/{path}", query_string=query))


@fuzz
@hypothesis.given(body=st.binary(max_size=200), headers=HEADERS)
def test_no_bytes_and_no_headers_give_a_5xx(api: Api, body: bytes, headers: dict[str, str]) -> None:
    own = f"/{api.created()}"
    for method, path in (("POST", "/investigations"), ("PUT", "/state"), ("GET", "/poll"), ("DELETE", "/state")):
        check(api.call(method, path if path == "/investigations" else own + path, headers, data=body))


@fuzz
@hypothesis.given(if_match=LATIN_1 | st.text("0123456789²³¹", min_size=1), if_none_match=LATIN_1)
def test_no_condition_gives_a_5xx(api: Api, if_match: str, if_none_match: str) -> None:
    investigation_id = api.created()
    prefix = api.get(investigation_id).headers["ETag"].rpartition(".")[0]

    check(api.get(investigation_id, {"If-None-Match": if_none_match}))
    check(api.put(investigation_id, {}, {"If-Match": if_match}))
    check(api.put(investigation_id, {}, {"If-Match": f'{prefix}.{if_match}"'}))


@fuzz
@hypothesis.given(query=LATIN_1, segment=LATIN_1)
def test_no_path_and_no_query_give_a_5xx(api: Api, query: str, segment: str) -> None:
    for path in (f"/{segment}/state", "/x/poll", "/healthz", "/no/such/route"):
        raw = {"PATH_INFO": api.base + path, "QUERY_STRING": query}
        check(api.call("GET", "/", environ_overrides=raw))
        check(api.call("GET", "/", environ_overrides=raw | {"QUERY_STRING": f"after={query}"}))


@fuzz
@hypothesis.given(header=LATIN_1)
def test_no_authorization_header_opens_anything_or_gives_a_5xx(api: Api, header: str) -> None:
    for value in (header, f"Bearer {header}", f"Bearer {header}.{header}.{header}"):
        assert api.get("x", {"Authorization": value}).status_code == 401
