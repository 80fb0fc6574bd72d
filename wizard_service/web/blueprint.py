"""Blueprints whose views declare the query and body they accept; marshmallow validates them on the way in."""

from collections.abc import Callable
from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from marshmallow import ValidationError as MarshmallowError
from webargs import missing
from webargs.flaskparser import FlaskParser

from ..domain.investigations.sections import field_errors
from ..errors import BadRequest, ValidationError
from .auth import Authenticate, is_authenticated, principal
from .problems import MEDIA_TYPE
from .query_params import require_text_query
from .rate_limit import LIMIT_HEADERS, count_request, count_write
from .request_body import json_body
from .schemas import Problem
from .service import current_service

_NEED_BODY = ("PUT", "PATCH")
# One instance for all responses, because making and copying one takes a millisecond.
_PROBLEM = Problem()
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
View = Callable[..., Any]
Decorator = Callable[[View], View]


class StrictParser(FlaskParser):
    """Refuses unknown members, unknown or repeated parameters (422), malformed JSON (400), other media types (415)."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the base class declares it

    def load_json(self, req: Request, schema: Schema) -> Any:
        body = json_body()
        if body is missing and req.method in _NEED_BODY:
            raise BadRequest(f"A {req.method} needs a body.")
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
        self.before_request(self._prepare_request)

    def arguments(self, schema: type[Schema], **options: Any) -> Decorator:
        """Load an argument of the view, with one instance of the schema for all requests."""
        decorator = super().arguments(schema(), **options)
        return lambda view: _documented(decorator, view)

    def response(self, *arguments: Any, **options: Any) -> Decorator:
        """Document the response of a view, which returns a complete Response itself."""
        return _without_wrapper(super().response(*arguments, **options))

    def alt_response(self, *arguments: Any, **options: Any) -> Decorator:
        """Document another response of a view."""
        return _without_wrapper(super().alt_response(*arguments, **options))

    @staticmethod
    def doc(**options: Any) -> Decorator:
        """Document what cannot be derived from the view."""
        return _without_wrapper(Blueprint.doc(**options))

    def problems(self, *statuses: int) -> Decorator:
        """Document the errors of a view in addition to those of every view of the blueprint."""

        def decorate(view: View) -> View:
            for status in sorted({*statuses, *self._usual_problems}):
                headers = LIMIT_HEADERS if status == 429 else None
                view = self.alt_response(status, schema=_PROBLEM, content_type=MEDIA_TYPE, headers=headers)(view)
            return view

        return decorate

    def _prepare_request(self) -> None:
        if request.query_string:
            require_text_query()
        service = current_service()
        if self._authenticate is not None:
            self._authenticate(service)
        if self.rate_limited:
            count_request(service)
        if request.method in _WITH_BODY and is_authenticated():
            count_write(service, principal())
        self._refuse_undeclared_arguments()

    def _refuse_undeclared_arguments(self) -> None:
        if not request.args and request.method not in _WITH_BODY:
            return
        accepted = self._accepted_arguments()
        if request.args and "query" not in accepted:
            raise ValidationError([(name, "Unknown field.") for name in request.args])
        if request.method in _WITH_BODY and "json" not in accepted:
            _require_empty_body()

    def _accepted_arguments(self) -> frozenset[str]:
        """Return which of `query` and `json` the view of the current request declares."""
        endpoint = (request.endpoint or "").rpartition(".")[2]
        method = "get" if request.method == "HEAD" else request.method.lower()
        if (endpoint, method) not in self._accepted:
            docs = self._docs.get(endpoint, {}).get(method, {})
            locations = {parameter["in"] for parameter in docs.get("arguments", {}).get("parameters", ())}
            locations |= {"json"} if "requestBody" in docs.get("manual_doc", {}) else set()
            self._accepted[endpoint, method] = frozenset(locations)
        return self._accepted[endpoint, method]


def _require_empty_body() -> None:
    """Accept no body or an empty object for a command without arguments."""
    body = json_body()
    if body is missing:
        return
    if not isinstance(body, dict):
        raise ValidationError([("", "Invalid input type.")])
    if body:
        raise ValidationError([(name, "Unknown field.") for name in body])


def _without_wrapper(decorator: Any) -> Decorator:
    """Return a decorator that keeps only the documentation that a decorator of flask-smorest adds.

    flask-smorest wraps the view once for each documented response, which makes 12 nested calls for a poll.
    """

    def document(view: View) -> View:
        view._apidoc = _documented(decorator, view)._apidoc  # type: ignore[attr-defined]
        return view

    return document


def _documented(decorator: Decorator, view: View) -> Any:
    """Return the decorated view with its whole documentation.

    flask-smorest copies what is documented so far, deeply, with every decorator: a third of the time of a start.
    """
    so_far = vars(view).pop("_apidoc", {})
    decorated: Any = decorator(view)
    decorated._apidoc = _merged(so_far, decorated._apidoc)
    return decorated


def _merged(documentation: Any, addition: Any) -> Any:
    if isinstance(documentation, dict) and isinstance(addition, dict):
        common = {name: _merged(documentation[name], addition[name]) for name in documentation.keys() & addition.keys()}
        return documentation | addition | common
    return documentation + addition if isinstance(addition, list) else addition
