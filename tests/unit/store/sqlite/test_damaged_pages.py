"""A damaged page raises StorageError, whether it holds the first row of an answer or a later one."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.store.changes import Change
from wizard_service.errors import StorageError
from wizard_service.store import Backend

OpenStore = Callable[..., Backend]

PAGE_BYTES = 4096


def read_all(store: Backend) -> list[Any]:
    with store.iterate("SELECT * FROM meta") as rows:
        return list(rows)


READS: dict[str, Callable[[Backend], Any]] = {
    "dictionaries": lambda store: store.select("SELECT * FROM meta"),
    "tuples": lambda store: store.select_tuples("SELECT * FROM meta"),
    "row by row": read_all,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_read_of_a_damaged_page_raises_the_error_of_the_seam(
    open_store: OpenStore, database_file: Path, read: Callable[[Backend], Any]
) -> None:
    with closing(open_store()) as sound:
        for number in range(60):
            sound.write(Change(f"row {number}", "v" * 500))
    overwrite_page_with(database_file, b"row 59")

    damaged = open_store()
    assert damaged.select("SELECT * FROM meta LIMIT 1")

    with pytest.raises(StorageError):
        read(damaged)


def overwrite_page_with(database: Path, content: bytes) -> None:
    """Overwrite the last page that has `content` with noise, while no process has the file open."""
    found = database.read_bytes().rindex(content + b"v") // PAGE_BYTES
    with database.open("r+b") as file:
        file.seek(found * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)
