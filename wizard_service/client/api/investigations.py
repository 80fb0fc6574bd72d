"""Investigations and their state (contract section 3)."""

from collections.abc import Callable
from typing import Any, Literal, TypedDict

from ..endpoint import AnyNetwork, endpoint
from ..errors import PreconditionFailed, VersionConflict, require_json_object
from ..models import Document, State, Status, Step
from ..network.requests import JSON, MERGE_PATCH, url_path
from .base import ApiGroup, drop_none, parse_state

# A caller that loses ten races in a row competes with a program that writes in a loop.
MAX_UPDATE_ATTEMPTS = 10


class Reported(TypedDict):
    """The outcome of a report. events: the reported events as they were stored."""

    version: int
    events: list[Document]


class NavigationHistory(TypedDict):
    """The steps that the user has visited.

    entries: the visited steps, in order. position: the index of the current one.
    """

    entries: list[Step]
    position: int


class Checkpoint(TypedDict):
    """The data that a returning user needs to resume an investigation."""

    investigation_id: str
    role: Literal["owner", "editor", "viewer"] | None
    wizard_step: Step
    status: Status
    version: int
    cursor: str
    resume_step: Step
    navigation: NavigationHistory
    stale: bool
    actions: list[str]
    last_accessed: str | None
    updated_at: str


class InvestigationApi(ApiGroup[AnyNetwork]):
    """Creating, reading, changing and deleting investigations, reporting events, and commands.

    Commands (`retry`, `cancel`, `navigate`) need no precondition.
    """

    @endpoint
    async def create(
        self,
        *,
        investigation_id: str | None = None,
        settings: Document | None = None,
        wizard_step: str | None = None,
    ) -> State:
        """Create an investigation; without an id the service generates one.

        Raises AlreadyExists when the id is taken, by any user.
        """
        body = drop_none(investigation_id=investigation_id, settings=settings, wizard_step=wizard_step)
        return await self._command("investigations", body=body)

    @endpoint
    async def get(self, investigation_id: str, *, at_version: int | None = None) -> State:
        """Return the state; at_version: an earlier version, within retention. Raises NotFound."""
        return await self._get(investigation_id, at_version)

    @endpoint
    async def update(
        self,
        investigation_id: str,
        changes: Document | Callable[[State], Document | None],
        *,
        version: int | None = None,
        etag: str | None = None,
    ) -> State:
        """Apply a merge patch (RFC 7396) to wizard_step, status, settings, progress and results.

        changes: the patch, with the last seen `etag` ("*" overwrites any version) or `version`; or a function that
        computes the patch from the current state, None for no change. The function is called again with the newer
        state when another user was faster.
        Raises PreconditionFailed (etag) or VersionConflict (version) when the state has changed since.
        """
        if callable(changes):
            return await self._update_with_retry(investigation_id, changes)
        return await self._patch(investigation_id, _with_version(changes, version, etag), etag)

    @endpoint
    async def replace(
        self, investigation_id: str, sections: Document, *, version: int | None = None, etag: str | None = None
    ) -> State:
        """Replace each given section as a whole; the others stay. Precondition and errors as for `update`."""
        body = _with_version(sections, version, etag)
        return await self._change("PUT", investigation_id, body, media_type=JSON, etag=etag)

    @endpoint
    async def delete(self, investigation_id: str, *, etag: str) -> None:
        """Delete state, events and shares; the audit trail stays.

        Raises PreconditionFailed, and NotFound also when an earlier attempt succeeded but its response was lost.
        """
        await self._http.write("DELETE", url_path(investigation_id, "state"), etag=etag)

    @endpoint
    async def report(
        self, investigation_id: str, events: list[Document], *, key: str | None = None, lease_id: str | None = None
    ) -> Reported:
        """Report at most 100 events `{event_type, data, timestamp?}`, all or none.

        key: the Idempotency-Key of an earlier call with the same events that failed. lease_id: of the lease to use.
        Raises LeaseHeld, LeaseLost, and InvalidTransition when the investigation has ended or was cancelled.
        """
        path = url_path(investigation_id, "events")
        response = await self._http.write("POST", path, body=events, key=key, lease_id=lease_id)
        reported: Any = require_json_object(response)
        return reported

    @endpoint
    async def retry(self, investigation_id: str) -> State:
        """ERROR becomes IN_PROGRESS. Raises InvalidTransition from any other status."""
        return await self._command(investigation_id, "retry")

    @endpoint
    async def cancel(self, investigation_id: str) -> State:
        """IN_PROGRESS or ERROR becomes CANCELLED. Raises InvalidTransition from any other status."""
        return await self._command(investigation_id, "cancel")

    @endpoint
    async def answer(self, investigation_id: str, request_id: str, answer: Any) -> State:
        """Answer a question of the executor: True or False, one of the options, a text, or an object for a form.

        Raises AlreadyAnswered with the answer that counts, InputExpired, and ValidationFailed when the answer does not
        suit the question.
        """
        return await self._command(investigation_id, "inputs", request_id, body={"answer": answer})

    @endpoint
    async def checkpoint(self, investigation_id: str) -> Checkpoint:
        """Return the step at which to resume, the age of the state, and the actions that are possible now."""
        return await self._read(url_path(investigation_id, "checkpoint"))

    @endpoint
    async def read_report(self, investigation_id: str, report_format: Literal["md", "html"] = "md") -> str:
        """Return the report for people: Markdown, or one HTML page that needs no other file."""
        path = url_path(investigation_id, "report")
        response = await self._http.read(path, params={"format": report_format}, headers={"Accept": "*/*"})
        return response.text

    @endpoint
    async def navigate(self, investigation_id: str, *, step: str | None = None, direction: str | None = None) -> State:
        """Go to a step, or "back" or "forward" among the visited steps; exactly one of the two is given.

        Going back to SETTINGS resets the investigation: progress and results are dropped.
        """
        return await self._command(investigation_id, "navigation", body=drop_none(step=step, direction=direction))

    @endpoint
    async def service_limits(self) -> dict[str, int]:
        """Return `limits` of the installation's `/client-config`, {} while it could not be read."""
        return await self._http.current_limits()

    async def _update_with_retry(self, investigation_id: str, changes_of: Callable[[State], Document | None]) -> State:
        for _ in range(MAX_UPDATE_ATTEMPTS - 1):
            try:
                return await self._update_once(investigation_id, changes_of)
            except (PreconditionFailed, VersionConflict):
                continue
        return await self._update_once(investigation_id, changes_of)

    async def _update_once(self, investigation_id: str, changes_of: Callable[[State], Document | None]) -> State:
        state = await self._get(investigation_id)
        changes = changes_of(state)
        return state if changes is None else await self._patch(investigation_id, changes, state.etag)

    async def _get(self, investigation_id: str, at_version: int | None = None) -> State:
        params = drop_none(at_version=at_version)
        return parse_state(await self._http.read(url_path(investigation_id, "state"), params=params))

    async def _patch(self, investigation_id: str, changes: Document, etag: str | None) -> State:
        return await self._change("PATCH", investigation_id, changes, media_type=MERGE_PATCH, etag=etag)

    async def _change(
        self, method: str, investigation_id: str, body: Document, *, media_type: str, etag: str | None
    ) -> State:
        path = url_path(investigation_id, "state")
        return parse_state(await self._http.write(method, path, body=body, media_type=media_type, etag=etag))


def _with_version(body: Document, version: int | None, etag: str | None) -> Document:
    """Add `version` to the body unless the request has an ETag as its precondition."""
    return body if version is None or etag is not None else {**body, "version": version}
