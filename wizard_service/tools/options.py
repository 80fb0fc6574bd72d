"""Options of the commands that ask a running service: where it is, and as whom.

What is not given is told by the context's `default_map`, if the command line has one.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource


def require_address(context: click.Context, option: click.Parameter, url: Any) -> Any:
    """Raise BadParameter, wrong use, for what leads to no host: it would be tried for ever."""
    require(context, option, url)
    if not _is_address(str(url)):
        raise click.BadParameter("must be an address such as http://127.0.0.1:8000", context, option)
    return url


def require(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Raise MissingParameter; an option that click itself requires is said to be required where a default is known."""
    if value is None:
        raise click.MissingParameter(ctx=context, param=option)
    return value


def require_token(context: click.Context, option: click.Parameter, token: Any) -> Any:
    """Raise MissingParameter also where the settings could make one: it is not for a service they do not belong to."""
    is_made, is_elsewhere = (
        context.get_parameter_source("token") is ParameterSource.DEFAULT_MAP,
        context.get_parameter_source("url") is not ParameterSource.DEFAULT_MAP,
    )
    return require(context, option, None if is_made and is_elsewhere else token)


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
        show_default="the service whose settings are here",
        callback=require_address,
        help="Where the service is, such as http://127.0.0.1:8000.",
    ),
    click.option(
        "--token",
        envvar="WIZARD_TOKEN",
        show_envvar=True,
        show_default="one made by the settings here, for their own service",
        callback=require_token,
        help="A bearer token; better given by the variable.",
    ),
    click.option(
        "--base-path",
        default="/api/v1/wizard",
        show_default="WIZARD_BASE_PATH of the settings here, else /api/v1/wizard",
        help="Where the API is mounted.",
    ),
)


def service_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--url`, `--token` and `--base-path`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
