"""Exceptions of the driver become errors of the seam, by their SQLSTATE."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ...errors import ConstraintViolation, StorageError, TransientStorageError, UniqueViolation

_UNIQUE_VIOLATION, _INTEGRITY_CLASS = "23505", "23"
# Connection exceptions, insufficient resources, and the shutdown of a server. 57014 is a canceled statement, which
# would only be canceled again.
_TRANSIENT_CLASSES = ("08", "53", "57P")
# Serialization failure, deadlock, lock timeout, a server that has become read-only after a failover, and a standby that
# is asked for its place.
READ_ONLY = "25006"
_TRANSIENT_STATES = ("40001", "40P01", "55P03", "55000", READ_ONLY)


def as_storage_error(error: psycopg.Error) -> StorageError:
    """Return the backend-independent error for an error of the driver."""
    state, text = error.sqlstate, str(error).strip()
    if state is None:
        return TransientStorageError(text) if isinstance(error, psycopg.OperationalError) else StorageError(text)
    if state.startswith(_INTEGRITY_CLASS):
        return UniqueViolation(text) if state == _UNIQUE_VIOLATION else ConstraintViolation(text)
    if state in _TRANSIENT_STATES or state.startswith(_TRANSIENT_CLASSES):
        return TransientStorageError(text)
    return StorageError(text)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise StorageError in place of an exception of the driver. This context manager is also a decorator."""
    try:
        yield
    except psycopg.Error as error:
        raise as_storage_error(error) from error
