"""The command line of `watch ID`."""

import logging
import sys
from collections.abc import Sequence

import click

from ...client.client import WizardClient
from ...client.errors import WizardError
from ...client.feed.transports import TRANSPORTS
from ..options import service_options
from .feed import watch
from .output import JsonLines, Lines, Output, Screen

EXIT_INTERRUPTED = 130


@click.command("watch")
@click.argument("investigation_id", metavar="ID")
@service_options
@click.option(
    "--transport",
    "transports",
    type=click.Choice(TRANSPORTS),
    multiple=True,
    default=TRANSPORTS,
    show_default=True,
    help="Transports to use, the preferred one first; repeatable.",
)
@click.option("--since", metavar="CURSOR", help="Start after this event id; <epoch>-0 is the beginning of the feed.")
@click.option("--json", "as_json", is_flag=True, help="Print each event as one line of JSON.")
def watch_command(
    investigation_id: str,
    url: str,
    token: str,
    base_path: str,
    transports: Sequence[str],
    since: str | None,
    as_json: bool,
) -> None:
    """Follow an investigation in the terminal until it has ended.

    Shows phases, tools and the newest log lines; one line for each event when the output is not a terminal. Exit
    status 0 when it is COMPLETED, 1 when it is ERROR, CANCELLED, deleted or cannot be followed, 130 after Ctrl-C.
    """
    # The client logs a warning for each reconnection, which would appear in the middle of the screen.
    logging.getLogger("wizard_service.client").setLevel(logging.ERROR)
    try:
        with WizardClient(url, token, base_path=base_path) as client:
            output = _choose_output(as_json=as_json)
            status = watch(client, investigation_id, since=since, transports=transports, output=output)
    except WizardError as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    if not as_json:
        click.echo(f"{investigation_id} {status}")
    sys.exit(0 if status == "COMPLETED" else 1)


def _choose_output(*, as_json: bool) -> Output:
    if as_json:
        return JsonLines(sys.stdout)
    return Screen(sys.stdout) if sys.stdout.isatty() else Lines(sys.stdout)
