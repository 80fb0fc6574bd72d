"""One service for all tests of this folder that do not need one of their own: making one costs most of a test.

Tests stay apart by their users, of whom each test has its own.
"""

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from web_api import Api, ApiFor

from wizard_service.app import close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings
from wizard_service.domain.tokens import issue_token
from wizard_service.store.migrations import migrate

ServiceWith = Callable[..., Flask]


def config_of(database: Path, **groups: Any) -> Config:
    migrate(database)
    needed = {
        "auth": AuthSettings(secret=secrets.token_urlsafe(48)),
        "database": DatabaseSettings(f"sqlite:///{database}"),
    }
    return Config(**(needed | groups))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return the application that the tests of this folder share."""
    made = create_app(config_of(tmp_path_factory.mktemp("shared") / "wizard.db"))
    yield made
    close(made)


@pytest.fixture
def service_with(tmp_path: Path) -> Iterator[ServiceWith]:
    """Return a function: groups of settings -> an application of its own on a database of its own."""
    with ExitStack() as stack:

        def make(**groups: Any) -> Flask:
            made = create_app(config_of(tmp_path / f"{uuid.uuid4()}.db", **groups))
            stack.callback(close, made)
            return made

        yield make


@pytest.fixture
def api_for(service: Flask) -> ApiFor:
    """Return a function: user id (default: a new one), scopes, app -> the API as this user calls it."""

    def api(user_id: str | None = None, *scopes: str, app: Flask | None = None) -> Api:
        used = app or service
        user_id = user_id or f"user-{uuid.uuid4()}"
        token = issue_token(used.extensions["wizard"].config.auth, user_id, scopes, 600)
        return Api(used.test_client(), user_id, token)

    return api


@pytest.fixture
def api(api_for: ApiFor) -> Api:
    """Return the API as a user without any investigation calls it."""
    return api_for()
