"""The cookie that holds a browser's token (contract section 2).

A browser sends a cookie to every port of a host, so each installation has another name for it. Otherwise two services
on one host would log each other's users out.
"""

import hashlib
import re
import time

from flask import Response, request

from ..config import Config
from .responses import no_content

_PORT = re.compile(r":([0-9]+)$")


def cookie_name(config: Config, host: str, prefix: str = "") -> str:
    """Return WIZARD_COOKIE_NAME, or a name derived from what distinguishes an installation on its host.

    host, prefix: the `Host` of the request, and the prefix that a proxy has stripped.
    """
    if config.server.cookie_name:
        return config.server.cookie_name
    parts = [config.database.location, config.server.base_path, prefix]
    if config.database.file is not None:
        # Services in two containers may have databases at the same path, but not the same port. Hosts that share a
        # PostgreSQL database share their sessions, so their ports must not count.
        port = _PORT.search(host)
        parts.append(port[1] if port else "")
    return f"wizard_session_{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:8]}"


def own_cookie_name(config: Config) -> str:
    """Return the name of the cookie at the address of the current request."""
    return cookie_name(config, request.host, request.script_root)


def session_token(config: Config) -> str | None:
    """Return the token in the request's cookie."""
    return request.cookies.get(own_cookie_name(config))


def session_response(config: Config, token: str, expires_at: float) -> Response:
    """Return a 204 with the cookie of a session that ends with its token. expires_at: seconds since the epoch."""
    response = no_content()
    lifetime_s = max(0, int(expires_at - time.time()))
    response.set_cookie(
        own_cookie_name(config),
        token,
        max_age=lifetime_s,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
        path=_path(),
    )
    return response


def dropped_session_response(config: Config) -> Response:
    """Return a 204 that makes the browser delete the cookie."""
    response = no_content()
    response.delete_cookie(
        own_cookie_name(config), httponly=True, samesite="Strict", secure=request.is_secure, path=_path()
    )
    return response


def _path() -> str:
    # Sockets are also served outside the base path.
    return request.script_root or "/"
