"""The service works with the rights that docs/postgresql.md grants its role, and has no others."""

import re
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, create, delete, purged, report, retention_with
from tests.support.paths import ROOT
from tests.support.postgresql_server import PostgresqlServer
from wizard_service.config import DatabaseSettings
from wizard_service.domain.history.archive import archive_investigation
from wizard_service.store.postgresql.backend import PostgresqlBackend

ROLE = "least_privileged"


@pytest.fixture
def role_url(postgresql_server: PostgresqlServer, postgresql_url: str) -> Iterator[str]:
    """Return the address of a new database for a role that has the documented grants alone."""
    page = (ROOT / "docs" / "postgresql.md").read_text()
    (grants,) = re.findall(r"```sql\n(GRANT.*?)```", page, re.DOTALL)
    postgresql_server.execute(f"CREATE ROLE {ROLE} LOGIN")
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        owner.execute(re.sub(r"\b(TO|FROM) wizard\b", rf"\1 {ROLE}", grants).encode())
    yield postgresql_url.replace("//wizard@", f"//{ROLE}@")
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {ROLE}")
    postgresql_server.execute(f"DROP ROLE {ROLE}")


def test_the_documented_grants_are_enough(role_url: str) -> None:
    clock = MovableClock()
    with closing(PostgresqlBackend(DatabaseSettings(role_url), clock)) as store:
        for name in ("i", "j"):
            create(store, name)
        report(store, 10)
        archive_investigation(store, CALLER, "j")
        delete(store)
        clock.move(days=100)

        assert purged(retention_with(store), force=True)["audit_entries"] > 10
        store.probe()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE notes (text TEXT)",
        "DROP INDEX events_by_age",
        "ALTER TABLE events ADD COLUMN note TEXT",
        "UPDATE investigation_audit_log SET actor = 'x'",
        "TRUNCATE investigation_audit_log",
        "ALTER TABLE investigation_audit_log DISABLE TRIGGER ALL",
    ],
)
def test_the_role_can_change_neither_the_schema_nor_the_audit_trail(role_url: str, statement: str) -> None:
    with psycopg.connect(role_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_the_role_deletes_audit_entries_as_retention_alone(role_url: str) -> None:
    with closing(PostgresqlBackend(DatabaseSettings(role_url))) as store:
        create(store)
    with psycopg.connect(role_url) as connection, pytest.raises(psycopg.errors.IntegrityError, match="by retention"):
        connection.execute("DELETE FROM investigation_audit_log")
