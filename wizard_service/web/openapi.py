"""The OpenAPI 3.1 document, generated from the blueprints and schemas that serve the requests."""

from typing import Any

from flask import Flask
from flask_smorest import Api

from .. import __version__
from ..domain.fields import JsonObject, LogLines
from .schemas import Problem, Report

_DESCRIPTION = """State, history and one live event feed for long-running investigations.

A state is read and written under an entity tag; every change appends events to its owner's feed, which is followed by
polling, long-poll, server-sent events or WebSockets with the same ids."""


class WizardApi(Api):
    """flask-smorest without what it does to the application around it: its error handlers would answer for the host."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        return None


def document_api(app: Flask) -> WizardApi:
    """Return the collector of documentation to register blueprints with."""
    options: dict[str, Any] = {
        "title": "wizard_service",
        "version": __version__,
        "openapi_version": "3.1.0",
        "info": {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}},
        "security": [{"bearer": []}],
    }
    api = WizardApi(config_prefix="WIZARD", spec_kwargs=options)
    api.init_app(app)
    api.register_field(JsonObject, "object", None)
    api.register_field(LogLines, "array", None)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    # Referred to by name, because a request may hold one of them or a list.
    api.spec.components.schema("Report", schema=Report)
    return api
