"""A database that a newer program has migrated is refused, and every command says which version it needs."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.command_line import SECRET, failed
from wizard_service.app import create_app
from wizard_service.cli.main import main
from wizard_service.config import Config
from wizard_service.errors import SchemaError
from wizard_service.store import Backend, kind_of
from wizard_service.store.models import AppliedMigration

LATER = "9999_later.sql"
every_database = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


@pytest.fixture
def run(config: Config, store: Backend) -> Callable[[str], Result]:
    """Return a function that runs a command on a database with a migration that the program does not have."""

    applied = {"name": LATER, "sha256": "x", "applied_at": "2099-01-01T00:00:00.000Z"}
    store.write(lambda tx: tx.insert(AppliedMigration, [applied]))
    store.close()
    environment = {"WIZARD_JWT_SECRET": SECRET, "DATABASE_URL": config.database.url}
    return lambda command: CliRunner().invoke(main, command.split(), env=environment)


def reason_on(config: Config) -> str:
    newest = kind_of(config.database).available_migrations()[-1].name
    return (
        f"migration {LATER} was applied, this program does not have it\n"
        f"The database is newer than this program, whose last migration is {newest}: run a version that has {LATER}."
    )


@every_database
@pytest.mark.parametrize(
    "command", ["check", "serve", "migrate", "migrate --status", "migrate --dry-run", "purge", "revoke --user u"]
)
def test_every_command_names_the_migration_that_is_needed(
    run: Callable[[str], Result], config: Config, command: str
) -> None:
    result = run(command)

    failed(result, reason_on(config))
    assert "service migrate" not in result.stderr


@pytest.mark.parametrize("database", ["sqlite"])
def test_recover_leaves_out_nothing_that_a_newer_program_has_added(
    run: Callable[[str], Result], config: Config
) -> None:
    failed(run("recover"), reason_on(config))


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_name_that_damage_has_changed_does_not_keep_recover_from_its_work(
    run: Callable[[str], Result], database_file: Path
) -> None:
    with closing(sqlite3.connect(database_file)) as connection, connection:
        connection.execute("UPDATE schema_migrations SET name = '9998_later.sql' WHERE name = ?", (LATER,))

    result = run("recover")

    assert result.exit_code == 0, result.stderr
    assert run("check").exit_code == 0


@every_database
@pytest.mark.usefixtures("run")
def test_the_application_names_the_migration_that_is_needed(config: Config) -> None:
    with pytest.raises(SchemaError) as refused:
        create_app(config)

    assert str(refused.value).endswith(reason_on(config))
