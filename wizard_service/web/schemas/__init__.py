"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from .access import Login, Session, Share, Shared, SharedList, Ticket
from .events import Event, Report, Reported
from .investigations import CreateInvestigation, PatchState, ReplaceState, SeenVersion, SeenVersionQuery, State
from .listening import CursorQuery, SocketUpdate, StreamQuery
from .polling import Health, Poll, PollQuery
from .problem import Problem

__all__ = [
    "CreateInvestigation",
    "CursorQuery",
    "Event",
    "Health",
    "Login",
    "PatchState",
    "Poll",
    "PollQuery",
    "Problem",
    "ReplaceState",
    "Report",
    "Reported",
    "SeenVersion",
    "SeenVersionQuery",
    "Session",
    "Share",
    "Shared",
    "SharedList",
    "SocketUpdate",
    "State",
    "StreamQuery",
    "Ticket",
]
