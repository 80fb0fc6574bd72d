"""The OpenAPI 3.1 document, generated from the blueprints and schemas that serve the requests."""

from typing import Any

from flask import Flask
from flask_smorest import Api

from ... import __version__
from ...domain.events import EVENT_TYPES
from ...domain.fields import JsonObject, LogLines
from ..auth import COOKIE
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


def document_api(app: Flask) -> WizardApi:
    """Return the collector with which to register the blueprints."""
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
    api.register_field(LogLines, "array", None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    # No view takes this schema: a request holds one report or a list, and refers to the component by name.
    api.spec.components.schema("Report", schema=Report)
    api.spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": COOKIE})
    return api


def openapi_document(api: WizardApi, base_path: str) -> dict[str, Any]:
    """Return the document of all registered blueprints, completed with events, errors and examples."""
    refer = api.ma_plugin.converter.resolve_nested_schema
    stored = {event_type.name: (event_type.summary, refer(event_type.schema)) for event_type in EVENT_TYPES.values()}
    control = {name: (summary, refer(schema)) for name, (summary, schema) in CONTROL_EVENTS.items()}
    for schema in (SocketResult, *(schema for _, schema in CLIENT_MESSAGES.values())):
        refer(schema)
    document = complete_document(api.spec.to_dict(), base_path)
    describe_events(document["components"]["schemas"], stored, control)
    describe_operations(document)
    return document
