"""gunicorn's master imports the application after gevent has patched what modules may keep from their import."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of

# Both belong to the class for programs that gevent has replaced as a whole.
HARMLESS = {"_posixsubprocess.fork_exec: subprocess._fork_exec", "subprocess._waitpid: os.waitpid"}


PROGRAM = str(PROGRAMS / "server" / "preload.py")


@pytest.fixture(params=["sqlite:///wizard.db", "postgresql://wizard@/wizard"], ids=["SQLite", "PostgreSQL"])
def preloaded(request: pytest.FixtureRequest, tmp_path: Path) -> list[Any]:
    """Return what the program says of a master, and of a worker of it."""
    said: list[Any] = json.loads(output_of(PROGRAM, request.param, cwd=tmp_path))
    return said


def test_the_master_waits_forks_and_handles_signals_unpatched_and_starts_no_hub_and_no_thread(
    preloaded: list[Any],
) -> None:
    assert preloaded[:4] == [["threading", "socket", "ssl"], True, None, 1]


def test_no_module_that_the_master_imported_keeps_what_gevent_replaces_in_a_worker(preloaded: list[Any]) -> None:
    *_, kept, imported = preloaded

    assert {*kept} - HARMLESS == set()
    assert imported > 200


def test_importing_the_application_opens_no_database(preloaded: list[Any], tmp_path: Path) -> None:
    assert preloaded
    assert list(tmp_path.iterdir()) == []
