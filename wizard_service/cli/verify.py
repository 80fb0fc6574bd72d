"""`verify state`, `verify audit` and `verify rows`: consistency checks of the database, also while the service runs."""

import sys
from collections.abc import Callable, Iterator
from itertools import islice

import click

from ..config import load_config
from ..domain.audit.hash_chain import Verdict, chain_ids, verify_chain
from ..domain.maintenance.replay import DAMAGE
from ..domain.maintenance.row_checks import RowCheck, row_faults
from ..domain.maintenance.verification import Verification, differences
from ..errors import StorageError
from ..store import Reader, SnapshotReader, kind_of, open_read_only
from ..store.repositories import audit_chain
from .errors import exit_with_error, handle_errors


@click.command("state")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many differences to print.")
@handle_errors
def state(first: int) -> None:
    """Fold the retained events and compare the results with the stored states; the service may run."""
    verification = Verification()
    _require_none(lambda store: differences(store, verification), first)
    click.echo(
        f"{verification.investigations} investigations and {verification.feeds} feeds agree, "
        f"{verification.folded} folded from their events"
    )


@click.command("rows")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many damaged rows to print.")
@handle_errors
def rows(first: int) -> None:
    """Compare every row with its checksum, every index with its table, and the history with the states.

    The service may run. Exit status 1 when a row is damaged, naming table, key and checksum of each.
    """
    check = RowCheck()
    _require_none(lambda store: row_faults(store, check), first)
    click.echo(f"{check.rows} rows are intact, {check.uncovered} of them without a checksum")


def _require_none(find_faults: Callable[[SnapshotReader], Iterator[str]], first: int) -> None:
    """Print the first faults and exit with status 1 if there are any. The database must have the current schema."""
    settings = load_config().database
    kind_of(settings).verify_schema(settings)
    with open_read_only(settings) as store:
        reported = list(islice(find_faults(store), first))
    if reported:
        exit_with_error(*reported)


@click.command("audit")
@click.option("--investigation", metavar="ID", help="Check only this investigation; default is all.")
@handle_errors
def audit(investigation: str | None) -> None:
    """Check that no entry of the audit trail was changed, deleted or moved; the service may run.

    Exit status 0 when all chains are valid, 1 when not, naming the first invalid entry of each.
    """
    if _count_invalid_chains(investigation):
        sys.exit(1)


def _count_invalid_chains(investigation: str | None) -> int:
    # The schema is not verified first. An attacker who tampers with entries removes the guarding triggers as well, and
    # the command must still report those entries.
    chains = entries = invalid = 0
    with open_read_only(load_config().database) as store:
        if investigation and not audit_chain.has_chain(store, investigation):
            exit_with_error(f"No audit trail for {investigation}.")
        for investigation_id, verdict in _verdicts(store, investigation):
            chains, entries, invalid = chains + 1, entries + verdict.entries, invalid + (not verdict.valid)
            if not verdict.valid:
                click.echo(f"{investigation_id}: entry {verdict.first_invalid}: {verdict.reason}", err=True)
    click.echo(f"{chains} chains, {entries} entries, {invalid} invalid")
    return invalid


def _verdicts(store: Reader, investigation: str | None) -> Iterator[tuple[str, Verdict]]:
    listed = 0
    try:
        for investigation_id in [investigation] if investigation else chain_ids(store):
            listed += 1
            yield investigation_id, _verdict(store, investigation_id)
    except StorageError as error:
        if not listed:
            raise
        yield "chains", Verdict(0, "unknown", f"The others cannot be listed: {error}")


def _verdict(store: Reader, investigation_id: str) -> Verdict:
    try:
        return verify_chain(store, investigation_id)
    except (StorageError, *DAMAGE) as error:
        return Verdict(0, "unknown", f"The chain cannot be read: {error!r}")
