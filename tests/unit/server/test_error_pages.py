"""gunicorn writes its own errors with `util.write_error`, which the service replaces."""

import json
import logging
import os
import socket
from contextlib import closing

import pytest
from gunicorn import util
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding
from gunicorn.workers.base import Worker

from wizard_service.server import error_pages


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "write_error", util.write_error)
    error_pages.install()


def response_to(error: Exception) -> tuple[bytes, dict[str, object]]:
    """Let a worker handle an error of a request; return the head of its response and the problem in it."""
    worker = Worker(1, os.getppid(), [], None, 30, Config(), logging.getLogger("tests.gunicorn"))
    client, server = socket.socketpair()
    with client, server, closing(worker.tmp):
        worker.handle_error(None, server, ("127.0.0.1", 1), error)
        head, _, body = client.recv(65536).partition(b"\r\n\r\n")
    return head, json.loads(body)


def test_a_malformed_request_is_answered_with_a_problem() -> None:
    head, problem = response_to(InvalidHeader("HOST"))

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json")
    assert (problem["status"], problem["code"]) == (400, "bad_request")
    assert f"X-Request-ID: {problem['request_id']}".encode() in head


def test_an_unknown_transfer_coding_is_a_client_error() -> None:
    _, problem = response_to(UnsupportedTransferCoding("gzip"))

    assert (problem["status"], problem["title"]) == (400, "Bad Request")


def test_an_unexpected_failure_is_an_internal_problem_without_its_reason() -> None:
    _, problem = response_to(RuntimeError("secret"))

    assert (problem["status"], problem["code"]) == (500, "internal")
    assert "secret" not in str(problem)
