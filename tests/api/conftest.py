"""One service for all tests of this folder that need no special one: making it costs more than most tests.

Tests stay apart by their users, of whom each test has its own.
"""

import dataclasses
import secrets
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Embed, ServiceWith
from wizard_service.app import WizardService, close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings, PollingSettings
from wizard_service.domain.identity.tokens import issue_token
from wizard_service.store.sqlite.migrations import migrate


def _service_on(path: Path, storage: dict[str, Any] | None = None, **groups: Any) -> Flask:
    if not path.exists():
        migrate(path)
    database = DatabaseSettings(f"sqlite:///{path}", **(storage or {}))
    auth = groups.pop("auth", None) or AuthSettings(secret=secrets.token_urlsafe(48))
    # Tests poll as fast as they can; whoever tests the limit sets one.
    polling = groups.pop("polling", PollingSettings(rate_limit_per_s=0))
    return create_app(Config(auth, database, polling, **groups))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application that the tests of this folder share."""
    made = _service_on(tmp_path_factory.mktemp("shared") / "wizard.db")
    yield made
    close(made)


@pytest.fixture(scope="session")
def two_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """Return two applications on one database: what one is asked the other has never seen."""
    path = tmp_path_factory.mktemp("two") / "wizard.db"
    first = _service_on(path)
    second = _service_on(path, auth=first.extensions["wizard"].config.auth)
    yield first, second
    for each in (second, first):
        close(each)


@pytest.fixture
def service_with(tmp_path: Path) -> Iterator[ServiceWith]:
    """Return a function: groups of settings, `storage` of the database -> an application; all on one database."""
    with ExitStack() as stack:

        def make(**groups: Any) -> Flask:
            made = _service_on(tmp_path / "own.db", **groups)
            stack.callback(close, made)
            return made

        yield make


@pytest.fixture
def embed(config: Config) -> Iterator[Embed]:
    """Return a function: host, changes of the configuration -> the host with the service in it."""
    with ExitStack() as stack:

        def install(host: Flask, **changes: Any) -> Flask:
            WizardService(host, dataclasses.replace(config, **changes))
            stack.callback(close, host)
            return host

        yield install


@pytest.fixture
def api_for(service: Flask) -> ApiFor:
    """Return a function: user id (default: a new one), scopes, app -> the API as this user calls it."""

    def api(user_id: str | None = None, *scopes: str, app: Flask | None = None) -> Api:
        used = app or service
        user_id = user_id or f"user-{uuid.uuid4()}"
        config = used.extensions["wizard"].config
        token = issue_token(config.auth, user_id, scopes, 600)
        return Api(used.test_client(), user_id, token, config.server.base_path)

    return api


@pytest.fixture
def api(api_for: ApiFor) -> Api:
    """Return the API as a user without any investigation calls it."""
    return api_for()


@pytest.fixture
def mine(api: Api, settings: dict[str, Any]) -> str:
    """Return the id of an investigation in PROGRESS."""
    return api.running(settings)
