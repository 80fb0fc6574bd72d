"""`check`: validates configuration, schema and database, and prints their status for the operator."""

from collections.abc import Iterator
from datetime import timedelta

import click

from ..config import Config, load_config
from ..domain.identity.tokens import verify_keys
from ..domain.retention.clock_guard import CHECKED_AT, SUSPECTED_AT, check_moments
from ..domain.retention.cutoffs import cutoffs_at
from ..domain.retention.policy import count_expired
from ..domain.retention.row_sampler import damaged_rows
from ..store import Reader, kind_of, open_read_only, verify_complete
from ..store.repositories.integrity import stored_epoch
from ..store.repositories.retention import database_clock
from ..timestamps import timestamp
from .errors import handle_errors


@click.command("check")
@handle_errors
def check_command() -> None:
    """Check configuration, schema and database."""
    config = load_config()
    verify_keys(config.auth)
    database = kind_of(config.database)
    database.verify_schema(config.database)
    verify_complete(config.database)
    click.echo(f"configuration ok\nschema ok: {config.database.location}")
    for line in database.check_storage(config.database, config.server.workers):
        click.echo(line)
    for line in status_lines(config):
        click.echo(line)
    for line in database.check_history(config.database):
        click.echo(line)


def status_lines(config: Config) -> Iterator[str]:
    """Yield lines on the epoch, the clock, damaged rows, and the rows that a purge would delete. Writes nothing."""
    settings = config.retention
    with open_read_only(config.database) as store:
        now = database_clock(store)
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
