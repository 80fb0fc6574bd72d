"""`python -m wizard_service verify feed`."""

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
@click.option("--investigation", "investigations", metavar="ID", multiple=True, help="What to watch; repeatable.")
@click.option("--write", is_flag=True, help="Create an investigation, write to it meanwhile, and delete it.")
@click.option("--watchers", type=click.IntRange(1, 64), default=8, show_default=True)
@click.option(
    "--transport",
    "transports",
    type=click.Choice(TRANSPORTS),
    multiple=True,
    default=TRANSPORTS,
    show_default=True,
    help="What to watch by; repeatable.",
)
@click.option("--deliveries", type=click.IntRange(1), help=f"Until there were so many; {DELIVERIES} with --write.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help=f"For so long; {SECONDS:g} without --write.")
@click.option("--seed", type=int, help="Repeats the switches and disconnects of another check.")
def feed(write: bool, seed: int | None, **given: Any) -> None:
    """Check that watchers who are cut off all the time miss nothing and hear nothing twice.

    They change their transport at random and carry their cursor over; what each was told is compared with the feed
    as plain polls tell it. Exit status 0 when all agree, 1 when not.
    """
    if write == bool(given["investigations"]):
        raise click.UsageError("Give one or more --investigation, or --write.")
    if given["deliveries"] and given["seconds"]:
        raise click.UsageError("Give --deliveries or --seconds, not both.")
    if given["watchers"] < len(given["investigations"]):
        raise click.UsageError("Give each --investigation at least one of the --watchers.")
    if not (given["deliveries"] or given["seconds"]):
        given |= {"deliveries": DELIVERIES} if write else {"seconds": SECONDS}
    seed = random.randrange(1 << 32) if seed is None else seed  # noqa: S311 - keeps no secret
    click.echo(f"seed {seed}")
    sys.exit(_checked(Options(seed=seed, **given)))


def _checked(options: Options) -> int:
    # A restart of the service is nothing to warn of here.
    logging.getLogger("wizard_service.client").setLevel(logging.ERROR)
    try:
        report = verify_feed(options)
    except WizardError as error:
        click.echo(f"{error}", err=True)
        return 1
    for line in report.lines():
        click.echo(line)
    return 0 if report.is_clean else 1
