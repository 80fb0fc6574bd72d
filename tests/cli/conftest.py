"""The commands, run on the database of a test."""

from pathlib import Path

import pytest

from tests.support.command_line import Run, runner_for


@pytest.fixture
def run(database: Path) -> Run:
    return runner_for(database)
