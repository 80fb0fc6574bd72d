"""Address and token of the service of the local settings, for commands that call a running service."""

import click

from ..config import Config, ServerSettings, load_config
from ..domain.identity.tokens import issue_token
from ..errors import ConfigError

# `watch` may run in a terminal for days.
_TOKEN_TTL_S = 7 * 86400


def local_url() -> str:
    """Return the address of the service. Raises UsageError that names the setting without which it is not known."""
    server = _local_config().server
    if server.local_host is None:
        raise click.UsageError(f"WIZARD_BIND={server.bind}: a command cannot call this address; give one with --url.")
    return f"http://{server.local_host}"


def local_base_path() -> str:
    try:
        return load_config().server.base_path
    except ConfigError:
        return ServerSettings().base_path


def local_token(user_id: str, *scopes: str) -> str:
    """Return a token for the service. Raises UsageError when the local settings cannot sign one."""
    try:
        return issue_token(_local_config().auth, user_id, scopes, _TOKEN_TTL_S)
    except ConfigError as error:
        raise click.UsageError(f"{error}\nGive a token with --token.") from None


def _local_config() -> Config:
    try:
        return load_config()
    except ConfigError as error:
        raise click.UsageError(
            f"{error}\nRun this where the service's settings are, or give --url and --token."
        ) from None
