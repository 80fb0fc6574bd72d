"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from .access import Login, Session, Share, Shared, SharedList, Ticket
from .audit import AuditPage, AuditQuery, AuditVerdict, RefusedPage, RefusedQuery
from .common import Problem
from .events import CursorQuery, Event, Report, Reported, SocketUpdate, StreamQuery
from .history import ArchivedMany, ArchiveMany, HistoryEntry, HistoryPage, HistoryQuery
from .investigations import (
    Checkpoint,
    CreateInvestigation,
    DiffQuery,
    Fork,
    Navigate,
    PatchState,
    ReplaceState,
    Restore,
    SeenVersion,
    SeenVersionQuery,
    State,
    StateQuery,
)
from .polling import ActiveList, ActiveQuery, Changes, ChangesQuery, Connections, Health, Poll, PollAll, PollQuery
from .templates import (
    ApplyTemplate,
    CreateTemplate,
    OnConflict,
    ReplaceTemplate,
    Template,
    TemplateListQuery,
    TemplatePage,
    TemplateVersionQuery,
    TemplateVersions,
)

__all__ = [
    "ActiveList",
    "ActiveQuery",
    "ApplyTemplate",
    "ArchiveMany",
    "ArchivedMany",
    "AuditPage",
    "AuditQuery",
    "AuditVerdict",
    "Changes",
    "ChangesQuery",
    "Checkpoint",
    "Connections",
    "CreateInvestigation",
    "CreateTemplate",
    "CursorQuery",
    "DiffQuery",
    "Event",
    "Fork",
    "Health",
    "HistoryEntry",
    "HistoryPage",
    "HistoryQuery",
    "Login",
    "Navigate",
    "OnConflict",
    "PatchState",
    "Poll",
    "PollAll",
    "PollQuery",
    "Problem",
    "RefusedPage",
    "RefusedQuery",
    "ReplaceState",
    "ReplaceTemplate",
    "Report",
    "Reported",
    "Restore",
    "SeenVersion",
    "SeenVersionQuery",
    "Session",
    "Share",
    "Shared",
    "SharedList",
    "SocketUpdate",
    "State",
    "StateQuery",
    "StreamQuery",
    "Template",
    "TemplateListQuery",
    "TemplatePage",
    "TemplateVersionQuery",
    "TemplateVersions",
    "Ticket",
]
