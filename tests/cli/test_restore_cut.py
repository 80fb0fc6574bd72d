"""A `restore` that is killed at any of its steps leaves the previous database or the restored one, complete."""

import shutil
from contextlib import closing
from itertools import takewhile
from pathlib import Path

import pytest

from tests.support.command_line import runner_for
from tests.support.store.filled_database import filled, query
from tests.support.store.processes import Program
from wizard_service.store.sqlite.connection import connect_existing

IDS = "SELECT investigation_id FROM investigation_states ORDER BY 1"


@pytest.mark.parametrize("has_log", [True, False])
def test_a_restore_that_is_killed_leaves_one_of_the_two_databases_complete(tmp_path: Path, has_log: bool) -> None:
    database, backup, used = tmp_path / "w.db", tmp_path / "backup.db", tmp_path / "used" / "w.db"
    filled(database, users=1, each=3, lines=1)
    runner_for(database)("backup", str(backup))
    restored = [name for (name,) in query(backup, IDS)]
    used.parent.mkdir()
    with closing(connect_existing(database)) as connection:
        # The deletion is in the write-ahead log alone.
        connection.execute("DELETE FROM investigation_states WHERE investigation_id = 'inv-0-1'")
        connection.commit()
        for suffix in ("", "-wal") if has_log else ("",):
            shutil.copy(f"{database}{suffix}", f"{used}{suffix}")
    previous = [name for name in restored if name != "inv-0-1"] if has_log else restored
    if not has_log:
        query(used, "DELETE FROM investigation_states WHERE investigation_id = 'inv-0-1'")
        previous = [name for (name,) in query(used, IDS)]

    with Program("cut_restore", used, backup) as program:
        cuts = list(takewhile(lambda fact: fact != "complete", iter(program.next_fact, None)))

    contents = [cut["content"] for cut in cuts]
    assert previous != restored
    assert contents == [previous] * contents.count(previous) + [restored] * contents.count(restored)
    assert min(contents.count(previous), contents.count(restored)) > 0
