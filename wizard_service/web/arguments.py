"""Bodies and queries, read by webargs and checked by marshmallow, with our errors in place of theirs."""

from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from marshmallow import ValidationError as MarshmallowError
from webargs import missing
from webargs.flaskparser import FlaskParser

from .. import errors
from ..domain.sections import field_errors
from .strict_json import parse_json

# A state's limit is 500 KB by default; a list of 100 reports with long lines stays well below this.
MAX_BODY_BYTES = 8 * 1024 * 1024


class StrictParser(FlaskParser):
    """Refuses unknown members and parameters with 422, unreadable JSON with 400, other media types with 415."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the base class declares it

    def load_json(self, req: Request, schema: Schema) -> Any:
        return json_body()

    def handle_error(
        self, error: MarshmallowError, req: Any, schema: Any, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        (messages,) = error.normalized_messages().values()
        raise errors.ValidationError(field_errors(messages, "")) from None


def json_body() -> Any:
    """Return the request's JSON, webargs' `missing` when there is no body."""
    body = request.get_data(cache=True)
    if not body:
        return missing
    subtype = request.mimetype.removeprefix("application/")
    if subtype == request.mimetype or not (subtype == "json" or subtype.endswith("+json")):
        raise errors.UnsupportedMediaType(f"Send application/json, not {request.mimetype or 'nothing'}.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise errors.UnsupportedMediaType("Send the body without a Content-Encoding.")
    return parse_json(body)


class ApiBlueprint(Blueprint):
    """A blueprint whose views declare what they take; what none of them declares is refused."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.before_request(self._limit_body)
        self.before_request(self._refuse_undeclared_query)

    @staticmethod
    def _limit_body() -> None:
        request.max_content_length = MAX_BODY_BYTES

    def _refuse_undeclared_query(self) -> None:
        endpoint = (request.endpoint or "").rpartition(".")[2]
        declared = self._docs.get(endpoint, {}).get(request.method.lower(), {}).get("arguments", {})
        if request.args and not any(each["in"] == "query" for each in declared.get("parameters", ())):
            raise errors.ValidationError([(name, "Unknown field.") for name in request.args])
