"""The command line of `verify feed`."""

import logging
import random
import sys
from typing import Any

import click

from ...client.errors import WizardError
from ...client.feed.transports import TRANSPORTS
from ..options import service_options
from .checker import verify_feed
from .options import Options

DELIVERIES, SECONDS = 10_000, 60.0


@click.command("feed")
@service_options
@click.option("--investigation", "investigations", metavar="ID", multiple=True, help="Investigation; repeatable.")
@click.option("--write", is_flag=True, help="Create an investigation, write to it during the check, and delete it.")
@click.option("--watchers", type=click.IntRange(1, 64), default=8, show_default=True)
@click.option(
    "--transport",
    "transports",
    type=click.Choice(TRANSPORTS),
    multiple=True,
    default=TRANSPORTS,
    show_default=True,
    help="Transport to check; repeatable.",
)
@click.option("--deliveries", type=click.IntRange(1), help=f"Stop after this many; {DELIVERIES} with --write.")
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), help=f"Stop after this time; {SECONDS:g} without --write."
)
@click.option("--seed", type=int, help="Repeats the random switches and disconnects of an earlier check.")
def feed(write: bool, seed: int | None, **arguments: Any) -> None:
    """Check that watchers whose connections are cut again and again miss no event and receive none twice.

    The watchers switch between transports at random and keep their cursor. The events that each receives are compared
    with those that plain polls return. Exit status 0 when all agree, 1 when not.
    """
    if write == bool(arguments["investigations"]):
        raise click.UsageError("Give one or more --investigation, or --write.")
    if arguments["deliveries"] and arguments["seconds"]:
        raise click.UsageError("Give --deliveries or --seconds, not both.")
    if arguments["watchers"] < len(arguments["investigations"]):
        raise click.UsageError("Give each --investigation at least one of the --watchers.")
    if not (arguments["deliveries"] or arguments["seconds"]):
        arguments |= {"deliveries": DELIVERIES} if write else {"seconds": SECONDS}
    seed = random.randrange(1 << 32) if seed is None else seed  # noqa: S311 - keeps no secret
    click.echo(f"seed {seed}")
    sys.exit(_run(Options(seed=seed, **arguments)))


def _run(options: Options) -> int:
    """Run a check and print its report; return the exit status."""
    # The client logs a warning for each reconnection, and watchers reconnect all the time.
    logging.getLogger("wizard_service.client").setLevel(logging.ERROR)
    try:
        report = verify_feed(options)
    except WizardError as error:
        click.echo(f"{error}", err=True)
        return 1
    for line in report.lines():
        click.echo(line)
    return 0 if report.is_clean else 1
