"""`copy`: moves everything that a database holds to another one, of the same or the other kind."""

from contextlib import closing
from dataclasses import replace
from itertools import islice

import click

from ..config import DatabaseSettings, database_errors, load_config
from ..domain.maintenance.copying import begin_copy, complete_copy, copy_rows, find_faults, unlike_source
from ..errors import ConfigError
from ..store import Backend, SnapshotReader, kind_of, open_read_only
from .errors import exit_with_error, handle_errors

_FIRST_FAULTS = 20
_ORIGIN = "the database was copied from another one"


@click.command("copy")
@click.option("--from", "source_url", required=True, metavar="URL", help="The database to copy. It is only read.")
@click.option("--to", "target_url", required=True, metavar="URL", help="A migrated, empty database.")
@handle_errors
def copy_command(source_url: str, target_url: str) -> None:
    """Copy a database to an empty one, compare both, and begin a new epoch in the copy.

    Both services must be stopped. A copy that was interrupted continues when the command is repeated. DATABASE_URL is
    not used.
    """
    source, target = _settings(source_url, "--from"), _settings(target_url, "--to")
    for settings in (source, target):
        kind_of(settings).verify_schema(settings)
        kind_of(settings).verify_unused(settings)
    with open_read_only(source) as reader:
        _exit_with_first(list(islice(find_faults(reader), _FIRST_FAULTS)), f"{source.location} has faults:")
        with closing(kind_of(target).open(target, None)) as store:
            _copy(reader, store)
    # A service that was started meanwhile may have changed rows that were copied already.
    kind_of(source).verify_unused(source)
    # An epoch begins while no process has the database open.
    kind_of(target).begin_epoch(target, _ORIGIN)
    with closing(kind_of(target).open(target, None)) as store:
        complete_copy(store)
    click.echo(f"{source.location} copied to {target.location}, with a new epoch")


def _settings(url: str, option: str) -> DatabaseSettings:
    settings = replace(load_config().database, url=url)
    errors = [error.replace("DATABASE_URL", option) for error in database_errors(settings)]
    if errors:
        raise ConfigError(errors)
    return settings


def _copy(source: SnapshotReader, target: Backend) -> None:
    if begin_copy(source, target):
        click.echo("Continuing an interrupted copy.")
    for table, rows in copy_rows(source, target):
        click.echo(f"{table}: {rows} rows")
    remedy = "The copy differs. Stop all services, empty the target, and copy again:"
    _exit_with_first(list(unlike_source(source, target)), remedy)
    _exit_with_first(list(islice(find_faults(target), _FIRST_FAULTS)), remedy)
    click.echo("Rows, hash chains and states of the copy are verified.")


def _exit_with_first(faults: list[str], heading: str) -> None:
    if faults:
        exit_with_error(heading, *faults)
