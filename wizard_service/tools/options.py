"""Options of the commands that call a running service: its address, a token, and the base path.

A command line may supply defaults by the context's `default_map`.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource


def service_options(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command with `--url`, `--token` and `--base-path`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _require_address(context: click.Context, option: click.Parameter, url: Any) -> Any:
    """Raise BadParameter for a URL without a host: the client would retry it without end."""
    _require(context, option, url)
    if not _is_address(str(url)):
        raise click.BadParameter("must be an address such as http://127.0.0.1:8000", context, option)
    return url


def _require_token(context: click.Context, option: click.Parameter, token: Any) -> Any:
    """Raise MissingParameter also for a token made by the local settings when `--url` names another service."""
    is_local_token = context.get_parameter_source("token") is ParameterSource.DEFAULT_MAP
    is_local_url = context.get_parameter_source("url") is ParameterSource.DEFAULT_MAP
    return _require(context, option, None if is_local_token and not is_local_url else token)


def _require(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Raise MissingParameter; with `required=True` the help would call an option required that has a default."""
    if value is None:
        raise click.MissingParameter(ctx=context, param=option)
    return value


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


_OPTIONS = (
    click.option(
        "--url",
        envvar="WIZARD_URL",
        show_envvar=True,
        show_default="the service of the local settings",
        callback=_require_address,
        help="Address of the service, such as http://127.0.0.1:8000.",
    ),
    click.option(
        "--token",
        envvar="WIZARD_TOKEN",
        show_envvar=True,
        show_default="made from the local settings, for their own service",
        callback=_require_token,
        help="Bearer token; prefer the variable, which other users of this machine cannot see.",
    ),
    click.option(
        "--base-path",
        default="/api/v1/wizard",
        show_default="WIZARD_BASE_PATH of the local settings, else /api/v1/wizard",
        help="Path under which the API is mounted.",
    ),
)
