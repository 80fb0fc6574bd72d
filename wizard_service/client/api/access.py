"""Sharing an investigation, and cookies and tickets for browsers (contract section 2)."""

from typing import Literal, NotRequired, TypedDict

from ..endpoint import AnyNetwork, endpoint
from ..network.requests import url_path
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


class AccessApi(ApiGroup[AnyNetwork]):
    """The users that may read or change an investigation; only its owner and admins may list and change them."""

    @endpoint
    async def list(self, investigation_id: str) -> list[Shared]:
        listed = await self._read(url_path(investigation_id, "access"))
        return listed["access"]

    @endpoint
    async def share(self, investigation_id: str, user_id: str, role: Role) -> Shared:
        """Invite a user, who does not see the investigation until it accepts."""
        return await self._write("PUT", url_path(investigation_id, "access", user_id), {"role": role})

    @endpoint
    async def revoke(self, investigation_id: str, user_id: str) -> None:
        """Revoke a user's access; the service closes the user's open streams of the investigation.

        With the caller's own id, the caller leaves an investigation of another user.
        """
        await self._http.write("DELETE", url_path(investigation_id, "access", user_id))


class InvitationApi(ApiGroup[AnyNetwork]):
    """Investigations that other users offer to share with the caller."""

    @endpoint
    async def list(self, *, limit: int = 50, offset: int = 0) -> InvitationList:
        page: InvitationList = await self._read("/invitations", {"limit": limit, "offset": offset})
        return page

    @endpoint
    async def accept(self, investigation_id: str) -> None:
        """Accept an invitation; from now on the investigation is visible and listed."""
        await self._http.write("POST", url_path("invitations", investigation_id, "accept"))

    @endpoint
    async def decline(self, investigation_id: str) -> None:
        await self._http.write("DELETE", url_path("invitations", investigation_id))


class SessionApi(ApiGroup[AnyNetwork]):
    """Session cookies and tickets, for a program that serves a web page and holds its user's token."""

    @endpoint
    async def user_id(self) -> str:
        """Return the id of the user whose token this client has."""
        session = await self._read("/session")
        return str(session["user_id"])

    @endpoint
    async def scopes(self) -> list[str]:
        """Return the scopes of the token that this client has."""
        session = await self._read("/session")
        return list(session["scopes"])

    @endpoint
    async def begin(self) -> str:
        """Exchange the token for a cookie; return the `Set-Cookie` header for the browser."""
        return await self._set_cookie("POST")

    @endpoint
    async def end(self) -> str:
        """Return the `Set-Cookie` header that makes a browser drop the cookie."""
        return await self._set_cookie("DELETE")

    @endpoint
    async def ticket(self) -> Ticket:
        """Return a ticket that opens one stream or socket by `?ticket=`, once and for a short time."""
        return await self._write("POST", "/tickets")

    async def _set_cookie(self, method: str) -> str:
        response = await self._http.write(method, "/session")
        # The cookie is for the browser; this client authenticates with its token.
        self._http.network.forget_cookies()
        return str(response.headers.get("Set-Cookie", ""))
