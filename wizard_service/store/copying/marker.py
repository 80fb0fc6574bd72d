"""The mark of an incomplete copy: the epoch of its source, in `meta` of the target."""

from ...errors import StorageError
from ..backend import Backend, Reader, Transaction
from ..checksums import with_checksums
from ..models import Meta

_KEY = "incomplete_copy_of"
_FIND = "SELECT value FROM meta WHERE key = ?"


def copied_source(reader: Reader) -> str | None:
    """Return the epoch of the database that this one is an incomplete copy of, None when it is none."""
    rows = reader.select_tuples(_FIND, (_KEY,))
    return str(rows[0][0]) if rows else None


def mark_source(tx: Transaction, epoch: str) -> None:
    """Mark the database as an incomplete copy."""
    tx.insert(Meta, [with_checksums(Meta, {"key": _KEY, "value": epoch})])


def clear_source(tx: Transaction) -> None:
    """Remove the mark, once the copy is complete."""
    tx.delete(Meta, {"key": _KEY})


def require_complete(reader: Reader) -> None:
    """Raise StorageError when the database is an incomplete copy."""
    epoch = copied_source(reader)
    if epoch is not None:
        raise StorageError(f"The database is an incomplete copy of the one with epoch {epoch}: run `copy` again.")


def complete(backend: Backend) -> Backend:
    """Return the backend; close it and raise StorageError when its database is an incomplete copy."""
    try:
        require_complete(backend)
    except StorageError:
        backend.close()
        raise
    return backend
