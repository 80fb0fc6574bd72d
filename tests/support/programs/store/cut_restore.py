"""Restore the backup in argv[2] over the database in argv[1] in processes that end before each of their steps.

The program reports per step which database is in place: its investigations, or the error of reading them.
"""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.store.program_output import send_fact
from wizard_service.store.sqlite.backup import restore

# The events of Python's audit hooks that stand for a change in the file system, or precede one.
STEPS = ("os.rename", "os.link", "os.remove", "os.ch", "os.rmdir", "os.mkdir", "open", "shutil", "sqlite3")
CUT, COMPLETE = 1, 0

source, backup = Path(sys.argv[1]), Path(sys.argv[2])


def restore_until(step: int, database: Path) -> int:
    """Restore in a process that ends without any clean-up before step number `step`, and return its exit status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    steps = 0

    def end_before(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        # Reading one of the scripts of the schema changes nothing, and most events are of that kind.
        if event.startswith(STEPS) and not str(next(iter(arguments), "")).endswith(".sql"):
            steps += 1
            if steps == step:
                os._exit(CUT)

    sys.addaudithook(end_before)
    restore(database, backup)
    os._exit(COMPLETE)


def content(database: Path) -> list[Any] | str:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True)) as connection:
            verdict: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
            ids = connection.execute("SELECT investigation_id FROM investigation_states ORDER BY 1").fetchall()
    except sqlite3.Error as error:
        return str(error)
    return [name for (name,) in ids] if verdict == "ok" else verdict


step, status = 0, CUT
while status == CUT:
    step += 1
    folder = Path(shutil.copytree(source.parent, source.parent.parent / f"cut-{step}"))
    status = restore_until(step, folder / source.name)
    send_fact({"step": step, "content": content(folder / source.name)})
    shutil.rmtree(folder)
send_fact("complete")
