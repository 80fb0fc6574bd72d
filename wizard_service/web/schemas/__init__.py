"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from .access import Login, Session, Share, Shared, SharedList, Ticket
from .connections import Connections
from .events import Event, Report, Reported
from .history import ArchivedMany, ArchiveMany, HistoryEntry, HistoryPage, HistoryQuery
from .investigations import CreateInvestigation, PatchState, ReplaceState, SeenVersion, SeenVersionQuery, State
from .listening import CursorQuery, SocketUpdate, StreamQuery
from .polling import ActiveList, ActiveQuery, Changes, ChangesQuery, Health, Poll, PollQuery
from .problem import Problem
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
    "Changes",
    "ChangesQuery",
    "Connections",
    "CreateInvestigation",
    "CreateTemplate",
    "CursorQuery",
    "Event",
    "Health",
    "HistoryEntry",
    "HistoryPage",
    "HistoryQuery",
    "Login",
    "OnConflict",
    "PatchState",
    "Poll",
    "PollQuery",
    "Problem",
    "ReplaceState",
    "ReplaceTemplate",
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
    "Template",
    "TemplateListQuery",
    "TemplatePage",
    "TemplateVersionQuery",
    "TemplateVersions",
    "Ticket",
]
