"""Puts the examples within reach, as running them as scripts does, and gives them a service to talk to."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from fake_wizard import FakeWizard
from ssh_lines import LINES
from ssh_log.parse import parse_log
from ssh_log.records import Log

ParseLines = Callable[..., Log]


@pytest.fixture
def parse_lines() -> ParseLines:
    """Parses lines stamped in UTC, of a log last written on 15 January 2026."""
    return lambda *lines: parse_log(lines, written_at=datetime(2026, 1, 15, 12, tzinfo=UTC), zone=UTC)


@pytest.fixture
def service() -> Iterator[FakeWizard]:
    with FakeWizard() as running:
        yield running


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    path = tmp_path / "auth.log"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path
