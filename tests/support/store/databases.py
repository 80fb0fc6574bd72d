"""Copies of a migrated database, and the functions that fixtures return to make databases and open stores."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from wizard_service.store import Backend
from wizard_service.store.sqlite.migrations import migrate

# Folder -> an empty database in it.
NewDatabase = Callable[[Path], Path]
# () -> the address of an empty database.
NewDatabaseUrl = Callable[[], str]
OpenNewStore = Callable[[], Backend]

NAME = "wizard.db"


def copy_database(folder: Path) -> Path:
    """Write an empty database into a folder; migrating one takes longer than most tests."""
    for name, content in _migrated_files().items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
    return folder / NAME


@cache
def _migrated_files() -> dict[str, bytes]:
    """Return the database and its sidecar files."""
    with TemporaryDirectory() as folder:
        migrate(Path(folder) / NAME)
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}
