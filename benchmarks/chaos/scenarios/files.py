"""Files of the database that are replaced, moved away, cut or removed while the service runs."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from wizard_service.store.sqlite.migrations import migrate

from ..images import start_on
from ..trial import Scenario, Trial

# A changed file must be refused by every worker within this time, also on a busy machine.
REFUSED_WITHIN_S = 2.0
# How long the foreign file stays, while clients write and workers are replaced.
WATCHED_S = 3.0


def move_away(trial: Trial) -> None:
    database = trial.server.database
    kept = database.with_suffix(".moved")
    _while_refused(trial, lambda: database.rename(kept), lambda: kept.rename(database))


def remove_and_restore_link(trial: Trial) -> None:
    """Remove the file's name; a second name keeps it alive, as a snapshot of the file system would."""
    database = trial.server.database
    kept = database.with_suffix(".link")
    os.link(database, kept)
    _while_refused(trial, database.unlink, lambda: kept.rename(database))


def replace_by_older(trial: Trial) -> None:
    """`mv` an older copy over the file; the file that was served comes back later."""
    database = trial.server.database
    older, kept = database.with_suffix(".older"), database.with_suffix(".link")
    trial.server.command("backup", str(older)).check_returncode()
    trial.let_work(20)
    os.link(database, kept)
    before = _fingerprint(older)
    _while_refused(trial, lambda: older.rename(database), lambda: _swap_back(trial, kept, before))


def back_up(trial: Trial) -> None:
    """Take backups while clients write; each restores to a consistent part of the history."""
    copies = [trial.server.folder / f"backup-{number}.db" for number in range(trial.options.disturbances)]
    for copy in copies:
        trial.server.command("backup", str(copy)).check_returncode()
        trial.let_work(10)
    for copy in copies:
        # A backup is one file; a database that is served has a log.
        migrate(copy)
        for fault in start_on(copy):
            trial.require(False, f"{copy.name}: {fault}")
    trial.counts["backups"] += len(copies)


def _while_refused(trial: Trial, change: Callable[[], object], undo: Callable[[], object]) -> None:
    change()
    began = time.monotonic()
    writes = trial.load.writes
    time.sleep(REFUSED_WITHIN_S)
    late = trial.load.writes
    time.sleep(WATCHED_S)
    trial.require(trial.load.writes == late, f"{trial.load.writes - late} writes were acknowledged into a changed file")
    trial.counts["writes acknowledged before it was noticed"] += late - writes
    trial.counts["seconds"] += round(time.monotonic() - began)
    undo()


def _swap_back(trial: Trial, kept: Path, before: bytes) -> None:
    database = trial.server.database
    trial.require(_fingerprint(database) == before, "the service wrote into a foreign file")
    kept.rename(database)


def _fingerprint(path: Path) -> bytes:
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    content = copy.read_bytes()
    copy.unlink()
    return content


SCENARIOS = (
    Scenario("backups", "P18", back_up),
    Scenario("moved file", "P17", move_away),
    Scenario("removed file", "P17", remove_and_restore_link),
    Scenario("replaced file", "P17", replace_by_older),
)
