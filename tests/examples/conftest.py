"""Makes the examples importable, as running them as scripts does, and connects them to a service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ssh_log.parse import parse_log
from ssh_log.records import Log

from tests.support.examples.ssh_lines import LINES
from tests.support.examples.ssh_runs import Service
from tests.support.live.server import LiveServer
from tests.support.live.users import token_of
from wizard_service.client import WizardClient

ParseLines = Callable[..., Log]


@pytest.fixture
def parse_lines() -> ParseLines:
    """Return a parser of lines with stamps in UTC, of a log last written on 15 January 2026."""
    return lambda *lines: parse_log(lines, written_at=datetime(2026, 1, 15, 12, tzinfo=UTC), zone=UTC)


@pytest.fixture
def service(server: LiveServer) -> Iterator[Service]:
    token = token_of("analyst")
    with WizardClient(server.url, token) as client:
        yield Service(server.url, token, client)


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    path = tmp_path / "auth.log"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path
