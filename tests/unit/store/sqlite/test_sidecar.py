"""Sidecar files: a process that keeps one survives a full or broken disk."""

from pathlib import Path

import pytest

from tests.support.store.processes import Program
from wizard_service.store.sqlite.identity.epoch import HighWaterMark
from wizard_service.store.sqlite.sidecar import DegradedFile


@pytest.fixture
def full_disk(database_file: Path) -> Path:
    """Return a database beside which nothing can be written any more."""
    for suffix in (".degraded", ".tail"):
        Path(f"{database_file}{suffix}").symlink_to("/dev/full")
    return database_file


def test_a_degraded_flag_that_the_disk_refuses_is_set_in_its_process(full_disk: Path) -> None:
    degraded = DegradedFile(full_disk)
    assert not degraded.is_set

    degraded.set()
    assert degraded.is_set
    degraded.clear()
    assert not degraded.is_set
    degraded.close()


def test_a_mark_that_cannot_be_written_stays_behind(full_disk: Path) -> None:
    mark = HighWaterMark(full_disk)

    mark.advance(7)

    assert mark.commit_seq == 0
    mark.close()


def test_files_that_are_cut_under_a_process_do_not_end_it(database_file: Path) -> None:
    with Program("cut_files", database_file) as program:
        assert program.next_fact() == {"degraded": True, "seq": 7}


def test_a_degraded_flag_is_seen_by_all_processes_until_one_can_write(database_file: Path) -> None:
    one, other = DegradedFile(database_file), DegradedFile(database_file)

    one.set()
    assert other.is_set
    other.clear()

    assert not other.is_set
    assert not DegradedFile(database_file).is_set
    one.close()
    other.close()


def test_a_closed_number_reads_as_0_and_writes_into_no_other_file(database_file: Path, tmp_path: Path) -> None:
    mark = HighWaterMark(database_file)
    mark.close()
    with (tmp_path / "other").open("w+b") as gets_its_number:
        mark.reset(7)

        assert gets_its_number.read() == b""
    assert mark.commit_seq == 0
