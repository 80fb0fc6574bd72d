"""Files for browsers have a content security policy and are revalidated; no other file of the package is served."""

import pytest
from flask.testing import FlaskClient

from tests.support.api.client import Api

MODULE = "/static/client/index.js"


@pytest.fixture
def browser(service: object, api: Api) -> FlaskClient:
    return api.client


@pytest.mark.parametrize("prefix", ["", "/api/v1/wizard"], ids=["root", "base path"])
def test_a_module_is_served_with_a_policy_against_foreign_scripts(browser: FlaskClient, prefix: str) -> None:
    answer = browser.get(prefix + MODULE, buffered=True)

    assert answer.status_code == 200
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = dict(directive.split(" ", 1) for directive in answer.headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_cached_file_is_answered_304(browser: FlaskClient) -> None:
    first = browser.get(MODULE, buffered=True)

    again = browser.get(MODULE, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)

    assert "no-cache" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name", ["", "client/", "client", "nothing.js", "../app.py", "%2e%2e/app.py", "client/../../app.py", "//etc/passwd"]
)
def test_any_other_path_is_not_found(browser: FlaskClient, name: str) -> None:
    answer = browser.get(f"/static/{name}")

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
