"""Single bits that flip in a database file, and whether the content that its tables return is another one then."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

# Rows that count nothing say nothing, the times of a rate limit pass, the identity of the file is compared when it is
# opened, and a number of sqlite_sequence that is too high or too low is not used.
_LEFT_OUT = ("sqlite_sequence", "database_identity")
_CONTENT = {
    "investigation_history_counts": "SELECT * FROM investigation_history_counts WHERE investigations > 0",
    "usage": "SELECT owner, investigations, stored_bytes FROM usage",
}
_SUFFIXES = ("-wal", "-shm", ".lock", ".users", ".tail", ".degraded")

Content = dict[str, list[str]]


@dataclass(frozen=True)
class Flip:
    """A flipped bit. tables: whose content it changed; none when SQLite refuses to read the file."""

    offset: int
    bit: int
    tables: tuple[str, ...]


def content_of(path: Path) -> Content:
    """Return the rows of every table and the schema, as the tables themselves store them."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = [name for (name,) in listed if name not in _LEFT_OUT]
        statements = {name: _CONTENT.get(name, f"SELECT * FROM {name}") for name in [*names, "sqlite_master"]}
        return {name: [repr(row) for row in connection.execute(text)] for name, text in statements.items()}


def flips(original: Path, copy: Path, random_bits: random.Random) -> Iterator[Flip]:
    """Yield flips that change content, without end; `copy` holds the flipped file until the next one."""
    before = content_of(original)
    size_bytes = original.stat().st_size
    while True:
        offset, bit = random_bits.randrange(size_bytes), random_bits.randrange(8)
        _copy_flipped(original, copy, offset, bit)
        changed = _changed_tables(copy, before)
        if changed is not None:
            yield Flip(offset, bit, changed)


def _copy_flipped(original: Path, copy: Path, offset: int, bit: int) -> None:
    for suffix in _SUFFIXES:
        Path(f"{copy}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(original, copy)
    with copy.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1 << bit]))


def _changed_tables(copy: Path, before: Content) -> tuple[str, ...] | None:
    try:
        after = content_of(copy)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError):
        return ()
    changed = tuple(name for name in {**before, **after} if before.get(name) != after.get(name))
    return changed or None
