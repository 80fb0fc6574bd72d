"""Fixtures of the API tests; most tests share one service, because creating one takes longer than most tests.

Each test uses its own users, which isolates the tests from each other.
"""

import dataclasses
import secrets
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, ApiWith, Embed, ServiceWith
from tests.support.store.databases import NewDatabaseUrl
from wizard_service.app import WizardService, close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings, PollingSettings, QuotaSettings
from wizard_service.domain.identity.tokens import issue_token


def _service_on(url: str, storage: dict[str, Any] | None = None, **groups: Any) -> Flask:
    database = DatabaseSettings(url, **(storage or {}))
    auth = groups.pop("auth", None) or AuthSettings(secret=secrets.token_urlsafe(48))
    # Tests poll as fast as they can; the tests of the rate limit set one.
    polling = groups.pop("polling", PollingSettings(rate_limit_per_s=0))
    return create_app(Config(auth, database, polling, **groups))


@pytest.fixture(scope="session")
def service(new_database_url: NewDatabaseUrl) -> Iterator[Flask]:
    """Return the application that the tests of this folder share."""
    app = _service_on(new_database_url())
    yield app
    close(app)


@pytest.fixture(scope="session")
def two_services(new_database_url: NewDatabaseUrl) -> Iterator[tuple[Flask, Flask]]:
    """Return two applications on one database that share no memory."""
    url = new_database_url()
    first = _service_on(url)
    second = _service_on(url, auth=first.extensions["wizard"].config.auth)
    yield first, second
    for app in (second, first):
        close(app)


@pytest.fixture
def service_with(database_url: str) -> Iterator[ServiceWith]:
    """Return a function that creates an application from groups of settings; all of them share one database."""
    with ExitStack() as stack:

        def make(**groups: Any) -> Flask:
            app = _service_on(database_url, **groups)
            stack.callback(close, app)
            return app

        yield make


@pytest.fixture
def embed(config: Config) -> Iterator[Embed]:
    """Return a function that installs the service in a host with changes of the configuration."""
    with ExitStack() as stack:

        def install(host: Flask, **changes: Any) -> Flask:
            WizardService(host, dataclasses.replace(config, **changes))
            stack.callback(close, host)
            return host

        yield install


@pytest.fixture(scope="session")
def api_for(service: Flask) -> ApiFor:
    """Return a function that returns the API as a user with these scopes calls it; the default is a new user."""

    def api(user_id: str | None = None, *scopes: str, app: Flask | None = None) -> Api:
        used = app or service
        user_id = user_id or f"user-{uuid.uuid4()}"
        config = used.extensions["wizard"].config
        token = issue_token(config.auth, user_id, scopes, 600)
        return Api(used.test_client(), user_id, token, config.server.base_path)

    return api


@pytest.fixture
def api_with(service_with: ServiceWith, api_for: ApiFor) -> ApiWith:
    """Return a function: quotas -> a new user of a service that has them."""

    def api(**quotas: int) -> Api:
        return api_for(app=service_with(quotas=QuotaSettings(**quotas)))

    return api


@pytest.fixture
def api(api_for: ApiFor) -> Api:
    """Return the API as a new user without investigations calls it."""
    return api_for()


@pytest.fixture
def investigation_id(api: Api, settings: dict[str, Any]) -> str:
    """Return the id of an investigation in PROGRESS."""
    return api.running(settings)
