"""A worker that opens the database while other workers of its service have it open."""

from pathlib import Path

from tests.support.paths import ROOT
from tests.support.python_programs import output_of

PROGRAM = str(ROOT / "tests/support/programs/store/join_new_log.py")


def test_worker_joins_the_new_log_of_another_worker_once_it_is_recorded(database_file: Path) -> None:
    assert output_of(PROGRAM, str(database_file), "recorded", cwd=database_file.parent) == '"joined"\n'


def test_worker_refuses_a_new_log_that_is_never_recorded(database_file: Path) -> None:
    refusal = output_of(PROGRAM, str(database_file), "unrecorded", cwd=database_file.parent)

    assert refusal == f'"{database_file} has another -wal file than it had, or none"\n'
