"""Questions of an executor to a person, and the wait for the answer (contract section 11)."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ..api.client import ClientApi
from ..errors import Stopped
from ..models import Document, State
from ..network.blocking import BlockingNetwork
from .texts import acceptable_text

# After these events the state shows whether the question is still open.
_CLOSING = frozenset({"input_given", "input_withdrawn", "state_updated", "status_changed", "state_sync"})


def new_question(
    prompt: str,
    kind: str | None,
    options: list[str] | None,
    schema: Document | None,
    expires_in_s: float | None,
    request_id: str | None,
) -> Document:
    """Return the data of an `input_requested`. Without a name it gets one that is the same in every run."""
    chosen = kind or ("choice" if options else "form" if schema else "confirm")
    asked = {"prompt": acceptable_text(prompt), "kind": chosen, "options": options, "schema": schema}
    name = request_id or "ask-" + digest(asked)
    return asked | {"request_id": name, "expires_at": None if expires_in_s is None else _in(expires_in_s)}


def digest(value: Any) -> str:
    """Return a short name of a JSON value, the same in every run."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def wait_for_answer(client: ClientApi[BlockingNetwork], investigation_id: str, request_id: str, cursor: str) -> Any:
    """Return the answer, None when there will be none: the question has expired or was withdrawn.

    cursor: from before the question was closed. Raises Stopped when the investigation has ended.
    """
    asked = _asked(client.get(investigation_id), request_id)
    if asked["status"] != "OPEN":
        return asked.get("answer")
    events = client.follow(investigation_id, cursor=cursor)
    try:
        while asked["status"] == "OPEN":
            if next(events)["event_type"] in _CLOSING:
                asked = _asked(client.get(investigation_id), request_id)
    finally:
        events.close()
    return asked.get("answer")


def _asked(state: State, request_id: str) -> Document:
    if state.status in ("COMPLETED", "CANCELLED"):
        raise Stopped(f"The investigation is {state.status}.")
    inputs = (state.document.get("progress") or {}).get("inputs", [])
    # The question is gone when the investigation has gone back to its settings.
    return next((each for each in inputs if each["request_id"] == request_id), {"status": "WITHDRAWN"})


def _in(seconds: float) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
