"""`verify state` and `verify audit`: the database against itself, also while the service runs."""

import sys
from contextlib import closing
from itertools import islice

import click

from ..config import load_config
from ..domain.audit.hash_chain import has_trail, trails, verify_chain
from ..domain.maintenance.verification import Verification, differences
from ..store.sqlite.connection import database_path, open_reader
from ..store.sqlite.migrations import verify_schema
from ..store.sqlite.sidecar import shared
from .errors import exit_with_error, handle_errors


@click.command("state")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many differences to print.")
@handle_errors
def state(first: int) -> None:
    """Fold the retained events and compare the results with the stored states."""
    path = database_path(load_config().database)
    verify_schema(path)
    verification = Verification()
    with shared(path), closing(open_reader(path)) as reader:
        reported = list(islice(differences(reader, verification), first))
    if reported:
        exit_with_error(*reported)
    click.echo(
        f"{verification.investigations} investigations and {verification.feeds} feeds agree, "
        f"{verification.folded} folded from their events"
    )


@click.command("audit")
@click.option("--investigation", metavar="ID", help="Check only this investigation; default is all.")
@handle_errors
def audit(investigation: str | None) -> None:
    """Check that no entry of the audit trail was changed, deleted or moved.

    Exit status 0 when all chains are valid, 1 when one is not; the first invalid entry of each is printed.
    """
    checked = entries = invalid = 0
    # The schema is not verified: an attacker removes the guards first, and the check must still run.
    with closing(open_reader(database_path(load_config().database))) as reader:
        if investigation and not has_trail(reader, investigation):
            exit_with_error(f"No audit trail for {investigation}.")
        for investigation_id in [investigation] if investigation else trails(reader):
            verdict = verify_chain(reader, investigation_id)
            checked, entries, invalid = checked + 1, entries + verdict.entries, invalid + (not verdict.valid)
            if not verdict.valid:
                click.echo(f"{investigation_id}: entry {verdict.first_invalid}: {verdict.reason}", err=True)
    click.echo(f"{checked} chains, {entries} entries, {invalid} invalid")
    if invalid:
        sys.exit(1)
