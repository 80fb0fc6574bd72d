"""Compares the files of the database with the record of the served file."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ....errors import StorageError
from .files import FileNames, Files
from .record import Served, ServedRecord, boot_id, read_record

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


def require_matching_log(path: Path) -> None:
    """Raise StorageError when SQLite would write the write-ahead log of another file into this one.

    Called before SQLite opens the file, because opening and closing it may be enough.
    """
    served, files = read_together(lambda: read_record(path), FileNames(path)) or (None, None)
    if served is None or files is None or served.boot != boot_id():
        return
    if files.log.size and not _belong_together(served, files):
        raise StorageError(
            f"{path} and {path}-wal do not belong together: one of them was replaced. Put the other one back, or move "
            f"{path}-wal away, or delete {path}.served if they do belong together."
        )


def _belong_together(served: Served, files: Files) -> bool:
    if served.is_changing:
        return files.main.inode == served.files.main.inode
    main, log, _ = served.files
    is_main_same = files.main.without_device() == main.without_device()
    return is_main_same and files.log.inode == log.inode and files.log.continues(log)


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
            return f"has a different {name} than before, or none"
    if served.is_changing:
        return None
    if files.main != main:
        return "was truncated" if files.main.size < main.size else "was overwritten, or written by another program"
    if files.log.size < log.size:
        return "has a -wal file that was truncated"
    return None if files.log.continues(log) else "has a -wal file that was overwritten by another one"


@contextmanager
def changes_recorded(path: Path) -> Iterator[None]:
    """Record how the files are after the block, in which a command changes the database that was served.

    The caller holds the lock file. A file that is not the recorded one stays unrecorded.
    """
    served, before = read_record(path), FileNames(path).stamps()
    if served is None or not (served.is_changing or before.main == served.files.main):
        yield
        return
    with closing(ServedRecord(path)) as record:
        record.write(served._replace(is_changing=True, sequence=served.sequence + 1))
        try:
            yield
        finally:
            record.write(after_change(served, FileNames(path).stamps()))


def after_change(served: Served, now: Files) -> Served:
    """Return the record after a change. For a file that was replaced meanwhile, the earlier stamp is kept.

    The change may have written to a database that its name no longer leads to. How that file is now is unknown, so
    until the next change it counts as changing: when it is back, its content is not compared.
    """
    pairs = zip(served.files, now, strict=True)
    files = Files(*(new if new.is_same_file(old) else old for old, new in pairs))
    return served._replace(files=files, is_changing=files.main != now.main, sequence=served.sequence + 2)
