"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from .access import Share, Shared, SharedList, Ticket
from .audit import AuditPage, AuditQuery, AuditVerdict, RefusedPage, RefusedQuery
from .connections import Connections
from .events import Event, Report, Reported
from .investigations import CreateInvestigation, PatchState, ReplaceState, SeenVersion, SeenVersionQuery, State
from .listening import CursorQuery, SocketUpdate, StreamQuery
from .polling import ActiveList, ActiveQuery, Changes, ChangesQuery, Health, Poll, PollQuery
from .problem import Problem
from .recovery import Checkpoint, Navigate
from .time_travel import DiffQuery, Fork, Restore, StateQuery

__all__ = [
    "ActiveList",
    "ActiveQuery",
    "AuditPage",
    "AuditQuery",
    "AuditVerdict",
    "Changes",
    "ChangesQuery",
    "Checkpoint",
    "Connections",
    "CreateInvestigation",
    "CursorQuery",
    "DiffQuery",
    "Event",
    "Fork",
    "Health",
    "Navigate",
    "PatchState",
    "Poll",
    "PollQuery",
    "Problem",
    "RefusedPage",
    "RefusedQuery",
    "ReplaceState",
    "Report",
    "Reported",
    "Restore",
    "SeenVersion",
    "SeenVersionQuery",
    "Share",
    "Shared",
    "SharedList",
    "SocketUpdate",
    "State",
    "StateQuery",
    "StreamQuery",
    "Ticket",
]
