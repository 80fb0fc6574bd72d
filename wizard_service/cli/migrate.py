"""`migrate`: the schema of the database, from the SQL files of this version."""

from collections.abc import Iterator

import click

from ..config import DatabaseSettings, load_config
from ..store import kind_of
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
    settings = load_config().database
    report = _status_lines if status else _scripts if dry_run else _apply
    click.echo("\n".join(report(settings)) or UP_TO_DATE)


def _status_lines(settings: DatabaseSettings) -> Iterator[str]:
    kind = kind_of(settings)
    pending = kind.pending_migrations(settings)
    for migration in kind.available_migrations():
        yield f"{'pending' if migration in pending else 'applied'} {migration.name}"


def _scripts(settings: DatabaseSettings) -> Iterator[str]:
    return (f"-- {migration.name}\n{migration.script}" for migration in kind_of(settings).pending_migrations(settings))


def _apply(settings: DatabaseSettings) -> Iterator[str]:
    return (f"applied {migration.name}" for migration in kind_of(settings).migrate(settings))
