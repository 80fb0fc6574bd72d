"""Starting executors: tokens for them, and the example that runs on the machine of the service."""

from flask import Response, request

from ...domain.executors import tokens
from ...domain.investigations.access import get_readable
from ...errors import FeatureDisabled
from ...web import schemas
from ...web.auth import principal, require_principal
from ...web.blueprint import ApiBlueprint
from ...web.origins import is_from_this_machine
from ...web.responses import json_response, no_content
from ...web.service import Service, current_service

blueprint = ApiBlueprint(
    "executor_tokens", __name__, authenticate=require_principal, description="Tokens for executors"
)
example_blueprint = ApiBlueprint(
    "example", __name__, authenticate=require_principal, description="The example executor, on this machine"
)


@blueprint.route("/<investigation_id>/executor-token", methods=["POST"])
@blueprint.needs(tokens.may_issue)
@blueprint.response(201, schemas.ExecutorToken)
@blueprint.problems(404, 409)
def issue(investigation_id: str) -> Response:
    """Issue a token for an executor of this investigation alone, valid for an hour.

    Only the owner and editors get one; it ends with their right to edit. The service does not store it.
    """
    service = current_service()
    issued = tokens.issue(service.store, service.config.auth, principal(), investigation_id)
    response = json_response(issued, 201)
    response.headers["Cache-Control"] = "no-store"
    return response


@example_blueprint.route("/<investigation_id>/example", methods=["GET"])
@example_blueprint.response(200, schemas.Example)
@example_blueprint.problems(404)
def describe(investigation_id: str) -> Response:
    """Return the command that runs the example executor for this investigation, and settings that fit its data."""
    service = current_service()
    get_readable(service.store, principal(), investigation_id, ("user_id",))
    _require_local(service)
    return json_response(service.example.describe(request.host_url.rstrip("/"), investigation_id))


@example_blueprint.route("/<investigation_id>/example", methods=["POST"])
@example_blueprint.needs(tokens.may_issue)
@example_blueprint.response(204)
@example_blueprint.problems(404, 409)
def start(investigation_id: str) -> Response:
    """Start the example executor for this investigation, on the machine of the service."""
    service = current_service()
    _require_local(service)
    service.example.start(service.store, principal(), _own_url(), investigation_id)
    return no_content()


def _require_local(service: Service) -> None:
    """Raise FeatureDisabled for a client on another machine, and for all where the setting is empty."""
    if not (service.config.server.example_command and is_from_this_machine()):
        detail = "The example executor is for the machine the service runs on, when WIZARD_EXAMPLE_COMMAND is set."
        raise FeatureDisabled(detail)


def _own_url() -> str:
    # The caller may reach the service through a forwarded port, where another program listens on this machine.
    name, port = request.environ["SERVER_NAME"], request.environ["SERVER_PORT"]
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
