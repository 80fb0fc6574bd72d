"""The report of an investigation for people (contract section 11)."""

from typing import Any

from flask import Response, request

from ...domain.report import html
from ...domain.report.rendering import HTML, MARKDOWN, render_report, report_etag
from ...web import schemas
from ...web.auth import principal, require_principal
from ...web.blueprint import ApiBlueprint
from ...web.conditional import is_conditional, is_unchanged, not_modified, with_validator
from ...web.service import current_service

_TEXT = {"schema": {"type": "string"}}
_DOCUMENT = {"description": "The report as a document", "content": {MARKDOWN: _TEXT, HTML: _TEXT}}
_MEDIA_TYPES = {"md": MARKDOWN, "html": HTML}
# The console shows the page in a frame.
_POLICY = f"{html.POLICY}; frame-ancestors 'self'"

blueprint = ApiBlueprint(
    "report", __name__, authenticate=require_principal, description="The report of an investigation"
)


@blueprint.route("/<investigation_id>/report", methods=["GET"])
@blueprint.arguments(schemas.ReportQuery, location="query")
@blueprint.doc(responses={"200": _DOCUMENT})
@blueprint.alt_response(304, description="Unchanged since the ETag in If-None-Match")
@blueprint.problems(404, 412)
def read(query: dict[str, Any], investigation_id: str) -> Response:
    """Return settings, timeline, findings, risk and who did what as Markdown or as a self-contained HTML page.

    Without `format` it is what `Accept` prefers, Markdown when it prefers neither. Times are RFC 3339 in UTC. The ETag
    is that of the state, with an addition once retention has deleted entries of the audit trail.
    """
    service, user = current_service(), principal()
    media_type = _requested_media_type(query.get("format"))
    if is_conditional():
        etag = report_etag(service.store, user, investigation_id)
        if is_unchanged(etag):
            return _varying(not_modified(etag))
    report = render_report(service.store, user, investigation_id, media_type)
    service.last_accessed.record(investigation_id)
    response = with_validator(Response(report.body, content_type=f"{media_type}; charset=utf-8"), report.etag)
    response.headers |= {
        # An id has only characters that are safe in the name of a file.
        "Content-Disposition": f'inline; filename="{investigation_id}-report.{_suffix(media_type)}"',
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
    }
    return _varying(response)


def _requested_media_type(name: str | None) -> str:
    if name is not None:
        return _MEDIA_TYPES[name]
    return request.accept_mimetypes.best_match((MARKDOWN, HTML)) or MARKDOWN


def _suffix(media_type: str) -> str:
    return next(suffix for suffix, named in _MEDIA_TYPES.items() if named == media_type)


def _varying(response: Response) -> Response:
    response.headers["Vary"] += ", Accept"
    return response
