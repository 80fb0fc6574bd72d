"""`check`: configuration, schema and database, and what an operator wants to know about them."""

from collections.abc import Iterator
from contextlib import closing

import click

from ..config import Config, load_config
from ..domain.retention.clock_guard import SEEN, SUSPECTED_AT, moments
from ..domain.retention.policy import Retention
from ..store import Backend, open_backend
from ..store.sqlite.connection import connected, database_path
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
    with connected(path) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        exit_with_error(
            f"database is damaged: {verdict}", "Restore a backup, or run `python -m wizard_service recover`."
        )
    click.echo("database ok")
    for line in status_lines(config):
        click.echo(line)


def status_lines(config: Config) -> Iterator[str]:
    """Yield a line each on the epoch, the clock, and the rows that a purge would delete."""
    with closing(open_backend(config.database)) as store:
        yield f"epoch {store.epoch}"
        yield f"clock {timestamp(store.clock())}{_clock_status(store)}"
        expired = Retention(store, config.retention, config.state.history_max_age_days).expired()
        yield "to be purged: " + (", ".join(f"{rows} {kind}" for kind, rows in expired.items() if rows) or "nothing")


def _clock_status(store: Backend) -> str:
    checks = moments(store.reader)
    checked = f", last checked by a purge at {timestamp(checks[SEEN])}" if SEEN in checks else ""
    if SUSPECTED_AT not in checks:
        return checked
    return f"{checked}, SUSPECT since {timestamp(checks[SUSPECTED_AT])}: see `purge --help`"
