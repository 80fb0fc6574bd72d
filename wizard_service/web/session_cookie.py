"""The cookie that holds a browser's token (contract section 2).

A browser sends a cookie to every port of a host, so each installation has another name for it. Otherwise two services
on one host would log each other's users out.
"""

import hashlib
import time

from flask import Response, request

from ..config import Config
from .responses import no_content


def cookie_name(config: Config) -> str:
    """Return WIZARD_COOKIE_NAME, or a name derived from the database's address and the base path."""
    if config.server.cookie_name:
        return config.server.cookie_name
    installation = f"{config.database.location} {config.server.base_path}"
    return f"wizard_session_{hashlib.sha256(installation.encode()).hexdigest()[:8]}"


def session_token(config: Config) -> str | None:
    """Return the token in the request's cookie."""
    return request.cookies.get(cookie_name(config))


def session_response(config: Config, token: str, expires_at: float) -> Response:
    """Return a 204 with the cookie of a session that ends with its token. expires_at: seconds since the epoch."""
    response = no_content()
    lifetime_s = max(0, int(expires_at - time.time()))
    response.set_cookie(
        cookie_name(config),
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
        cookie_name(config), httponly=True, samesite="Strict", secure=request.is_secure, path=_path()
    )
    return response


def _path() -> str:
    # Sockets are also served outside the base path.
    return request.script_root or "/"
