"""From nothing, or from where a crash has left it, to a running investigation; and from there to its results."""

from typing import Any

from wizard_service.client import (
    AlreadyExists,
    InvalidTransition,
    PreconditionFailed,
    State,
    VersionConflict,
    WizardClient,
)

from .reporter import Stopped

# Whoever has it open may change it as well; five lost races in a row would be somebody's loop.
UPDATE_ATTEMPTS = 5


def open_investigation(client: WizardClient, investigation_id: str | None, settings: dict[str, Any]) -> State:
    """Create the investigation, or take up the one of this id.

    Raises NotFound when the id belongs to somebody whose investigations we may not see.
    """
    try:
        return client.create(investigation_id=investigation_id, settings=settings)
    except AlreadyExists:
        if investigation_id is None:
            raise
        return client.get(investigation_id)


def start(client: WizardClient, state: State, settings: dict[str, Any]) -> State:
    """Bring an investigation to PROGRESS; `settings` are for one that has none yet.

    Raises Stopped when it was cancelled.
    """
    if state.status == "CANCELLED":
        raise Stopped("the investigation is CANCELLED")
    if state.status == "ERROR":
        state = change(client, state, {"status": "IN_PROGRESS"})
    if state.wizard_step != "SETTINGS":
        return state
    if not state.document.get("settings"):
        state = change(client, state, {"settings": settings})
    return change(client, state, {"wizard_step": "PROGRESS"})


def complete(client: WizardClient, investigation_id: str, results: dict[str, Any]) -> State:
    """Store the results. Raises Stopped when the investigation has ended meanwhile."""
    state = client.get(investigation_id)
    if state.status != "IN_PROGRESS":
        raise Stopped(f"the investigation is {state.status}")
    return show_results(client, change(client, state, {"results": results, "status": "COMPLETED"}))


def show_results(client: WizardClient, state: State) -> State:
    """Take whoever watches to the results, unless they are there already."""
    return change(client, state, {"wizard_step": "RESULTS"}) if state.wizard_step == "PROGRESS" else state


def change(client: WizardClient, state: State, changes: dict[str, Any], attempts: int = UPDATE_ATTEMPTS) -> State:
    """Apply a merge patch to the newest version. Raises Stopped when somebody else has changed the status."""
    try:
        return client.update(state.investigation_id, changes, etag=state.etag)
    except InvalidTransition as refused:
        raise Stopped(refused.detail) from refused
    except (PreconditionFailed, VersionConflict):
        if attempts == 1:
            raise
    newer = client.get(state.investigation_id)
    if newer.status != state.status:
        raise Stopped(f"the investigation is {newer.status}")
    return change(client, newer, changes, attempts - 1)
