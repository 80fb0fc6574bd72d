"""`check`: validates configuration, schema and database, and prints their status for the operator."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from ..config import Config, load_config
from ..domain.identity.tokens import verify_keys
from ..domain.retention.clock_guard import CHECKED_AT, SUSPECTED_AT, check_moments
from ..domain.retention.policy import count_expired, cutoffs_at
from ..domain.retention.row_sampler import damaged_rows
from ..store import Reader, open_read_only
from ..store.repositories.integrity import stored_epoch
from ..store.sqlite.connection import database_path, quick_check
from ..store.sqlite.identity.loss import inspect
from ..store.sqlite.lock_file import verify_locks
from ..store.sqlite.migrations import verify_schema
from ..store.sqlite.read_only import is_read_only
from ..timestamps import timestamp, utc_now
from .errors import exit_with_error, handle_errors


@click.command("check")
@handle_errors
def check_command() -> None:
    """Check configuration, schema and database."""
    config = load_config()
    verify_keys(config.auth)
    path = database_path(config.database)
    verify_schema(path)
    click.echo(f"configuration ok\nschema ok: {path}")
    verdict = quick_check(path)
    if verdict != "ok":
        exit_with_error(
            f"database is damaged: {verdict}", "Restore a backup, or run `python -m wizard_service recover`."
        )
    click.echo("database ok")
    if is_read_only(path):
        click.echo(f"read-only: no file can be created in {path.parent}")
    else:
        verify_locks(path)
    for line in status_lines(config):
        click.echo(line)
    _check_history(path)


def _check_history(path: Path) -> None:
    """Report whether the next start begins a new epoch. Exits with status 1 when commits or events are missing."""
    identity, loss = inspect(path)
    if identity.origin:
        click.echo(f"epoch {identity.origin}")
    if loss is None:
        return
    outcome = f"the next start begins a new epoch: {loss}"
    if loss.missing_commits or loss.missing_events:
        exit_with_error(outcome)
    click.echo(outcome)


def status_lines(config: Config) -> Iterator[str]:
    """Yield lines on the epoch, the clock, damaged rows, and the rows that a purge would delete. Writes nothing."""
    now, settings = utc_now(), config.retention
    with open_read_only(config.database) as store:
        yield f"epoch {stored_epoch(store)}"
        yield f"clock {timestamp(now)}{_clock_status(store)}"
        yield from (f"DAMAGED {fault}" for fault in damaged_rows(store))
        cutoffs = cutoffs_at(now, settings, timedelta(days=config.state.history_max_age_days))
        expired = count_expired(store, cutoffs, settings)
        yield "to be purged: " + (", ".join(f"{rows} {kind}" for kind, rows in expired.items() if rows) or "nothing")


def _clock_status(store: Reader) -> str:
    moments = check_moments(store)
    checked = f", last checked by a purge {timestamp(moments[CHECKED_AT])}" if CHECKED_AT in moments else ""
    if SUSPECTED_AT not in moments:
        return checked
    return f"{checked}, SUSPECTED since {timestamp(moments[SUSPECTED_AT])}: see `purge --help`"
