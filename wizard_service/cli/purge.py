"""`purge`: retention on demand, also while the service runs."""

import time
from collections import Counter
from contextlib import closing

import click

from ..config import load_config
from ..domain.quotas.usage import correct_usage
from ..domain.retention.policy import PurgeRefused, Retention
from ..store import open_backend
from .errors import exit_with_error, handle_errors

# The command pauses between batches, so that writes of the service are not delayed.
PAUSE_S = 0.01


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Count the expired rows, and report whether the purge would be refused.")
@click.option("--force", is_flag=True, help="Skip the clock-jump and 20 % safety checks.")
@handle_errors
def purge_command(dry_run: bool, force: bool) -> None:
    """Delete the rows that are older than retention allows, and correct usage rows that differ from what is stored."""
    config = load_config()
    with closing(open_backend(config.database)) as store:
        retention = Retention(store, config.retention, config.state.history_max_age_days, "purge command")
        refusal = _count(retention, force) if dry_run else _purge(retention, force)
        if not dry_run and (corrected := correct_usage(store)):
            click.echo(f"Corrected the usage of {corrected} owners.")
    if refusal:
        exit_with_error(refusal)


def _count(retention: Retention, force: bool) -> str | None:
    _print_counts(retention.count_expired())
    return None if force else retention.refusal()


def _purge(retention: Retention, force: bool) -> str | None:
    deleted: Counter[str] = Counter()
    try:
        for kind, rows in retention.purge(force=force):
            deleted[kind] += rows
            time.sleep(PAUSE_S)
    except PurgeRefused as refused:
        return str(refused)
    finally:
        _print_counts(dict.fromkeys(retention.KINDS, 0) | deleted)
    return None


def _print_counts(counts: dict[str, int]) -> None:
    for kind, rows in counts.items():
        click.echo(f"{kind} {rows}")
