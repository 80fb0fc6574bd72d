"""`python -m wizard_service`: the group of all commands. Exit status 0 done, 1 failed, 2 wrong use."""

import importlib
import os
import sys
from contextlib import suppress
from typing import Any

import click

from .. import __version__
from ..config import Config, is_address, load_config, unknown_settings
from ..domain.identity.principal import READ, RUN, WRITE
from ..domain.identity.tokens import verify_keys
from ..errors import ConfigError
from ..store import kind_of, verify_complete
from . import check, copy, credentials, migrate, purge, storage, verify
from .errors import handle_errors
from .local_service import local_base_path, local_token, local_url


class LazyGroup(click.Group):
    """A group with commands that need optional packages, such as those of the client.

    lazy: the optional commands by name, each as `module:attribute`.
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


def _unavailable(name: str, reason: str) -> click.Command:
    """Return a placeholder command that fails with a reason, which the help of the group shows too."""

    def fail(**_: Any) -> None:
        raise click.ClickException(reason)

    accept_all: dict[str, Any] = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return click.Command(name, callback=fail, help=reason, context_settings=accept_all)


@click.group(
    cls=LazyGroup,
    lazy={"watch": "wizard_service.tools.watch.command:watch_command"},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context) -> None:
    """State, history and one live event feed for long-running investigations."""
    # The log of the server has the same warnings.
    if ctx.invoked_subcommand != "serve":
        _warn_of_unknown_settings()
    # A user who can read the service's settings can run `watch` and `verify` without --url and --token.
    local = {"url": local_url, "base_path": local_base_path}
    ctx.default_map = {
        "watch": local | {"token": lambda: local_token("watch", RUN)},
        "verify": {"feed": local | {"token": lambda: local_token("verify-feed", READ, WRITE, RUN)}},
    }


@main.command()
@click.option("--bind", metavar="HOST:PORT", help="Address to listen on; default WIZARD_BIND.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; default WIZARD_WORKERS.")
@handle_errors
def serve(bind: str | None, workers: int | None) -> None:
    """Serve in the foreground, with gunicorn and gevent workers."""
    if bind is not None and not is_address(bind):
        raise click.BadParameter("must be HOST:PORT or unix:PATH", param_hint="--bind")
    config = _serving_config()
    verify_keys(config.auth)
    database = kind_of(config.database)
    database.verify_schema(config.database)
    database.verify_serving(config.database, workers or config.server.workers)
    verify_complete(config.database)
    arguments = ["-m", "gunicorn", "-c", "python:wizard_service.gunicorn_conf"]
    arguments += ["--bind", bind] if bind else []
    arguments += ["--workers", str(workers)] if workers else []
    # gunicorn replaces this process instead of running as its child, so that it receives the server's signals.
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606


@main.group(
    "verify",
    cls=LazyGroup,
    lazy={"feed": "wizard_service.tools.verify.command:feed"},
    invoke_without_command=True,
)
@click.pass_context
def verify_group(context: click.Context) -> None:
    """Compare what the service delivers with what it stores. Without a command, run all but `feed`."""
    if context.invoked_subcommand is None:
        sys.exit(max(_status(context, command) for command in (verify.state, verify.audit, verify.rows)))


verify_group.add_command(verify.state)
verify_group.add_command(verify.audit)
verify_group.add_command(verify.rows)
for _command in (
    migrate.migrate_command,
    check.check_command,
    copy.copy_command,
    credentials.token_command,
    credentials.login_link_command,
    credentials.revoke_command,
    storage.backup_command,
    storage.restore_command,
    storage.recover_command,
    purge.purge_command,
):
    main.add_command(_command)


def _status(context: click.Context, command: click.Command) -> int:
    """Return the exit status of a command that runs as part of another."""
    try:
        context.invoke(command)
    except SystemExit as exited:
        return int(exited.code or 0)
    return 0


def _serving_config() -> Config:
    try:
        return load_config()
    except ConfigError:
        # The server does not start, so its log does not name the misspelt setting that may be the reason.
        _warn_of_unknown_settings()
        raise


def _warn_of_unknown_settings() -> None:
    # The command itself reports settings that it cannot read.
    with suppress(ConfigError):
        for sentence in unknown_settings():
            click.echo(f"Warning: {sentence}; it is ignored", err=True)
