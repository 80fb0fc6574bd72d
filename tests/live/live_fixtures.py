"""Fixtures of the modules that test streams and sockets; a module asks for them by `pytest_plugins`."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from live_people import ALLOWED_ORIGIN, Person, PersonFor, serving
from live_server import LiveServer

from wizard_service.client import WizardClient


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return the server of all modules that need no special settings; they take it as their `server`."""
    settings = {
        "WIZARD_STREAMS_PER_USER": "200",
        "WIZARD_ALLOWED_ORIGINS": ALLOWED_ORIGIN,
        "WIZARD_WS_RESEND_S": "1",
        "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    }
    with serving(tmp_path_factory.mktemp("service"), **settings) as running:
        yield running


@pytest.fixture
def person_for(server: LiveServer) -> Iterator[PersonFor]:
    """Return a function: user id (default: a new one), scopes, ttl_s -> a user of the module's server."""
    with ExitStack() as opened:

        def person(user_id: str | None = None, *scopes: str, ttl_s: int = 600) -> Person:
            return Person(server, opened, user_id or f"user-{uuid.uuid4()}", *scopes, ttl_s=ttl_s)

        yield person


@pytest.fixture
def owner(person_for: PersonFor) -> Person:
    return person_for()


@pytest.fixture
def wizard(server: LiveServer, person_for: PersonFor) -> Iterator[WizardClient]:
    """A client of a user of its own."""
    with WizardClient(server.url, person_for().token) as client:
        yield client
