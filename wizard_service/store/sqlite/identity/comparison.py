"""The comparison of the files with the record."""

from collections.abc import Callable
from pathlib import Path

from ....errors import StorageError
from .files import FileNames, Files
from .record import Served, boot_id, read_record

_READ_ATTEMPTS = 50


def read_together(read: Callable[[], Served | None], names: FileNames) -> tuple[Served | None, Files] | None:
    """Return the record and the stamps of the files as they were at one moment.

    None when other processes change them during every attempt; those processes compare them before each commit.
    """
    for _ in range(_READ_ATTEMPTS):
        served, files = read(), names.stamps()
        if served == read():
            return served, files
    return None


def require_own_log(path: Path) -> None:
    """Raise StorageError when SQLite would play the write-ahead log of another file into this one.

    Called before SQLite opens the file, because opening and closing it may be enough.
    """
    served, files = read_together(lambda: read_record(path), FileNames(path)) or (None, None)
    if served is None or files is None or served.boot != boot_id() or served.is_changing:
        return
    if files.log.size and (files.main != served.files.main or not files.log.is_same_file(served.files.log)):
        raise StorageError(
            f"{path} and {path}-wal do not belong together: one of them was replaced. Put the other one back, or move "
            f"{path}-wal away, or delete {path}.served if they do."
        )


def difference(served: Served, files: Files) -> str | None:
    """Return how the files differ from the record, as the rest of a sentence about the database; None if they match."""
    main, log, shm = served.files
    if not files.main.inode:
        return "was moved, deleted or cannot be reached"
    for name, recorded, now in (
        ("file", main, files.main),
        ("-wal file", log, files.log),
        ("-shm file", shm, files.shm),
    ):
        if not now.is_same_file(recorded):
            return f"has another {name} than it had, or none"
    if served.is_changing or files.main == main:
        is_cut = not served.is_changing and files.log.size < log.size
        return "has a -wal file that was truncated" if is_cut else None
    return "was truncated" if files.main.size < main.size else "was overwritten, or written by another program"


def after_change(before: Files, now: Files) -> Files:
    """Return the stamps to record after a change. For a file that was replaced meanwhile, the earlier stamp is kept."""
    pairs = zip(before, now, strict=True)
    return Files(*(new if new.is_same_file(old) else old for old, new in pairs))
