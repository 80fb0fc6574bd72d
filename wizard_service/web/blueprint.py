"""Blueprints whose views declare the query and body they accept; marshmallow validates them on the way in."""

from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from marshmallow import ValidationError as MarshmallowError
from webargs import missing
from webargs.flaskparser import FlaskParser

from ..domain.bounded import refuse_many_unknown
from ..domain.investigations.sections import field_errors
from ..errors import BadRequest, ValidationError
from ..process.cooperative import enter_flow
from .auth import Authenticate, Right, is_authenticated, require_right
from .openapi.view_docs import Decorator, View, documented, without_wrapper
from .problems import MEDIA_TYPE
from .query_params import require_text_query
from .rate_limit import LIMIT_HEADERS, count_request, count_write_request
from .request_body import json_body, limit_anonymous_body
from .schemas import Problem
from .service import Service, current_service

_NEED_BODY = ("PUT", "PATCH")
# One instance for all responses, because making and copying one takes a millisecond.
_PROBLEM = Problem()
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


class StrictParser(FlaskParser):
    """Refuses unknown members, unknown or repeated parameters (422), malformed JSON (400), other media types (415)."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the base class declares it

    def load_json(self, req: Request, schema: Schema) -> Any:
        body = json_body()
        if body is missing and req.method in _NEED_BODY:
            raise BadRequest(f"A {req.method} needs a body.")
        refuse_many_unknown(schema, body)
        return body

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        query = super().load_querystring(req, schema)
        repeated = {name for name, values in req.args.lists() if len(values) > 1} - query.multiple_keys
        if repeated:
            raise ValidationError([(name, "Given more than once.") for name in sorted(repeated)])
        return query

    def handle_error(
        self, error: MarshmallowError, req: Any, schema: Any, *, error_status_code: Any, error_headers: Any
    ) -> NoReturn:
        (messages,) = error.normalized_messages().values()
        raise ValidationError(field_errors(messages, "")) from None


class ApiBlueprint(Blueprint):
    """A part of the API: one hook prepares each request, and decorators document the views without wrapping them."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        authenticate: Authenticate | None = None,
        rate_limited: bool = False,
        **options: Any,
    ) -> None:
        """Create a blueprint.

        authenticate: called before the arguments are checked; None for views without credentials.

        rate_limited: whether requests count as polls.
        """
        super().__init__(name, import_name, **options)
        self.rate_limited = rate_limited
        self._authenticate = authenticate
        self._usual_problems = {422} if authenticate is None else {401, 403, 422, 503}
        self._usual_problems |= {429} if rate_limited else set()
        self._accepted: dict[tuple[str, str], frozenset[str]] = {}
        self._rights: dict[str, Right] = {}
        self.before_request(self._prepare_request)

    def arguments(self, schema: type[Schema], **options: Any) -> Decorator:
        """Load an argument of the view, with one instance of the schema for all requests."""
        decorator = super().arguments(schema(), **options)
        return lambda view: documented(decorator, view)

    def route(self, rule: str, **options: Any) -> Decorator:
        """Register a view, and document the errors of bodies and changes that are too slow or large, where possible."""
        register: Decorator = super().route(rule, **options)
        if not {*options["methods"]} & {*_WITH_BODY}:
            return register
        too_slow, too_large = (
            self.alt_response(status, schema=_PROBLEM, content_type=MEDIA_TYPE) for status in (408, 413)
        )
        return lambda view: register(too_slow(too_large(view)))

    def response(self, *arguments: Any, **options: Any) -> Decorator:
        """Document the response of a view, which returns a complete Response itself."""
        return without_wrapper(super().response(*arguments, **options))

    def alt_response(self, *arguments: Any, **options: Any) -> Decorator:
        """Document another response of a view."""
        return without_wrapper(super().alt_response(*arguments, **options))

    @staticmethod
    def doc(**options: Any) -> Decorator:
        """Document what cannot be derived from the view."""
        return without_wrapper(Blueprint.doc(**options))

    def problems(self, *statuses: int) -> Decorator:
        """Document the errors of a view in addition to those of every view of the blueprint."""

        def decorate(view: View) -> View:
            for status in sorted({*statuses, *self._usual_problems}):
                headers = LIMIT_HEADERS if status == 429 else None
                view = self.alt_response(status, schema=_PROBLEM, content_type=MEDIA_TYPE, headers=headers)(view)
            return view

        return decorate

    def needs(self, right: Right) -> Decorator:
        """Check a right of the caller before the view's arguments are loaded."""

        def decorate(view: View) -> View:
            self._rights[view.__name__] = right
            return view

        return decorate

    def _prepare_request(self) -> None:
        if request.query_string:
            require_text_query()
        service = current_service()
        if self._authenticate is not None:
            self._authenticate(service)
        else:
            enter_flow(f"address {request.remote_addr}")
        if self.rate_limited:
            count_request(service)
        if not is_authenticated():
            limit_anonymous_body()
        elif request.method in _WITH_BODY:
            count_write_request(service)
        if request.args and "query" not in self._accepted_arguments():
            raise ValidationError([(name, "Unknown field.") for name in request.args])
        if request.method in _WITH_BODY:
            self._prepare_body(service)

    def _prepare_body(self, service: Service) -> None:
        right = self._rights.get(_view_name())
        if right is not None:
            require_right(service, right)
        if "json" not in self._accepted_arguments():
            _require_empty_body()

    def _accepted_arguments(self) -> frozenset[str]:
        """Return which of `query` and `json` the view of the current request declares."""
        endpoint = _view_name()
        method = "get" if request.method == "HEAD" else request.method.lower()
        if (endpoint, method) not in self._accepted:
            docs = self._docs.get(endpoint, {}).get(method, {})
            locations = {parameter["in"] for parameter in docs.get("arguments", {}).get("parameters", ())}
            locations |= {"json"} if "requestBody" in docs.get("manual_doc", {}) else set()
            self._accepted[endpoint, method] = frozenset(locations)
        return self._accepted[endpoint, method]


def _view_name() -> str:
    return (request.endpoint or "").rpartition(".")[2]


def _require_empty_body() -> None:
    """Accept no body or an empty object for a command without arguments."""
    body = json_body()
    if body is missing:
        return
    if not isinstance(body, dict):
        raise ValidationError([("", "Invalid input type.")])
    if body:
        raise ValidationError([(name, "Unknown field.") for name in body])
