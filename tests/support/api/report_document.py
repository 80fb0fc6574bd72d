"""Reading the report of an investigation."""

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api

FORMATS = {"md": "text/markdown", "html": "text/html"}
every_format = pytest.mark.parametrize("name", FORMATS)


def report(api: Api, investigation_id: str, name: str | None = None, **headers: str) -> TestResponse:
    query = {} if name is None else {"format": name}
    return api.call("GET", f"/{investigation_id}/report", headers, query_string=query)


def lines(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return response.text.splitlines()
