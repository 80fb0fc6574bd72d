"""Requests and responses as marshmallow schemas: requests are validated by them, both are documented in OpenAPI.

Responses are never dumped through a schema: stored JSON is inserted as it is.
"""

from .access import BeginSession, InvitationList, InvitationQuery, Login, Session, Share, Shared, SharedList, Ticket
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
from .usage import ClientConfig, Usage

__all__ = [
    "ActiveList",
    "ActiveQuery",
    "ApplyTemplate",
    "ArchiveMany",
    "ArchivedMany",
    "AuditPage",
    "AuditQuery",
    "AuditVerdict",
    "BeginSession",
    "Changes",
    "ChangesQuery",
    "Checkpoint",
    "ClientConfig",
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
    "InvitationList",
    "InvitationQuery",
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
    "Usage",
]
