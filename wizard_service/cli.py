"""`python -m wizard_service`: serve, migrate, check, token, watch, verify. Exit status 0 done, 1 failed, 2 wrong."""

import functools
import importlib
import os
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

import click

from . import __version__
from .config import Config, load_config
from .domain.tokens import DEFAULT_SCOPES, issue_token
from .errors import ConfigError, SchemaError
from .store.database import connect_existing, database_path
from .store.migrations import Migration, available_migrations, migrate, pending_migrations
from .store.schema import verify_schema


class LazyGroup(click.Group):
    """A group with commands that are imported when they are used: only they need the packages of the client.

    lazy: their names and where they are, `module:attribute`.
    """

    def __init__(self, *arguments: Any, lazy: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._lazy])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._lazy[cmd_name].partition(":")
        try:
            command: click.Command = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as missing:
            return _unavailable(cmd_name, f'{missing}: pip install "wizard-service[client]"')
        return command


def _unavailable(name: str, why: str) -> click.Command:
    """Return a command that says why it cannot be had; the group's own help shows it too."""

    def refuse(**_: Any) -> None:
        raise click.ClickException(why)

    anything: dict[str, Any] = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return click.Command(name, callback=refuse, help=why, context_settings=anything)


@click.group(
    cls=LazyGroup,
    lazy={"watch": "wizard_service.client.watch_command:watch_command"},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__)
def main() -> None:
    """State, history and one live event feed for long-running investigations."""


def _reports_errors(command: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except (ConfigError, SchemaError, sqlite3.Error, OSError) as error:
            click.echo(f"{error}", err=True)
            sys.exit(1)

    return run


@main.command()
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; default WIZARD_BIND.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; default WIZARD_WORKERS.")
@_reports_errors
def serve(bind: str | None, workers: int | None) -> None:
    """Serve in the foreground, by gunicorn with gevent workers."""
    config = load_config()
    verify_schema(database_path(config.database))
    arguments = ["-m", "gunicorn", "-c", "python:wizard_service.gunicorn_conf"]
    arguments += ["--bind", bind] if bind else []
    arguments += ["--workers", str(workers)] if workers else []
    # Replaced, not run as a child: signals meant for the server reach it.
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606


@main.command("migrate")
@click.option("--dry-run", is_flag=True, help="Print what would be executed.")
@click.option("--status", is_flag=True, help="Print which files are applied.")
@_reports_errors
def migrate_command(dry_run: bool, status: bool) -> None:
    """Apply the SQL files that the database has not had yet; creates it when it is missing."""
    path = database_path(load_config().database)
    if not (dry_run or status):
        applied = migrate(path)
        click.echo("\n".join(f"applied {each.name}" for each in applied) or "nothing to apply")
        return
    pending = _pending(path)
    if dry_run:
        click.echo("\n".join(f"-- {each.name}\n{each.script}" for each in pending) or "nothing to apply")
        return
    for each in available_migrations():
        click.echo(f"{'pending' if each in pending else 'applied'} {each.name}")


@main.command()
@_reports_errors
def check() -> None:
    """Check configuration, schema and database."""
    config = load_config()
    path = database_path(config.database)
    verify_schema(path)
    click.echo(f"configuration ok\nschema ok: {path}")
    with connect_existing(path) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    click.echo(f"database {verdict}")
    if verdict != "ok":
        sys.exit(1)


@main.command()
@click.option("--user", required=True, help="The user id, claim `sub`.")
@click.option("--scope", default=" ".join(sorted(DEFAULT_SCOPES)), show_default=True, help="Space separated.")
@click.option("--ttl", type=click.IntRange(1), default=3600, show_default=True, help="Seconds until it ends.")
@_reports_errors
def token(user: str, scope: str, ttl: int) -> None:
    """Print a token, and nothing else."""
    config: Config = load_config()
    click.echo(issue_token(config.auth, user, scope.split(), ttl))


@main.group(
    cls=LazyGroup,
    lazy={"audit": "wizard_service.verify_audit:audit", "feed": "wizard_service.client.verify_command:feed"},
)
def verify() -> None:
    """Compare what is told with what is stored."""


def _pending(path: Any) -> list[Migration]:
    if not path.exists():
        return available_migrations()
    connection = connect_existing(path)
    try:
        return pending_migrations(connection)
    finally:
        connection.close()
