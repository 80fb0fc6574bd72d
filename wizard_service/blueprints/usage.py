"""The limits of this installation, and how much of them the caller has used (contract section 10)."""

from flask import Response, request

from ..domain.quotas.usage import rate, read_usage
from ..web import schemas
from ..web.auth import principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.client_config import client_config, client_config_etag
from ..web.conditional import conditional_response, is_unchanged
from ..web.responses import json_response
from ..web.service import current_service

blueprint = ApiBlueprint(
    "usage", __name__, authenticate=require_principal, description="How much of the quotas the caller has used"
)
config_blueprint = ApiBlueprint("configuration", __name__, description="The configuration that clients need")


@blueprint.route("/usage", methods=["GET"])
@blueprint.response(200, schemas.Usage)
@blueprint.problems()
def usage() -> Response:
    """Return the caller's stored amounts and quotas, and the rate limits on writes and tickets.

    `limit` and `remaining` are null where there is no limit. Stored bytes include events, earlier versions and the
    audit trail. Retention deletes the trail later than the investigation, so a deletion does not free all its bytes at
    once.
    """
    service, user_id = current_service(), principal().user_id
    stored = read_usage(service.store, service.config.quotas, user_id)
    limiters = {"writes": service.write_limiter, "tickets": service.ticket_limiter}
    rates = {
        name: rate("host", limiter.limit, limiter.window_s, limiter.remaining(user_id))
        for name, limiter in limiters.items()
    }
    return json_response({"user_id": user_id} | stored | rates)


@config_blueprint.route("/client-config", methods=["GET"])
@config_blueprint.doc(security=[])
@config_blueprint.response(200, schemas.ClientConfig)
@config_blueprint.alt_response(304, description="Unchanged since the ETag in If-None-Match")
@config_blueprint.problems(412)
def read_client_config() -> Response:
    """Return the addresses, intervals, features and limits of this installation. No token is needed."""
    body = client_config(current_service().config, request.host_url, request.script_root)
    etag = client_config_etag(body)
    return conditional_response(body, etag, is_unchanged).to_flask()
