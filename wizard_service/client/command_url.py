"""`--url` of the commands that ask a running service."""

from typing import Any
from urllib.parse import urlsplit

import click


def require_address(context: click.Context, option: click.Parameter, url: Any) -> Any:
    """Raise BadParameter, wrong use, for what leads to no host: it would be tried for ever."""
    if not _is_address(str(url)):
        raise click.BadParameter("must be an address such as http://127.0.0.1:8000", context, option)
    return url


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


url_option = click.option(
    "--url",
    required=True,
    envvar="WIZARD_URL",
    callback=require_address,
    help="Where the service is, such as http://127.0.0.1:8000.",
)
