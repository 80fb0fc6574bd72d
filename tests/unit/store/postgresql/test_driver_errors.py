"""Errors of the driver become errors of the seam by their SQLSTATE."""

import psycopg
import pytest
from psycopg import errors

from wizard_service.errors import ConstraintViolation, StorageError, TransientStorageError, UniqueViolation
from wizard_service.store.postgresql.driver_errors import as_storage_error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.UniqueViolation, UniqueViolation),
        (errors.CheckViolation, ConstraintViolation),
        (errors.ForeignKeyViolation, ConstraintViolation),
        (errors.NotNullViolation, ConstraintViolation),
        # The guards of the audit trail raise it.
        (errors.IntegrityConstraintViolation, ConstraintViolation),
        (errors.DeadlockDetected, TransientStorageError),
        (errors.ReadOnlySqlTransaction, TransientStorageError),
        (errors.AdminShutdown, TransientStorageError),
        (errors.TooManyConnections, TransientStorageError),
        (errors.QueryCanceled, StorageError),
        (errors.UndefinedTable, StorageError),
    ],
)
def test_only_a_duplicate_is_reported_as_one(error: type[psycopg.Error], expected: type[StorageError]) -> None:
    assert type(as_storage_error(error("text"))) is expected
