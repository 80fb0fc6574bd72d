"""Bodies and queries, read by webargs and checked by marshmallow, with our errors in place of theirs."""

from collections.abc import Callable
from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from marshmallow import ValidationError as MarshmallowError
from webargs import missing
from webargs.flaskparser import FlaskParser

from .. import errors
from ..domain.investigations.sections import field_errors
from .problems import MEDIA_TYPE
from .rate_limit import LIMIT_HEADERS, count_poll
from .request_body import parse_json, request_body
from .schemas import Problem

_NEED_BODY = ("PUT", "PATCH")
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
MEDIA_TYPES = ("application/json", "application/merge-patch+json")


class StrictParser(FlaskParser):
    """Refuses unknown members, unknown or repeated parameters (422), unreadable JSON (400), other media types (415)."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the base class declares it

    def load_json(self, req: Request, schema: Schema) -> Any:
        body = json_body()
        if body is missing and req.method in _NEED_BODY:
            raise errors.BadRequest(f"A {req.method} needs a body.")
        return body

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        query = super().load_querystring(req, schema)
        repeated = {name for name, values in req.args.lists() if len(values) > 1} - query.multiple_keys
        if repeated:
            raise errors.ValidationError([(name, "Given more than once.") for name in sorted(repeated)])
        return query

    def handle_error(
        self, error: MarshmallowError, req: Any, schema: Any, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        (messages,) = error.normalized_messages().values()
        raise errors.ValidationError(field_errors(messages, "")) from None


def json_body() -> Any:
    """Return the request's JSON, webargs' `missing` when there is no body."""
    body = request_body()
    if not body:
        return missing
    if request.mimetype not in MEDIA_TYPES:
        raise errors.UnsupportedMediaType(f"Send {' or '.join(MEDIA_TYPES)}, not {request.mimetype or 'nothing'}.")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise errors.UnsupportedMediaType("Send the body without a Content-Encoding.")
    return parse_json(body)


def require_text_in_query() -> None:
    """Raise BadRequest for a query of bytes that are no text; werkzeug fails on them wherever it is looked at first."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise errors.BadRequest("The query is not UTF-8.") from None


class ApiBlueprint(Blueprint):
    """A blueprint whose views declare what they take; what none of them declares is refused."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(
        self, name: str, import_name: str, *, authenticate: Callable[[], None] | None = None, **options: Any
    ) -> None:
        """authenticate: asked before anything else of a request is looked at; None for what everybody may see."""
        super().__init__(name, import_name, **options)
        self._usual_problems = (422,) if authenticate is None else (401, 403, 422, 503)
        self.before_request(require_text_in_query)
        if authenticate is not None:
            self.before_request(authenticate)
            self.before_request(count_poll)
        self.before_request(self._refuse_undeclared_query)
        self.before_request(self._refuse_undeclared_body)

    def problems(self, *statuses: int) -> Callable[[Any], Any]:
        """Document the errors of a view beside those that every view has."""

        def decorate(view: Any) -> Any:
            for status in sorted({*statuses, *self._usual_problems}):
                headers = LIMIT_HEADERS if status == 429 else None
                documented = self.alt_response(status, schema=Problem, content_type=MEDIA_TYPE, headers=headers)
                view = documented(view)
            return view

        return decorate

    def _refuse_undeclared_query(self) -> None:
        if request.args and "query" not in self._declared():
            raise errors.ValidationError([(name, "Unknown field.") for name in request.args])

    def _refuse_undeclared_body(self) -> None:
        """Let commands that take nothing be sent nothing, or an empty object."""
        if request.method not in _WITH_BODY or "json" in self._declared():
            return
        body = json_body()
        if body is missing:
            return
        if not isinstance(body, dict):
            raise errors.ValidationError([("", "Invalid input type.")])
        if body:
            raise errors.ValidationError([(name, "Unknown field.") for name in body])

    def _declared(self) -> set[str]:
        """Return where the view that is called takes arguments from: of `query` and `json`."""
        endpoint = (request.endpoint or "").rpartition(".")[2]
        method = "get" if request.method == "HEAD" else request.method.lower()
        docs = self._docs.get(endpoint, {}).get(method, {})
        places = {each["in"] for each in docs.get("arguments", {}).get("parameters", ())}
        return places | ({"json"} if "requestBody" in docs.get("manual_doc", {}) else set())
