"""Answers to what executors ask (contract section 11)."""

from typing import Any

from flask import Response

from ...domain.inputs import answers
from ...web import schemas
from ...web.auth import caller, require_principal
from ...web.blueprint import ApiBlueprint
from ...web.responses import outcome_response
from ...web.service import current_service

blueprint = ApiBlueprint(
    "inputs", __name__, authenticate=require_principal, description="Answering the questions of executors"
)


@blueprint.route("/<investigation_id>/inputs/<request_id>", methods=["POST"])
@blueprint.needs(answers.may_give)
@blueprint.arguments(schemas.GiveInput)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 413, 415)
def give_input(members: dict[str, Any], investigation_id: str, request_id: str) -> Response:
    """Answer an open input. The first answer counts; a later one is refused with the answer that counts and its actor.

    An answer must be true or false for `confirm`, one of the `options` for `choice`, a string for `text` and an object
    for `form`, and suit the `schema` of the input.
    """
    service, answer = current_service(), members["answer"]
    limits = service.config.state
    return outcome_response(answers.give(service.store, limits, caller(), investigation_id, request_id, answer))
