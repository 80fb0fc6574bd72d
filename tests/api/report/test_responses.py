"""The report of an investigation over HTTP: formats, readers and headers (contract section 11)."""

import pytest

from tests.support.api.audit import settle
from tests.support.api.client import Api, ApiFor, document, problem, wrong_fields
from tests.support.api.report_document import FORMATS, every_format, report


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/markdown", "text/markdown"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/html;q=0.1, text/markdown;q=0.2", "text/markdown"),
        ("*/*", "text/markdown"),
        ("application/json", "text/markdown"),
    ],
)
def test_accept_selects_the_format(api: Api, accept: str, media_type: str) -> None:
    response = report(api, api.created(), Accept=accept)

    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert "Accept" in response.headers["Vary"].split(", ")


@every_format
def test_the_parameter_format_overrides_accept(api: Api, name: str) -> None:
    response = report(api, api.created(), name, Accept="text/markdown, text/html;q=0.9")

    assert response.mimetype == FORMATS[name]


def test_an_unknown_format_is_refused(api: Api) -> None:
    investigation_id = api.created()

    assert wrong_fields(report(api, investigation_id, "pdf")) == {"format"}
    assert wrong_fields(api.call("GET", f"/{investigation_id}/report?lang=en")) == {"lang"}


@every_format
def test_the_tag_of_a_report_is_that_of_the_state(api: Api, completed: str, name: str) -> None:
    tag = api.get(completed).headers["ETag"]

    response = report(api, completed, name)

    assert response.headers["ETag"] == tag
    assert report(api, completed, name, **{"If-None-Match": tag}).status_code == 304
    api.changed(completed, wizard_step="RESULTS")
    assert report(api, completed, name, **{"If-None-Match": tag}).status_code == 200


@every_format
def test_a_refused_attempt_and_a_read_leave_a_report_and_its_tag_as_they_are(
    api: Api, api_for: ApiFor, completed: str, name: str
) -> None:
    viewer = api_for()
    api.share(completed, viewer.user_id, "viewer")
    before = report(api, completed, name)

    problem(viewer.put(completed, {"settings": {}}, {"If-Match": "*"}), 403, "forbidden")
    problem(api.put(completed, {"status": "ERROR"}, {"If-Match": '"stale"'}), 412, "precondition_failed")
    settle(api.client.application)
    after = report(api, completed, name)

    assert document(api.audit(completed, "/refused"))["items"]
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)


@every_format
def test_head_has_the_headers_and_no_body(api: Api, completed: str, name: str) -> None:
    got = report(api, completed, name)

    head = api.call("HEAD", f"/{completed}/report", query_string={"format": name})

    assert (head.status_code, head.data) == (200, b"")
    for header in ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Content-Security-Policy"):
        assert head.headers[header] == got.headers[header]


@every_format
def test_a_report_has_a_file_name_and_a_policy(api: Api, completed: str, name: str) -> None:
    headers = report(api, completed, name).headers

    assert headers["Content-Disposition"] == f'inline; filename="{completed}-report.{name}"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


def test_viewers_executors_and_admins_read_a_report_and_others_do_not(
    api: Api, api_for: ApiFor, completed: str
) -> None:
    viewer = api_for()
    api.share(completed, viewer.user_id, "viewer")

    for reader in (viewer, api_for(None, "wizard:run"), api_for(None, "wizard:admin")):
        assert report(reader, completed).data == report(api, completed).data
    problem(report(api_for(), completed), 404, "not_found")
    problem(report(api_for(api.user_id, "wizard:write"), completed), 403, "forbidden")
    problem(report(api_for(), completed, **{"If-None-Match": "*"}), 404, "not_found")
