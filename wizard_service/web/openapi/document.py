"""The OpenAPI 3.1 document, generated from the blueprints and schemas that serve the requests."""

from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

from ... import __version__
from ...domain.events import EVENT_TYPES
from ...domain.fields import JsonObject, Texts
from ..schemas import Problem, Report
from ..schemas.events import CLIENT_MESSAGES, CONTROL_EVENTS, SocketResult
from .events import describe_events
from .operations import complete_document, describe_operations

DESCRIPTION = """State, history and one live event feed for long-running investigations.

A state is read and written under an entity tag; every change appends events to its owner's feed, which is followed by
polling, long-poll, server-sent events or WebSockets with the same ids."""


class WizardApi(Api):
    """flask-smorest's collector without its error handlers, which would handle the errors of a host application."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        return None

    def _register_doc_blueprint(self) -> None:
        """Register nothing: the service serves the document itself."""


def generated_once(generate: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Return a function that generates a document at its first call; a thread that calls it at the same time waits."""
    document, lock = cache(generate), Lock()

    def generated() -> dict[str, Any]:
        with lock:
            return document()

    return generated


def openapi_document(app: Flask, blueprints: Mapping[str, Blueprint], base_path: str) -> dict[str, Any]:
    """Return the document, with events, errors and examples.

    blueprints: by the names under which the application has registered them. `with_cookie_name` completes it.
    """
    api = _collector(app)
    for name, blueprint in blueprints.items():
        blueprint.register_views_in_doc(api, app, api.spec, name=name, parameters=None)
        api.spec.tag({"name": name, "description": blueprint.description})
    refer = api.ma_plugin.converter.resolve_nested_schema
    stored = {event_type.name: (event_type.summary, refer(event_type.schema)) for event_type in EVENT_TYPES.values()}
    control = {name: (summary, refer(schema)) for name, (summary, schema) in CONTROL_EVENTS.items()}
    for schema in (SocketResult, *(schema for _, schema in CLIENT_MESSAGES.values())):
        refer(schema)
    document = complete_document(api.spec.to_dict(), base_path)
    describe_events(document["components"]["schemas"], stored, control)
    describe_operations(document)
    return document


def with_cookie_name(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an OpenAPI or AsyncAPI document with the name of the session cookie, which depends on the address."""
    components = document["components"]
    schemes = components["securitySchemes"]
    named = schemes | {"cookie": schemes["cookie"] | {"name": name}}
    return document | {"components": components | {"securitySchemes": named}}


def _collector(app: Flask) -> WizardApi:
    options: dict[str, Any] = {
        "title": "wizard_service",
        "version": __version__,
        "openapi_version": "3.1.0",
        "info": {"description": DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
        "security": [{"bearer": []}, {"cookie": []}],
    }
    api = WizardApi(config_prefix="WIZARD", spec_kwargs=options)
    api.init_app(app)
    api.register_field(JsonObject, "object", None)
    api.register_field(Texts, "array", None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    # No view takes this schema: a request holds one report or a list, and refers to the component by name.
    api.spec.components.schema("Report", schema=Report)
    api.spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": ""})
    return api
