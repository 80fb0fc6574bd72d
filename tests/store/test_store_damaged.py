"""A damaged page behind the first row of an answer is told as one in the first: as Peewee's error."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError
from store_changes import Change

from wizard_service.store import Backend
from wizard_service.store.models import Meta

OpenStore = Callable[..., Backend]

PAGE_BYTES = 4096
READS: dict[str, Callable[[Backend], Any]] = {
    "query": lambda store: store.read(Meta.select()),
    "all rows": lambda store: store.reader.execute_sql("SELECT * FROM meta").fetchall(),
    "row by row": lambda store: list(store.reader.execute_sql("SELECT * FROM meta")),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_read_raises_peewees_error(open_store: OpenStore, database_file: Path, read: Callable[[Backend], Any]) -> None:
    with closing(open_store()) as sound:
        for number in range(60):
            sound.write(Change(f"row {number}", "v" * 500))
    overwrite_page_with(database_file, b"row 59")

    damaged = open_store()
    assert damaged.reader.execute_sql("SELECT * FROM meta").fetchone()

    with pytest.raises(DatabaseError):
        read(damaged)


def overwrite_page_with(database: Path, content: bytes) -> None:
    """Put noise in the place of the last page that has `content`; nobody has the file open."""
    found = database.read_bytes().rindex(content + b"v") // PAGE_BYTES
    with database.open("r+b") as file:
        file.seek(found * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)
