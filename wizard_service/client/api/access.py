"""Sharing an investigation, and cookies and tickets for browsers (contract section 2)."""

from typing import Literal, NotRequired, TypedDict

from ..http import url_path
from .base import ApiGroup

Role = Literal["viewer", "editor"]


class Shared(TypedDict):
    user_id: str
    role: Role
    granted_by: NotRequired[str]
    granted_at: NotRequired[str]


class Ticket(TypedDict):
    """A one-time ticket. expires_in: seconds."""

    ticket: str
    expires_in: int


class AccessApi(ApiGroup):
    """The users that may read or change an investigation; only its owner and admins may list and change them."""

    def list(self, investigation_id: str) -> list[Shared]:
        return self._read(url_path(investigation_id, "access"))["access"]

    def share(self, investigation_id: str, user_id: str, role: Role) -> Shared:
        return self._write("PUT", url_path(investigation_id, "access", user_id), {"role": role})

    def revoke(self, investigation_id: str, user_id: str) -> None:
        """Revoke a user's access; the service closes the user's open streams of the investigation."""
        self._http.write("DELETE", url_path(investigation_id, "access", user_id))


class SessionApi(ApiGroup):
    """Session cookies and tickets, for a program that serves a web page and holds its user's token."""

    def begin(self) -> str:
        """Exchange the token for a cookie; return the `Set-Cookie` header for the browser."""
        return self._set_cookie("POST")

    def end(self) -> str:
        """Return the `Set-Cookie` header that makes a browser drop the cookie."""
        return self._set_cookie("DELETE")

    def ticket(self) -> Ticket:
        """Return a ticket that opens one stream or socket by `?ticket=`, once and for a short time."""
        return self._write("POST", "/tickets")

    def _set_cookie(self, method: str) -> str:
        response = self._http.write(method, "/session")
        # The cookie is for the browser; this client authenticates with its token.
        self._http.pool.cookies.clear()
        return str(response.headers.get("Set-Cookie", ""))
