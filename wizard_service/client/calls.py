"""What all parts of the client share: the connection they speak over, and how a path is written."""

from typing import Any
from urllib.parse import quote

import httpx2

from .state import State
from .transport import Params, Transport, answered_object


class Calls:
    """A part of the contract as methods."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _read(self, path: str, params: Params | None = None) -> Any:
        """GET a JSON object."""
        return answered_object(self._transport.read(path, params=params))

    def _write(self, method: str, path: str, body: Any = None, params: Params | None = None) -> Any:
        """Send an unsafe request whose answer is a JSON object."""
        return answered_object(self._transport.write(method, path, body=body, params=params))


def path_of(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def given(**members: Any) -> dict[str, Any]:
    """Return the members that were given: None stands for absent."""
    return {name: value for name, value in members.items() if value is not None}


def state_of(response: httpx2.Response) -> State:
    return State(answered_object(response), response.headers.get("ETag", ""))
