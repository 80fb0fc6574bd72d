"""All routes have their methods, the types of their answers and the absence of versions in common (SECURITY.md)."""

import importlib.metadata
import platform
import re
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OTHER_METHODS = {"TRACE", "CONNECT", "PROPFIND", "GTE"}
TYPE = re.compile(r"application/(problem\+)?json|(text/[a-z-]+|image/svg\+xml)(; version=[\d.]+)?; charset=utf-8")


def paths_of(app: Flask) -> dict[str, set[str]]:
    """Return the methods of each path, with a value for every parameter; several rules may match a path."""
    urls = app.url_map.bind("localhost")
    paths = {re.sub("<[^>]+>", "x", rule.rule) for rule in app.url_map.iter_rules() if not rule.websocket}
    return {path: set(urls.allowed_methods(path)) for path in paths}


@pytest.fixture(scope="module")
def paths(service: Flask) -> dict[str, set[str]]:
    return paths_of(service)


def opened(api: Api, method: str, path: str, **headers: str) -> TestResponse:
    sent = {"Authorization": f"Bearer {api.token}", **headers}
    return api.client.open(path, method=method, headers=sent, buffered=True)


def answers(api: Api, paths: dict[str, set[str]]) -> Iterator[tuple[str, TestResponse]]:
    """Yield the answer of each path to its user and to a stranger; nothing has the id `x`, so no stream opens."""
    for path in paths:
        # The stream of everything a caller owns needs no id.
        if not path.endswith(("wizard/stream", "wizard/investigation/stream")):
            yield path, opened(api, "GET", path)
        yield path, api.client.get(path, buffered=True)


def test_a_route_accepts_only_the_methods_that_it_declares(api: Api, paths: dict[str, set[str]]) -> None:
    assert len(paths) > 50
    assert set().union(*paths.values()) <= METHODS
    for path, declared in paths.items():
        for method in (METHODS | OTHER_METHODS) - declared:
            refused = opened(api, method, path)

            assert refused.status_code == 405, (method, path)
            assert set(refused.headers["Allow"].split(", ")) == declared, (method, path)


def test_no_route_redirects(api: Api, paths: dict[str, set[str]]) -> None:
    for path in paths:
        for variant in (path, f"{path.rstrip('/')}/", path[:1] + path[1:].replace("/", "//")):
            answer = opened(api, "HEAD", variant, **{"X-Forwarded-Proto": "http", "Cookie": "x=y"})

            assert not 300 <= answer.status_code < 400, variant


def test_every_answer_names_its_type_and_forbids_guessing_another(api: Api, paths: dict[str, set[str]]) -> None:
    for path, answer in answers(api, paths):
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert TYPE.fullmatch(answer.content_type), (path, answer.content_type)


def test_no_answer_names_a_version_of_what_the_service_runs_on(api: Api, paths: dict[str, set[str]]) -> None:
    packages = ("flask", "werkzeug", "gunicorn", "gevent", "peewee", "marshmallow")
    versions = {importlib.metadata.version(package) for package in packages}
    versions |= {platform.python_version(), sqlite3.sqlite_version}
    names_one = re.compile("|".join(rf"(?<![\d.]){re.escape(version)}(?![\d.])" for version in versions))

    for path, answer in answers(api, paths):
        assert not names_one.search(f"{answer.headers}{answer.text}"), path
