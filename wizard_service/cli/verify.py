"""`verify state`: the database against itself.

`verify audit`: the hash chains of the audit trail, also while the service runs.
"""

import sqlite3
import sys
from contextlib import closing
from itertools import islice

import click

from ..config import load_config
from ..domain.audit.hash_chain import has_trail, trails, verify_chain
from ..domain.maintenance.verification import Verification, differences
from ..errors import ConfigError, StorageError
from ..store.sqlite.connection import database_path, open_reader
from ..store.sqlite.migrations import verify_schema
from ..store.sqlite.sidecar import shared
from .errors import exit_with_error, handle_errors


@click.command("state")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many differences to name.")
@handle_errors
def state(first: int) -> None:
    """Fold the retained events and compare the result with the stored states; the service may run."""
    path = database_path(load_config().database)
    verify_schema(path)
    verification = Verification()
    with shared(path), closing(open_reader(path)) as reader:
        found = list(islice(differences(reader, verification), first))
    if found:
        exit_with_error(*found)
    click.echo(
        f"{verification.investigations} investigations and {verification.feeds} feeds agree, "
        f"{verification.folded} folded from their events"
    )


@click.command("audit")
@click.option("--investigation", metavar="ID", help="Check this one only; default is all.")
def audit(investigation: str | None) -> None:
    """Check that no entry of the audit trail was changed, dropped or moved.

    Exit status 0 when all chains hold, 1 when not, naming the first bad entry of each.
    """
    try:
        sys.exit(_checked(investigation))
    except (ConfigError, StorageError, sqlite3.Error, OSError) as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)


def _checked(investigation: str | None) -> int:
    # Not compared with the scripts in `sql/`: who tampers removes guards as well, and then most of all it is to be told
    # what was changed.
    checked = entries = invalid = 0
    with closing(open_reader(database_path(load_config().database))) as reader:
        if investigation and not has_trail(reader, investigation):
            exit_with_error(f"There is no trail of {investigation}.")
        for investigation_id in [investigation] if investigation else trails(reader):
            verdict = verify_chain(reader, investigation_id)
            checked, entries, invalid = checked + 1, entries + verdict.entries, invalid + (not verdict.valid)
            if not verdict.valid:
                click.echo(f"{investigation_id}: entry {verdict.first_invalid}: {verdict.reason}", err=True)
    click.echo(f"{checked} chains, {entries} entries, {invalid} not valid")
    return 1 if invalid else 0
