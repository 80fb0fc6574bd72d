"""Errors of a database, which `store/` raises."""


class StorageError(Exception):
    """The database failed or refused a statement; the text is the driver's. Raised by `store/` alone."""


class TransientStorageError(StorageError):
    """The same statement may succeed later: the database is busy, locked, full or unreachable."""


class DatabaseLocked(TransientStorageError):
    """Another connection to SQLite keeps this one out for longer than it waits."""


class ConstraintViolation(StorageError):
    """A row breaks a constraint or a guard of its table: an error of this program, not of the database."""


class UniqueViolation(ConstraintViolation):
    """A row with the same key exists."""
