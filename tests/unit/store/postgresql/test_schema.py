"""The schema of a PostgreSQL database: applied once, compared at each start, and guarded against tampering."""

import hashlib
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.postgresql_server import PostgresqlServer
from wizard_service.config import DatabaseSettings
from wizard_service.errors import SchemaError
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.migrations import available_migrations, migrate, pending_migrations, verify
from wizard_service.store.repositories import sharing, states


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def differences(url: str) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as refused:
        verify(DatabaseSettings(url))
    return refused.value.differences


def test_migrations_are_applied_once(postgresql_server: PostgresqlServer) -> None:
    settings = DatabaseSettings(postgresql_server.create_database())

    assert pending_migrations(settings) == available_migrations()
    assert migrate(settings) == available_migrations()
    assert (pending_migrations(settings), migrate(settings)) == ([], [])


def test_shares_from_before_invitations_are_accepted(
    postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = DatabaseSettings(postgresql_server.create_database())
    (invitations,) = [file for file in available_migrations() if file.name.endswith("_invitations.sql")]
    others = [file for file in available_migrations() if file != invitations]
    with monkeypatch.context() as older:
        older.setattr("wizard_service.store.postgresql.migrations.available_migrations", lambda: others)
        migrate(settings)
    execute(
        settings.url,
        "INSERT INTO investigation_states"
        " (investigation_id, user_id, wizard_step, status, version, created_at, updated_at)"
        " VALUES ('i', 'u1', 'SETTINGS', 'IN_PROGRESS', 2, 't', 't');"
        "INSERT INTO investigation_access VALUES ('i', 'u2', 'viewer', 'u1', 't', 7)",
    )

    assert migrate(settings) == [invitations]

    with closing(PostgresqlBackend(settings)) as store:
        assert states.find_visible(store, "i", "u2", sees_all=False) is not None
        assert sharing.count_invitations(store, "u2") == 0
        assert store.select_tuples("SELECT accepted_at, row_checksum FROM investigation_access") == [("t", None)]


def test_a_database_that_was_not_migrated_is_refused(postgresql_server: PostgresqlServer) -> None:
    found = differences(postgresql_server.create_database())

    assert found == tuple(f"migration {file.name} is not applied" for file in available_migrations())


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("DROP INDEX events_by_age", "index events_by_age is missing"),
        ("DROP TRIGGER audit_log_no_update ON investigation_audit_log", "trigger audit_log_no_update is missing"),
        ("ALTER TABLE usage ALTER stored_bytes TYPE INTEGER", "column usage.stored_bytes differs"),
        ("ALTER TABLE investigation_audit_log DISABLE TRIGGER ALL", "trigger audit_log_no_update differs"),
        ("UPDATE schema_migrations SET sha256 = 'x'", "migration 0001_foundation.sql was edited after it was applied"),
    ],
)
def test_a_changed_schema_is_refused(postgresql_url: str, statement: str, difference: str) -> None:
    execute(postgresql_url, statement)

    assert any(found.startswith(difference) for found in differences(postgresql_url))


@pytest.mark.parametrize("made_with", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("run_with", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_ends_of_a_checkout_are_no_edit(
    postgresql_server: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_with: str, run_with: str
) -> None:
    settings, files = DatabaseSettings(postgresql_server.create_database()), available_migrations()
    monkeypatch.setattr("wizard_service.store.postgresql.migrations.sql_folder", lambda _: tmp_path)
    for file in files:
        (tmp_path / file.name).write_text(file.script, newline=made_with)
    migrate(settings)
    # Programs before this one recorded the checksum of the bytes.
    sums = [(hashlib.sha256((tmp_path / file.name).read_bytes()).hexdigest(), file.name) for file in files]
    with psycopg.connect(settings.url) as connection, connection.cursor() as cursor:
        cursor.executemany("UPDATE schema_migrations SET sha256 = %s WHERE name = %s", sums)

    for file in files:
        (tmp_path / file.name).write_text(file.script, newline=run_with)

    assert (pending_migrations(settings), migrate(settings)) == ([], [])
    verify(settings)


def test_objects_of_an_operator_are_ignored(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE notes (text TEXT); CREATE INDEX of_the_operator ON events (actor)")

    verify(DatabaseSettings(postgresql_url))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE investigation_audit_log SET actor = 'x'",
        "DELETE FROM investigation_audit_log",
        "TRUNCATE investigation_audit_log",
    ],
)
def test_entries_of_the_audit_trail_are_neither_changed_nor_deleted(postgresql_url: str, statement: str) -> None:
    execute(
        postgresql_url,
        "INSERT INTO investigation_audit_log (entry_id, investigation_id, user_id, actor, action_type, source, version,"
        " timestamp, request_id, previous_hash, hash)"
        " VALUES ('e', 'i', 'u', 'u', 'STATE_CREATED', 'USER', 1, 't', 'r', '', 'h')",
    )

    with pytest.raises(psycopg.errors.IntegrityError):
        execute(postgresql_url, statement)


def test_a_copied_database_begins_a_new_epoch(postgresql_server: PostgresqlServer, postgresql_url: str) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as original:
        assert original.epoch_origin is None
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as again:
        assert again.epoch == original.epoch
    name = postgresql_url.partition("@/")[2].partition("?")[0]

    with closing(PostgresqlBackend(DatabaseSettings(postgresql_server.create_database(name)))) as copy:
        assert copy.epoch != original.epoch
        assert "the database was copied or restored" in str(copy.epoch_origin)


def test_a_dump_that_is_restored_into_its_own_database_begins_a_new_epoch(
    postgresql_server: PostgresqlServer, postgresql_url: str
) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as before:
        assert before.epoch_origin is None

    postgresql_server.restore(postgresql_url, postgresql_server.dump(postgresql_url))

    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as after:
        assert after.epoch != before.epoch
        assert "the database was copied or restored" in str(after.epoch_origin)
