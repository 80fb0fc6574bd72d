"""`migrate`: the schema of the database, from the SQL files of this version."""

from pathlib import Path

import click

from ..config import load_config
from ..store.sqlite.connection import connected, database_path, storage_errors
from ..store.sqlite.migration_files import Migration, available_migrations
from ..store.sqlite.migrations import migrate, pending_migrations
from .errors import handle_errors

UP_TO_DATE = "Schema is up to date."


@click.command("migrate")
@click.option("--dry-run", is_flag=True, help="Print the SQL that would be executed.")
@click.option("--status", is_flag=True, help="Print which files are applied and which are pending.")
@handle_errors
def migrate_command(dry_run: bool, status: bool) -> None:
    """Apply the pending SQL files to the database; create it if it is missing."""
    if dry_run and status:
        raise click.UsageError("--dry-run and --status exclude each other.")
    path = database_path(load_config().database)
    if status:
        click.echo("\n".join(_status_lines(path)))
    elif dry_run:
        click.echo("\n".join(f"-- {migration.name}\n{migration.script}" for migration in _pending(path)) or UP_TO_DATE)
    else:
        click.echo("\n".join(f"applied {migration.name}" for migration in migrate(path)) or UP_TO_DATE)


def _status_lines(path: Path) -> list[str]:
    pending = _pending(path)
    return [
        f"{'pending' if migration in pending else 'applied'} {migration.name}" for migration in available_migrations()
    ]


def _pending(path: Path) -> list[Migration]:
    if not path.exists():
        return available_migrations()
    with storage_errors(), connected(path) as connection:
        return pending_migrations(connection)
