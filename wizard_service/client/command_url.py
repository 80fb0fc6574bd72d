"""`--url` of the commands that ask a running service."""

from typing import Any

import click


def require_http(context: click.Context, option: click.Parameter, url: Any) -> Any:
    """Raise BadParameter, wrong use, for an address that is none."""
    if isinstance(url, str) and not url.startswith(("http://", "https://")):
        raise click.BadParameter("must begin with http:// or https://", context, option)
    return url


url_option = click.option(
    "--url",
    required=True,
    envvar="WIZARD_URL",
    callback=require_http,
    help="Where the service is, such as http://127.0.0.1:8000.",
)
