"""The history: list past investigations, archive and restore them (contract section 9)."""

from typing import Any

from flask import Response

from ..domain.history import bulk, listing
from ..domain.history.archive import archive_investigation, restore_investigation
from ..domain.history.overview import list_users, read_overview
from ..web import schemas
from ..web.auth import caller, may_manage, may_write, principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.responses import JSON, json_response, outcome_response
from ..web.service import current_service

blueprint = ApiBlueprint("history", __name__, authenticate=require_principal, description="History of investigations")


@blueprint.route("/history", methods=["GET"])
@blueprint.arguments(schemas.HistoryQuery, location="query")
@blueprint.response(200, schemas.HistoryPage)
@blueprint.problems(400)
def list_history(query: dict[str, Any]) -> Response:
    """List the caller's investigations; active ones unless `archived` says otherwise.

    `sort` takes any column, `-` descends; missing values come first when ascending. `q` searches name and id.
    `next_cursor` leads to the next page at the same cost at any depth; it is valid only for the same filters and sort.
    """
    return json_response(listing.list_history(current_service().store, principal(), query))


@blueprint.route("/history/<investigation_id>", methods=["GET"])
@blueprint.response(200, schemas.HistoryEntry)
@blueprint.problems(404)
def read_entry(investigation_id: str) -> Response:
    """Show one investigation as the list does, and the actions possible on it."""
    return json_response(listing.read_entry(current_service().store, principal(), investigation_id))


@blueprint.route("/history/<investigation_id>/archive", methods=["POST"])
@blueprint.needs(may_manage)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409)
def archive(investigation_id: str) -> Response:
    """Archive the investigation. It leaves the active lists and accepts no changes until it is restored."""
    return outcome_response(archive_investigation(current_service().store, caller(), investigation_id))


@blueprint.route("/history/<investigation_id>/restore", methods=["POST"])
@blueprint.needs(may_manage)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409)
def restore(investigation_id: str) -> Response:
    """Bring an archived investigation back into the active lists."""
    return outcome_response(restore_investigation(current_service().store, caller(), investigation_id))


@blueprint.route("/history/archive", methods=["POST"])
@blueprint.needs(may_write)
@blueprint.arguments(schemas.ArchiveMany)
@blueprint.response(200, schemas.ArchivedMany)
@blueprint.problems(400, 409, 413, 415)
def archive_many(members: dict[str, Any]) -> Response:
    """Archive up to 100 investigations at once. The response names those that cannot be archived."""
    outcome = bulk.archive_many(current_service().store, caller(), members["investigation_ids"])
    return Response(outcome.body, content_type=JSON)


@blueprint.route("/history/bulk", methods=["POST"])
@blueprint.needs(may_write)
@blueprint.arguments(schemas.BulkAction)
@blueprint.response(200, schemas.BulkOutcome)
@blueprint.problems(400, 409, 413, 415)
def run_bulk_action(members: dict[str, Any]) -> Response:
    """Archive, restore, cancel, retry or delete up to 100 investigations. The response has an outcome for each.

    Each investigation is changed on its own: one that refuses the action does not stop the others.
    """
    outcome = bulk.act_on_many(current_service().store, caller(), members["action"], members["investigation_ids"])
    return Response(outcome.body, content_type=JSON)


@blueprint.route("/overview", methods=["GET"])
@blueprint.arguments(schemas.OverviewQuery, location="query")
@blueprint.response(200, schemas.Overview)
@blueprint.problems()
def overview(query: dict[str, Any]) -> Response:
    """Count the investigations created in the last days by day, status and risk; archived ones are left out.

    `severities` and `tools` are those of the newest investigations that ended, `examined` of them; `tools` has the
    slowest first. `is_complete` is false with 20,000 investigations or more: the newest 20,000 are counted.
    """
    return json_response(read_overview(current_service().store, principal(), query))


@blueprint.route("/users", methods=["GET"])
@blueprint.arguments(schemas.UsersQuery, location="query")
@blueprint.response(200, schemas.UserList)
@blueprint.problems()
def users(query: dict[str, Any]) -> Response:
    """List the users that have investigations, and how many, for admins. `cursor` is `next_cursor` of a page."""
    return json_response(list_users(current_service().store, principal(), query))
