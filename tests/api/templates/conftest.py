"""A template with placeholders, and the store of the service."""

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, document
from wizard_service.store import Backend


@pytest.fixture
def template_id(api: Api, settings: Document) -> str:
    """Return the id of a template with the placeholders `ip` and `limit`."""
    sent = settings | {
        "name": "{{ip}} at most {{limit}}",
        "entities": [{"entity_type": "ip_address", "entity_id": "{{ip}}"}],
        "tools": [{"tool_name": "failed_logins", "parameters": {"limit": "{{limit}}"}}],
    }
    return str(document(api.call("POST", "/templates", json={"name": "t", "settings": sent}), 201)["template_id"])


@pytest.fixture
def store(service: Flask) -> Backend:
    backend: Backend = service.extensions["wizard"].store
    return backend
