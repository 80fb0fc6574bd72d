"""Apply the SQL files of `sql/postgresql/` in one transaction, and compare a database with what they have created."""

from datetime import UTC, datetime

from ...config import DatabaseSettings
from ...errors import SchemaError, StorageError
from ...timestamps import timestamp
from ..checksums import with_checksums
from ..migration_files import MigrationFile, pending_files, read_migrations
from ..models import AppliedMigration, Meta
from ..search import name_key
from ..statements import sql_folder
from .connections import WITHOUT_TIME_LIMITS, Connection, connect
from .driver_errors import storage_errors
from .transaction import named, translated

Objects = dict[str, str]

# A statement must see what was committed before it got its locks; the default of a database may be another level.
_BEGIN = f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; {WITHOUT_TIME_LIMITS}"
# The second of two simultaneous runs waits for the first and finds nothing to do.
_LOCK = "SELECT pg_advisory_xact_lock(1464748626, 2)"
_EXISTS = "SELECT to_regclass('schema_migrations') IS NOT NULL"
_APPLIED = "SELECT name, sha256 FROM schema_migrations"
_INSERT_APPLIED = "INSERT INTO schema_migrations (name, sha256, applied_at, row_checksum) VALUES (?, ?, ?, ?)"
_EPOCH = "SELECT value FROM meta WHERE key = 'epoch' AND row_checksum IS NULL"
_SET_CHECKSUM_OF_EPOCH = "UPDATE meta SET row_checksum = ? WHERE key = 'epoch'"
_NAMES_WITHOUT_KEY = (
    "SELECT investigation_id, name FROM investigation_states WHERE name IS NOT NULL AND name_key IS NULL"
)
_SET_NAME_KEY = "UPDATE investigation_states SET name_key = ? WHERE investigation_id = ?"
_RECORDED_OBJECTS = "SELECT name, definition FROM schema_objects"
_DELETE_OBJECT = "DELETE FROM schema_objects WHERE name = ?"
_INSERT_OBJECT = "INSERT INTO schema_objects (name, definition) VALUES (?, ?)"


def available_migrations() -> list[MigrationFile]:
    return read_migrations(sql_folder("postgresql"), MigrationFile)


def pending_migrations(settings: DatabaseSettings) -> list[MigrationFile]:
    """Return the migrations that have yet to be applied, in order. Raises SchemaError and StorageError."""
    with storage_errors(), connect(settings) as connection:
        return _pending(connection)


@storage_errors()
def migrate(settings: DatabaseSettings) -> list[MigrationFile]:
    """Apply all pending migrations, all of them or none, and return them. The database itself must exist."""
    with connect(settings) as connection, connection.transaction():
        connection.execute(_BEGIN)
        connection.execute(_LOCK)
        before, recorded = _objects(connection), _recorded_objects(connection)
        pending = _pending(connection)
        for migration in pending:
            _apply(connection, migration)
        if pending:
            _record_objects(connection, before, recorded)
            _fill_name_keys(connection)
            _add_checksum_of_epoch(connection)
    return pending


@storage_errors()
def verify_schema(connection: Connection) -> None:
    """Raise SchemaError with every difference between the database and what its migrations have created.

    Objects that an operator added are ignored.
    """
    pending = _pending(connection)
    if pending:
        raise SchemaError([f"migration {migration.name} is not applied" for migration in pending])
    recorded, present = _recorded_objects(connection), _objects(connection)
    missing = [f"{name} is missing" for name in recorded if name not in present]
    changed = [
        f"{name} differs: {present[name]}"
        for name, definition in recorded.items()
        if present.get(name, definition) != definition
    ]
    if missing or changed:
        raise SchemaError(missing + changed, "Restore these objects as the files of `sql/postgresql/` create them.")


def verify(settings: DatabaseSettings) -> None:
    """Raise SchemaError when the database is not what this program needs, also when it cannot be read."""
    try:
        connection = connect(settings)
    except StorageError as error:
        differences = [f"the database cannot be read: {error}"]
        raise SchemaError(differences, "Start the server, or create the database.") from error
    with connection:
        verify_schema(connection)


def _pending(connection: Connection) -> list[MigrationFile]:
    applied: dict[str, str] = dict(connection.execute(_APPLIED).fetchall()) if _has_schema(connection) else {}
    return pending_files(available_migrations(), applied)


def _has_schema(connection: Connection) -> bool:
    ((exists,),) = connection.execute(_EXISTS).fetchall()
    return bool(exists)


def _apply(connection: Connection, migration: MigrationFile) -> None:
    connection.execute(migration.script.encode())
    applied = {"name": migration.name, "sha256": migration.sha256, "applied_at": timestamp(datetime.now(UTC))}
    connection.execute(translated(_INSERT_APPLIED), [*with_checksums(AppliedMigration, applied).values()])


def _objects(connection: Connection) -> Objects:
    return dict(connection.execute(translated(named("schema.objects"))).fetchall())


def _recorded_objects(connection: Connection) -> Objects:
    return dict(connection.execute(_RECORDED_OBJECTS).fetchall()) if _has_schema(connection) else {}


def _record_objects(connection: Connection, before: Objects, recorded: Objects) -> None:
    """Record what the migrations have created or changed, and nothing that an operator has added."""
    after = _objects(connection)
    for name in recorded:
        connection.execute(translated(_DELETE_OBJECT), (name,))
    needed = {name for name, definition in after.items() if name in recorded or before.get(name) != definition}
    for name in sorted(needed):
        connection.execute(translated(_INSERT_OBJECT), (name, after[name]))


def _fill_name_keys(connection: Connection) -> None:
    """Make the sort keys of the names that were written before the column existed."""
    with connection.cursor() as cursor:
        keys = [(name_key(name), id_) for id_, name in cursor.execute(_NAMES_WITHOUT_KEY).fetchall()]
        cursor.executemany(translated(_SET_NAME_KEY), keys)


def _add_checksum_of_epoch(connection: Connection) -> None:
    """Add the checksum to the row that a migration has inserted with SQL alone."""
    for (epoch,) in connection.execute(_EPOCH).fetchall():
        checksum = with_checksums(Meta, {"key": "epoch", "value": epoch})["row_checksum"]
        connection.execute(translated(_SET_CHECKSUM_OF_EPOCH), (checksum,))
