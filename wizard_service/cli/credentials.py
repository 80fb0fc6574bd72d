"""`token`, `login-link` and `revoke`: give a user access to the service, and end it."""

import time
from contextlib import closing

import click

from ..config import load_config
from ..domain.identity.principal import DEFAULT_SCOPES, Principal, is_user_id
from ..domain.identity.revocations import KEPT_DAYS, revoke
from ..domain.identity.tickets import LOGIN, MAX_TTL_S, issue_ticket
from ..domain.identity.tokens import issue_token
from ..store import open_backend
from .errors import exit_with_error, handle_errors


@click.command("token")
@click.option("--user", required=True, help="The user id, claim `sub`.")
@click.option("--scope", default=" ".join(sorted(DEFAULT_SCOPES)), show_default=True, help="Space separated.")
@click.option("--ttl", type=click.IntRange(1), default=3600, show_default=True, help="Lifetime in seconds.")
@handle_errors
def token_command(user: str, scope: str, ttl: int) -> None:
    """Print a token and nothing else."""
    if not is_user_id(user):
        raise click.BadParameter("must be 1 to 255 printable characters", param_hint="--user")
    if not scope.split():
        raise click.BadParameter("must name at least one scope", param_hint="--scope")
    click.echo(issue_token(load_config().auth, user, scope.split(), ttl))


@click.command("login-link")
@click.option("--user", required=True, help="The user id.")
@click.option("--ttl", type=click.IntRange(1), default=3600, show_default=True, help="Seconds until the session ends.")
@click.option("--to", metavar="PAGE", default="", help="The page of the console to open, e.g. history or i/ID.")
@handle_errors
def login_link_command(user: str, ttl: int, to: str) -> None:
    """Print a link that logs in on this machine, once and within 10 minutes; needs WIZARD_LOGIN_LINKS."""
    config = load_config()
    if not config.server.login_links:
        exit_with_error("Login links are disabled: WIZARD_LOGIN_LINKS=false")
    if config.server.local_host is None:
        exit_with_error(f"A login link needs a fixed port: WIZARD_BIND={config.server.bind}")
    principal = Principal(user, DEFAULT_SCOPES, time.time() + ttl)
    with closing(open_backend(config.database)) as store:
        ticket = issue_ticket(store, principal, min(ttl, MAX_TTL_S[LOGIN]), LOGIN)
    page = f"/{to}" if to else ""
    # The ticket is in the fragment, which browsers do not send, so that no proxy logs it.
    click.echo(f"http://{config.server.local_host}/#login={ticket}{page}")


@click.command("revoke")
@click.option("--user", help="Refuse all tokens of this user that were issued until now.")
@click.option("--jti", help="Refuse the tokens with this claim `jti`.")
@click.option(
    "--days", type=click.IntRange(1, 36500), default=KEPT_DAYS, show_default=True, help="At least a token's lifetime."
)
@handle_errors
def revoke_command(user: str | None, jti: str | None, days: int) -> None:
    """Refuse tokens before they expire; a running service follows within 2 s and ends their streams."""
    if not user and not jti:
        raise click.UsageError("Give --user or --jti.")
    with closing(open_backend(load_config().database)) as store:
        revoke(store, user_id=user, jti=jti, days=days)
