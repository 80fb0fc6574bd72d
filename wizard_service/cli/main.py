"""Commands that are imported when they are used.

`python -m wizard_service`: the commands. Exit status 0 done, 1 failed, 2 wrong use.
"""

import importlib
import os
import sys
from typing import Any

import click

from .. import __version__
from ..config import Config, ServerSettings, is_address, load_config
from ..domain.identity.principal import DEFAULT_SCOPES, READ, RUN, WRITE, is_user_id
from ..domain.identity.tokens import issue_token
from ..errors import ConfigError
from ..store.sqlite.connection import connected, database_path
from ..store.sqlite.migrations import Migration, available_migrations, migrate, pending_migrations, verify_schema
from . import login_link, purge, storage, verify
from .check import status_lines
from .errors import exit_with_error, handle_errors


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
            return _unavailable(cmd_name, f'{missing}: pip install ".[client]"')
        return command


def _unavailable(name: str, why: str) -> click.Command:
    """Return a command that says why it cannot be had; the group's own help shows it too."""

    def refuse(**_: Any) -> None:
        raise click.ClickException(why)

    anything: dict[str, Any] = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return click.Command(name, callback=refuse, help=why, context_settings=anything)


# As long as anybody looks at a terminal.
OWN_TOKEN_TTL_S = 7 * 86400


@click.group(
    cls=LazyGroup,
    lazy={"watch": "wizard_service.tools.watch.command:watch_command"},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context) -> None:
    """State, history and one live event feed for long-running investigations."""
    # Whoever may read this service's settings may watch what it serves, and check it.
    own = {"url": _own_url, "base_path": _own_base_path}
    ctx.default_map = {
        "watch": own | {"token": lambda: _own_token("watch", RUN)},
        "verify": {"feed": own | {"token": lambda: _own_token("verify-feed", READ, WRITE, RUN)}},
    }


@main.command()
@click.option("--bind", metavar="HOST:PORT", help="Where to listen; default WIZARD_BIND.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; default WIZARD_WORKERS.")
@handle_errors
def serve(bind: str | None, workers: int | None) -> None:
    """Serve in the foreground, by gunicorn with gevent workers."""
    if bind is not None and not is_address(bind):
        raise click.BadParameter("must be HOST:PORT or unix:PATH", param_hint="--bind")
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
@handle_errors
def migrate_command(dry_run: bool, status: bool) -> None:
    """Apply the SQL files that the database has not had yet; creates it when it is missing."""
    if dry_run and status:
        raise click.UsageError("--dry-run and --status do not go together.")
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
@handle_errors
def check() -> None:
    """Check configuration, schema and database."""
    config = load_config()
    path = database_path(config.database)
    verify_schema(path)
    click.echo(f"configuration ok\nschema ok: {path}")
    with connected(path) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        exit_with_error(
            f"database is damaged: {verdict}", "Restore a backup, or run `python -m wizard_service recover`."
        )
    click.echo("database ok")
    for fact in status_lines(config):
        click.echo(fact)


@main.command()
@click.option("--user", required=True, help="The user id, claim `sub`.")
@click.option("--scope", default=" ".join(sorted(DEFAULT_SCOPES)), show_default=True, help="Space separated.")
@click.option("--ttl", type=click.IntRange(1), default=3600, show_default=True, help="Seconds until it ends.")
@handle_errors
def token(user: str, scope: str, ttl: int) -> None:
    """Print a token, and nothing else."""
    if not is_user_id(user):
        raise click.BadParameter("must be 1 to 255 printable characters", param_hint="--user")
    if not scope.split():
        raise click.BadParameter("names none, which a token cannot say", param_hint="--scope")
    config: Config = load_config()
    click.echo(issue_token(config.auth, user, scope.split(), ttl))


@main.group(
    "verify",
    cls=LazyGroup,
    lazy={"feed": "wizard_service.tools.verify.command:feed"},
    invoke_without_command=True,
)
@click.pass_context
def verify_group(context: click.Context) -> None:
    """Compare what is told with what is stored; with no command, all that needs nothing but the database."""
    if context.invoked_subcommand is None:
        sys.exit(max(_status(context, command) for command in (verify.state, verify.audit)))


verify_group.add_command(verify.state)
verify_group.add_command(verify.audit)
main.add_command(login_link.login_link_command)
for _command in (storage.backup_command, storage.restore_command, storage.recover_command, purge.purge_command):
    main.add_command(_command)


def _status(context: click.Context, command: click.Command) -> int:
    """Return the exit status of a command that is run as part of another."""
    try:
        context.invoke(command)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _own_url() -> str | None:
    bind = _own_config().server.bind
    return None if bind.startswith("unix:") else f"http://{bind}"


def _own_base_path() -> str:
    try:
        return load_config().server.base_path
    except ConfigError:
        return ServerSettings().base_path


def _own_token(user_id: str, *scopes: str) -> str:
    return issue_token(_own_config().auth, user_id, scopes, OWN_TOKEN_TTL_S)


def _own_config() -> Config:
    try:
        return load_config()
    except ConfigError as error:
        raise click.UsageError(
            f"Give --url and --token, or run this where the service's settings are. {error}"
        ) from None


def _pending(path: Any) -> list[Migration]:
    if not path.exists():
        return available_migrations()
    with connected(path) as connection:
        return pending_migrations(connection)
