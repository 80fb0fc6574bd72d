"""`login-link`: the console, logged in, for whoever sits at this machine."""

import time
from contextlib import closing

import click

from ..config import load_config
from ..domain.identity.principal import DEFAULT_SCOPES, Principal
from ..domain.identity.tickets import LOGIN, issue_ticket
from ..store import open_backend
from .errors import exit_with_error, handle_errors

LOGIN_LINK_TTL_S = 600


@click.command("login-link")
@click.option("--user", required=True, help="The user id.")
@click.option("--ttl", type=click.IntRange(1), default=3600, show_default=True, help="Seconds until the session ends.")
@click.option("--to", metavar="PAGE", default="", help="The page of the console to open, e.g. history or i/ID.")
@handle_errors
def login_link_command(user: str, ttl: int, to: str) -> None:
    """Print a link that logs in at this machine, once and within 10 minutes; needs WIZARD_LOGIN_LINKS."""
    config = load_config()
    if not config.server.login_links:
        exit_with_error("The service takes no login links: WIZARD_LOGIN_LINKS=false")
    principal = Principal(user, DEFAULT_SCOPES, time.time() + ttl)
    with closing(open_backend(config.database)) as store:
        ticket = issue_ticket(store, principal, min(ttl, LOGIN_LINK_TTL_S), LOGIN)
    page = f"/{to}" if to else ""
    # In the fragment, which browsers do not send: no log on the way has it.
    click.echo(f"http://{config.server.bind}/#login={ticket}{page}")
