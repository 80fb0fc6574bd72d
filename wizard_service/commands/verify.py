"""`verify state`: the database against itself."""

from contextlib import closing
from itertools import islice

import click

from ..config import load_config
from ..domain.verification import Verification, differences
from ..store.database import database_path, open_reader
from ..store.schema import verify_schema
from ..store.users import shared
from .reporting import fail, reports_errors


@click.command("state")
@click.option("--first", type=click.IntRange(1), default=20, show_default=True, help="How many differences to name.")
@reports_errors
def state(first: int) -> None:
    """Fold the retained events and compare the result with the stored states; the service may run."""
    path = database_path(load_config().database)
    verify_schema(path)
    verification = Verification()
    with shared(path), closing(open_reader(path)) as reader:
        found = list(islice(differences(reader, verification), first))
    if found:
        fail(*found)
    click.echo(
        f"{verification.investigations} investigations and {verification.feeds} feeds agree, "
        f"{verification.folded} folded from their events"
    )
