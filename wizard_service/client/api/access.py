"""Sharing, and what browsers need of a token (contract section 2)."""

from ..models import Role, Share, Ticket
from .base import Calls, path_of


class AccessCalls(Calls):
    """Who may see or change an investigation; only its owner and admins may say."""

    def list(self, investigation_id: str) -> list[Share]:
        return self._read(path_of(investigation_id, "access"))["access"]

    def share(self, investigation_id: str, user_id: str, role: Role) -> Share:
        path = path_of(investigation_id, "access", user_id)
        return self._write("PUT", path, {"role": role})

    def revoke(self, investigation_id: str, user_id: str) -> None:
        """Take the access away; the user's open streams on the investigation end."""
        self._transport.write("DELETE", path_of(investigation_id, "access", user_id))


class SessionCalls(Calls):
    """For a program that serves a page and holds its user's token."""

    def begin(self) -> str:
        """Exchange the token for a cookie; return the `Set-Cookie` header to hand to the browser."""
        return self._set_cookie("POST")

    def end(self) -> str:
        """Return the `Set-Cookie` header that makes a browser drop the cookie."""
        return self._set_cookie("DELETE")

    def ticket(self) -> Ticket:
        """Return a ticket that opens one stream or socket by `?ticket=`, once and for a short time."""
        return self._write("POST", "/tickets")

    def _set_cookie(self, method: str) -> str:
        response = self._transport.write(method, "/session")
        # The cookie is the browser's: this connection speaks by its token.
        self._transport.http.cookies.clear()
        return str(response.headers.get("Set-Cookie", ""))
