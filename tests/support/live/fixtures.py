"""Real servers with several workers, and their users: for all folders of tests."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import ALLOWED_ORIGIN, Person, PersonFor, serving


@pytest.fixture
def server(request: pytest.FixtureRequest) -> LiveServer:
    """Return the server that all tests share, or one of the module's own where the test is marked `own_server`.

    A module that needs special settings has a `server` in the place of this one.
    """
    is_own = request.node.get_closest_marker("own_server") is not None
    running: LiveServer = request.getfixturevalue("own_server" if is_own else "shared_server")
    return running


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_STREAMS_PER_USER": "200",
        "WIZARD_ALLOWED_ORIGINS": ALLOWED_ORIGIN,
        "WIZARD_WS_RESEND_S": "1",
        "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    }
    with serving(tmp_path_factory.mktemp("shared"), **settings) as running:
        running.is_shared = True
        yield running


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return a server that a test may kill and must start again."""
    # Tests poll and listen as one user, as often as they can.
    limits = {"WIZARD_POLLING_RATE_LIMIT_PER_S": "0", "WIZARD_STREAMS_PER_USER": "200"}
    with serving(tmp_path_factory.mktemp("own"), **limits) as running:
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
