"""The SQL files that make a schema, their checksums, and which of them a database still lacks."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..errors import SchemaError


@dataclass(frozen=True)
class MigrationFile:
    """One file of `sql/<database>/`; `sha256` is of its text with LF line ends."""

    name: str
    script: str
    sha256: str

    def is_applied_as(self, sha256: str) -> bool:
        """Return whether a recorded checksum is of this file; a checkout may have LF or CRLF line ends."""
        return sha256 in (self.sha256, _sha256(self.script.replace("\n", "\r\n")))


File = TypeVar("File", bound=MigrationFile)


def read_migrations(folder: Path, make: type[File]) -> list[File]:
    """Return the files of a folder, in order."""
    # Reading as text turns CRLF into LF.
    scripts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    return [make(name, script, _sha256(script)) for name, script in scripts.items()]


def pending_files(files: Sequence[File], applied: Mapping[str, str]) -> list[File]:
    """Return the files that have yet to be applied, in order. applied: file name -> sha256.

    Raises SchemaError when an applied file was edited or is unknown to this program.
    """
    refuse_unknown(files, applied)
    edited = [
        f"migration {file.name} was edited after it was applied"
        for file in files
        if file.name in applied and not file.is_applied_as(applied[file.name])
    ]
    if edited:
        raise SchemaError(edited, "Restore the files of `sql/` as they were; put a change into a new file.")
    return [file for file in files if file.name not in applied]


def refuse_unknown(files: Sequence[MigrationFile], applied: Collection[str]) -> None:
    """Raise SchemaError when a migration of these names is unknown to this program."""
    unknown = sorted(set(applied) - {file.name for file in files})
    if unknown:
        raise SchemaError(
            [f"migration {name} was applied, this program does not have it" for name in unknown],
            f"The database is newer than this program, whose last migration is {files[-1].name}: "
            f"run a version that has {unknown[-1]}.",
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
