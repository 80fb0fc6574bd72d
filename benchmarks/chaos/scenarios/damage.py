"""Damaged files: flipped bits, overwritten pages and cut-off ends of the database that a trial has left."""

import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from wizard_service.domain.maintenance.recovery import recover
from wizard_service.errors import SchemaError, StorageError, WizardError
from wizard_service.store.sqlite.connection import quick_check
from wizard_service.store.sqlite.migrations import verify_schema

from ..images import Content, audit_faults, copy_database, read_content, state_faults, verify
from ..trial import Scenario, Trial

PAGE_BYTES = 4096
# The reasons that a command gives instead of a traceback.
EXPECTED = (StorageError, SchemaError, WizardError, OSError)


def let_write(trial: Trial) -> None:
    trial.let_work(trial.options.writes // 2)


def examine_damage(trial: Trial) -> None:
    """Damage the file in many ways: each is found, or changes no event, and `recover` leaves a sound database."""
    with tempfile.TemporaryDirectory(dir=trial.server.folder) as folder:
        database = copy_database(trial.server.database, Path(folder))
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        original, whole = read_content(database), database.read_bytes()
    for number in range(trial.options.images):
        with tempfile.TemporaryDirectory(dir=trial.server.folder) as folder:
            damaged = Path(folder) / trial.server.database.name
            content = bytearray(whole)
            name = _damage(content, number, trial.rng)
            damaged.write_bytes(content)
            _examine(trial, damaged, original, name)
    trial.counts["damaged files"] += trial.options.images


def _damage(content: bytearray, number: int, rng: random.Random) -> str:
    position = rng.randrange(len(content))
    page = position // PAGE_BYTES * PAGE_BYTES
    if number % 3 == 0:
        content[position] ^= 1 << rng.randrange(8)
        return f"a bit flipped at byte {position}"
    if number % 3 == 1:
        content[page : page + PAGE_BYTES] = rng.randbytes(PAGE_BYTES) if rng.random() < 0.5 else bytes(PAGE_BYTES)
        return f"page {page // PAGE_BYTES + 1} overwritten"
    del content[position:]
    return f"cut off at byte {position}"


def _examine(trial: Trial, database: Path, original: Content, name: str) -> None:
    faults = _found(trial, database, name)
    if faults:
        trial.counts["reported"] += 1
    trial.require(bool(faults) or read_content(database) == original, f"{name}: events changed, nothing was reported")
    try:
        recover(database)
    except EXPECTED:
        trial.counts["not recoverable"] += 1
        return
    except Exception as error:  # noqa: BLE001 - a traceback is a broken promise
        trial.require(False, f"{name}: recover failed with {error!r}")
        return
    remaining = state_faults(database)
    trial.require(not remaining, f"{name}: after recover {remaining[:1]}")
    # Lost entries of the audit trail stay lost, and `verify audit` goes on naming them.
    trial.counts["recovered with gaps in audit trails"] += bool(audit_faults(database))


def _found(trial: Trial, database: Path, name: str) -> list[str]:
    """Return the faults that `check` and the three `verify` commands find."""
    try:
        verify_schema(database)
        verdict = quick_check(database)
        return verify(database) if verdict == "ok" else [verdict]
    except EXPECTED as error:
        return [str(error)]
    except Exception as error:  # noqa: BLE001 - a traceback is a broken promise
        trial.require(False, f"{name}: {error!r}")
        return [repr(error)]


SCENARIOS = (Scenario("damaged files", "P16", let_write, examine=examine_damage),)
