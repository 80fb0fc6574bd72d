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
    accepted_at: NotRequired[str | None]


class Invitation(TypedDict):
    """An investigation that its owner, `user_id`, offers to share with the caller."""

    investigation_id: str
    user_id: str
    name: str | None
    role: Role
    granted_by: str
    granted_at: str


class InvitationList(TypedDict):
    invitations: list[Invitation]
    total: int
    limit: int
    offset: int


class Ticket(TypedDict):
    """A one-time ticket. expires_in: seconds."""

    ticket: str
    expires_in: int


class AccessApi(ApiGroup):
    """The users that may read or change an investigation; only its owner and admins may list and change them."""

    def list(self, investigation_id: str) -> list[Shared]:
        return self._read(url_path(investigation_id, "access"))["access"]

    def share(self, investigation_id: str, user_id: str, role: Role) -> Shared:
        """Invite a user, who does not see the investigation until it accepts."""
        return self._write("PUT", url_path(investigation_id, "access", user_id), {"role": role})

    def revoke(self, investigation_id: str, user_id: str) -> None:
        """Revoke a user's access; the service closes the user's open streams of the investigation.

        With the caller's own id, the caller leaves an investigation of another user.
        """
        self._http.write("DELETE", url_path(investigation_id, "access", user_id))


class InvitationApi(ApiGroup):
    """Investigations that other users offer to share with the caller."""

    def list(self, *, limit: int = 50, offset: int = 0) -> InvitationList:
        page: InvitationList = self._read("/invitations", {"limit": limit, "offset": offset})
        return page

    def accept(self, investigation_id: str) -> None:
        """Accept an invitation; from now on the investigation is visible and listed."""
        self._http.write("POST", url_path("invitations", investigation_id, "accept"))

    def decline(self, investigation_id: str) -> None:
        self._http.write("DELETE", url_path("invitations", investigation_id))


class SessionApi(ApiGroup):
    """Session cookies and tickets, for a program that serves a web page and holds its user's token."""

    def user_id(self) -> str:
        """Return the id of the user whose token this client has."""
        return str(self._read("/session")["user_id"])

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
