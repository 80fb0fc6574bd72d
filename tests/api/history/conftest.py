"""Users with a history."""

import pytest

from tests.support.api.client import Api, ApiFor
from tests.support.api.history import fill, ids


@pytest.fixture
def owner(api: Api) -> Api:
    """Return a user with 5 investigations: completed, in error, cancelled, running, and one just begun."""
    fill(api)
    return api


@pytest.fixture(scope="session")
def reader(api_for: ApiFor) -> Api:
    """Return a user with a history like that of `owner`, which tests share because they only read it."""
    api = api_for()
    fill(api)
    return api


@pytest.fixture(scope="session")
def archivist(api_for: ApiFor) -> Api:
    """Return a user with a history like that of `owner`, one item of which is archived; tests only read it."""
    api = api_for()
    fill(api)
    api.call("POST", f"/history/{ids(api)[1]}/archive")
    return api
