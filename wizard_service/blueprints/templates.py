"""Templates: settings for reuse, with placeholders (contract section 9)."""

from typing import Any

from flask import Response, request

from ..domain.identity.caller import Outcome
from ..domain.templates import editing, reading
from ..domain.templates.apply import apply_template, fill_investigation
from ..domain.templates.records import template_etag, template_json
from ..web import schemas
from ..web.auth import caller, may_change_template, may_write, principal, require_feature
from ..web.blueprint import ApiBlueprint
from ..web.conditional import conditional_response, is_unchanged, requested_precondition
from ..web.responses import JSON, json_response, no_content, outcome_response
from ..web.service import current_service

blueprint = ApiBlueprint(
    "templates",
    __name__,
    authenticate=require_feature("templates", "Templates are disabled."),
    description="Templates for investigations",
)


@blueprint.route("/templates", methods=["GET"])
@blueprint.arguments(schemas.TemplateListQuery, location="query")
@blueprint.response(200, schemas.TemplatePage)
@blueprint.problems()
def list_templates(query: dict[str, Any]) -> Response:
    """List the caller's templates; `q` searches name and description, `sort` takes any column, `-` descends."""
    return json_response(reading.list_templates(current_service().store, principal(), query))


@blueprint.route("/templates", methods=["POST"])
@blueprint.needs(may_write)
@blueprint.arguments(schemas.OnConflict, location="query")
@blueprint.arguments(schemas.CreateTemplate)
@blueprint.response(201, schemas.Template)
@blueprint.alt_response(200, schema=schemas.Template, description="The template that had the name")
@blueprint.problems(400, 404, 409, 410, 413, 415)
def create(query: dict[str, Any], members: dict[str, Any]) -> Response:
    """Create a template from given settings, or from those of an investigation, now or at an earlier version."""
    service, overwrite = current_service(), "on_conflict" in query
    outcome = editing.create(service.store, service.config.state, caller(), members, overwrite=overwrite)
    response = _template_response(outcome)
    if outcome.is_new:
        response.status_code = 201
        response.headers["Location"] = f"{request.script_root}{request.path}/{outcome.investigation_id}"
    return response


@blueprint.route("/templates/<template_id>", methods=["GET"])
@blueprint.arguments(schemas.TemplateVersionQuery, location="query")
@blueprint.response(200, schemas.Template)
@blueprint.alt_response(304, description="Unchanged since the ETag in If-None-Match")
@blueprint.problems(404, 412)
def read(query: dict[str, Any], template_id: str) -> Response:
    """Return the template or an earlier `version` of it; versions of a deleted template can be read too."""
    store = current_service().store
    if "version" in query:
        earlier = reading.read_version(store, principal(), template_id, query["version"])
        return Response(template_json(earlier), content_type=JSON)
    row = reading.read_template(store, principal(), template_id)
    return conditional_response(template_json(row), template_etag(row, store.epoch), is_unchanged).to_flask()


@blueprint.route("/templates/<template_id>/versions", methods=["GET"])
@blueprint.response(200, schemas.TemplateVersions)
@blueprint.problems(404)
def list_versions(template_id: str) -> Response:
    """List the versions and how each was made, newest first."""
    return json_response({"versions": reading.list_versions(current_service().store, principal(), template_id)})


@blueprint.route("/templates/<template_id>", methods=["PUT"])
@blueprint.needs(may_change_template)
@blueprint.arguments(schemas.OnConflict, location="query")
@blueprint.arguments(schemas.ReplaceTemplate)
@blueprint.response(200, schemas.Template)
@blueprint.problems(400, 404, 409, 412, 413, 415)
def replace(query: dict[str, Any], members: dict[str, Any], template_id: str) -> Response:
    """Replace each given member as a whole; absent members stay. If-Match or `version` is an optional precondition."""
    service = current_service()
    precondition = requested_precondition(members.pop("version", None))
    overwrite = "on_conflict" in query
    limits = service.config.state
    outcome = editing.replace(service.store, limits, caller(), template_id, members, precondition, overwrite=overwrite)
    return _template_response(outcome)


@blueprint.route("/templates/<template_id>", methods=["DELETE"])
@blueprint.needs(may_change_template)
@blueprint.response(204)
@blueprint.problems(400, 404, 409, 412)
def delete(template_id: str) -> Response:
    """Delete the template; it can be restored. If-Match is an optional precondition."""
    editing.delete(current_service().store, caller(), template_id, requested_precondition(None))
    return no_content()


@blueprint.route("/templates/<template_id>/restore", methods=["POST"])
@blueprint.needs(may_change_template)
@blueprint.arguments(schemas.OnConflict, location="query")
@blueprint.response(200, schemas.Template)
@blueprint.problems(400, 404, 409)
def restore(query: dict[str, Any], template_id: str) -> Response:
    """Restore a deleted template."""
    service = current_service()
    overwrite = "on_conflict" in query
    return _template_response(
        editing.restore(service.store, service.config.state, caller(), template_id, overwrite=overwrite)
    )


@blueprint.route("/templates/<template_id>/apply", methods=["POST"])
@blueprint.needs(may_change_template)
@blueprint.arguments(schemas.ApplyTemplate)
@blueprint.response(201, schemas.State)
@blueprint.alt_response(200, schema=schemas.State, description="The existing investigation with its new settings")
@blueprint.problems(400, 404, 409, 412, 413, 415)
def apply(members: dict[str, Any], template_id: str) -> Response:
    """Create an investigation from the template, in SETTINGS, with a value for each placeholder.

    With If-Match or `version`, the settings of the existing investigation `investigation_id` are replaced instead.
    """
    service = current_service()
    precondition = requested_precondition(members.pop("version", None))
    if precondition.names_version:
        limits = service.config.state
        return outcome_response(fill_investigation(service.store, limits, caller(), template_id, members, precondition))
    return outcome_response(apply_template(service.store, service.config.state, caller(), template_id, members), 201)


def _template_response(outcome: Outcome) -> Response:
    response = Response(outcome.body, content_type=JSON)
    response.headers["ETag"] = outcome.etag
    return response
