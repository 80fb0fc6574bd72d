"""`check`: configuration, schema and database, with the lines that an operator needs."""

from collections.abc import Iterator
from contextlib import closing

import click

from ..config import Config, load_config
from ..domain.retention.clock_guard import CHECKED_AT, SUSPECTED_AT, check_moments
from ..domain.retention.policy import Retention
from ..domain.retention.row_sampler import damaged_rows
from ..store import Backend, open_backend
from ..store.sqlite.connection import database_path, quick_check
from ..store.sqlite.lock_file import verify_locks
from ..store.sqlite.migrations import verify_schema
from ..timestamps import timestamp
from .errors import exit_with_error, handle_errors


@click.command("check")
@handle_errors
def check_command() -> None:
    """Check configuration, schema and database."""
    config = load_config()
    path = database_path(config.database)
    verify_schema(path)
    click.echo(f"configuration ok\nschema ok: {path}")
    verdict = quick_check(path)
    if verdict != "ok":
        exit_with_error(
            f"database is damaged: {verdict}", "Restore a backup, or run `python -m wizard_service recover`."
        )
    click.echo("database ok")
    verify_locks(path)
    for line in status_lines(config):
        click.echo(line)


def status_lines(config: Config) -> Iterator[str]:
    """Yield a line each on the epoch, the clock, damaged rows, and the rows that a purge would delete."""
    with closing(open_backend(config.database)) as store:
        yield f"epoch {store.epoch}"
        yield f"clock {timestamp(store.clock())}{_clock_status(store)}"
        yield from (f"DAMAGED {fault}" for fault in damaged_rows(store))
        expired = Retention(store, config.retention, config.state.history_max_age_days).count_expired()
        yield "to be purged: " + (", ".join(f"{rows} {kind}" for kind, rows in expired.items() if rows) or "nothing")


def _clock_status(store: Backend) -> str:
    moments = check_moments(store)
    checked = f", last checked by a purge {timestamp(moments[CHECKED_AT])}" if CHECKED_AT in moments else ""
    if SUSPECTED_AT not in moments:
        return checked
    return f"{checked}, SUSPECTED since {timestamp(moments[SUSPECTED_AT])}: see `purge --help`"
