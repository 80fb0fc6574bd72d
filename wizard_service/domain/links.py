"""Links in documents. A browser must open exactly the address that a reader sees."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from .fields import Text

# Browsers drop control characters and treat a backslash as a slash, so `/\t/host` would lead to another host. A user
# name before the host looks like the host, and browsers map characters of other scripts to ASCII.
_LINK = re.compile(
    r"(?:https?://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?![^/?#])|/(?![/\\]))"
    r"[^\s\x00-\x1f\x7f-\x9f\\]*"
)
# Browsers treat a host whose last label is a number as an IPv4 address in any notation: `127.1`, `0x7f000001`.
_NUMERIC_HOST = re.compile(r"(?:.*\.)?(?:[0-9]+|0[Xx][0-9A-Fa-f]*)\.?")
_MAX_PORT = 65_535


class Link(Text):
    """A web address, or a path on the server that shows the link; never a script."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        link = super()._deserialize(value, attr, data, **kwargs)
        match = _LINK.fullmatch(link)
        if not match or not _is_plain_host(match["host"] or "") or int(match["port"] or 0) > _MAX_PORT:
            raise ValidationError(
                "Must be a path that begins with a single slash, or an http or https address with an ASCII host and "
                "without a user; spaces, control characters and backslashes are not allowed."
            )
        return link


def _is_plain_host(host: str) -> bool:
    """Return whether a browser uses this host exactly as written. True for an empty host."""
    if not (host.startswith("[") or _NUMERIC_HOST.fullmatch(host)):
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
