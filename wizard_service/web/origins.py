"""Which browser pages may use this service: its own, and those of WIZARD_ALLOWED_ORIGINS."""

from flask import request

from ..errors import OriginRefused
from .runtime import runtime


def check_origin() -> None:
    """Refuse a browser's page from elsewhere. Programs send no Origin and show a token."""
    origin = request.headers.get("Origin")
    if origin is None or origin in runtime().config.server.allowed_origins:
        return
    if origin != f"{request.scheme}://{request.host}":
        raise OriginRefused("This Origin is not allowed here; see WIZARD_ALLOWED_ORIGINS.")
