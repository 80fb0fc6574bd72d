"""Databases as a crash may leave them: opened as the service opens them, read, and checked for consistency."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from wizard_service.config import DatabaseSettings
from wizard_service.domain.audit.hash_chain import Verdict, chain_ids, verify_chain
from wizard_service.domain.maintenance.row_checks import RowCheck, row_faults
from wizard_service.domain.maintenance.verification import Verification, differences
from wizard_service.store import open_backend, open_read_only
from wizard_service.store.sqlite.identity.epoch import Identity, read_identity
from wizard_service.store.sqlite.identity.record import ServedRecord, read_record

# The index of the log (-shm) is rebuilt, and locks do not survive the host.
SUFFIXES = ("", "-wal", ".tail", ".degraded", ".served")
NAMED = 3


@dataclass(frozen=True)
class Content:
    """events: sequence, investigation, version and data of each, in commit order."""

    identity: Identity
    events: list[tuple[int, str, int, str]]

    @property
    def messages(self) -> set[str]:
        lines = (line for *_, data in self.events for line in json.loads(data).get("lines", ()))
        return {line["message"] for line in lines}

    def is_prefix_of(self, other: "Content") -> bool:
        return self.events == other.events[: len(self.events)]


def copy_database(database: Path, folder: Path) -> Path:
    """Copy a database that no process has open, with what a crash leaves of its other files."""
    for suffix in SUFFIXES:
        source = Path(f"{database}{suffix}")
        if source.exists():
            shutil.copyfile(source, folder / source.name)
    return folder / database.name


def read_content(database: Path) -> Content:
    with closing(sqlite3.connect(database)) as connection:
        events = connection.execute(
            "SELECT commit_seq, investigation_id, version, data FROM events ORDER BY commit_seq"
        ).fetchall()
        return Content(read_identity(connection), events)


def place(images: dict[Path, bytes], folder: Path) -> None:
    """Write files into a folder as the host finds them after its next boot: its database is not a copy."""
    for path, content in images.items():
        (folder / path.name).write_bytes(content)
    database = folder / min(images, key=lambda path: len(path.name)).name
    served = read_record(database)
    if served is None:
        return
    main = served.files.main._replace(inode=database.stat().st_ino)
    record = ServedRecord(database)
    record.write(served._replace(files=served.files._replace(main=main), boot="the boot before"))
    record.close()


def start_on(database: Path) -> list[str]:
    """Open and close the database as a starting service does, and return what `verify` of this module finds."""
    open_backend(_settings(database)).close()
    return verify(database)


def verify(database: Path) -> list[str]:
    """Return the first faults that `verify state`, `verify audit` and `verify rows` find."""
    return [*state_faults(database), *audit_faults(database), *damaged_rows(database)]


def state_faults(database: Path) -> list[str]:
    with open_read_only(_settings(database)) as store:
        return list(islice(differences(store, Verification()), NAMED))


def audit_faults(database: Path) -> list[str]:
    with open_read_only(_settings(database)) as store:
        verdicts = {investigation_id: verify_chain(store, investigation_id) for investigation_id in chain_ids(store)}
    return list(_chain_faults(verdicts))


def damaged_rows(database: Path) -> list[str]:
    with open_read_only(_settings(database)) as store:
        return list(islice(row_faults(store, RowCheck()), NAMED))


def _settings(database: Path) -> DatabaseSettings:
    return DatabaseSettings(f"sqlite:///{database}")


def _chain_faults(verdicts: dict[str, Verdict]) -> Iterator[str]:
    for investigation_id, verdict in verdicts.items():
        if not verdict.valid:
            yield f"audit trail of {investigation_id}: {verdict.reason}"
