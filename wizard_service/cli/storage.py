"""`backup`, `restore`, `recover`: the database file as a whole."""

from pathlib import Path

import click

from ..config import load_config
from ..domain.maintenance.recovery import recover
from ..store.sqlite.backup import back_up, restore
from ..store.sqlite.connection import database_path
from .errors import handle_errors

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@handle_errors
def backup_command(file: Path, force: bool) -> None:
    """Write a consistent, checked copy of the database to FILE, also while the service runs."""
    back_up(database_path(load_config().database), file, force=force)
    click.echo(f"{file}: {file.stat().st_size} bytes, checked")


@click.command("restore")
@click.argument("file", type=_FILE)
@handle_errors
def restore_command(file: Path) -> None:
    """Replace the database with the backup FILE. The service must be stopped; the previous file is kept."""
    database = database_path(load_config().database)
    previous = restore(database, file)
    click.echo(f"{database} restored from {file}, with a new epoch")
    if previous:
        click.echo(f"Previous database kept as {previous}")


@click.command("recover")
@handle_errors
def recover_command() -> None:
    """Save the readable rows of a damaged database to a new one. The service must be stopped; the old file is kept."""
    database = database_path(load_config().database)
    recovery = recover(database)
    for table in recovery.tables:
        click.echo(f"{table.table}: {table.rows} rows{table.losses}")
    click.echo("\n".join([*recovery.repairs, f"{database} recovered, with a new epoch"]))
    click.echo(f"Damaged database kept as {recovery.previous}")
