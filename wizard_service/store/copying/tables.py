"""The tables that a copy of a database takes along, and those that it leaves."""

from peewee import IntegerField, Model, TextField

from ..audit_models import AuditAnchor, AuditEntry, AuditPurge, AuditSnapshot, DeniedAttempt, UnfinishedDeletion
from ..checked_rows import Table
from ..lease_models import ExecutorLease
from ..models import (
    Access,
    EntityType,
    EventRow,
    Feed,
    IdempotencyKey,
    Revocation,
    State,
    Template,
    TemplateVersion,
)


class FeedLoss(Model):
    owner = TextField(primary_key=True)
    events = IntegerField()

    class Meta:
        table_name = "feed_losses"


class Usage(Model):
    owner = TextField(primary_key=True)
    investigations = IntegerField()
    stored_bytes = IntegerField()
    events_tat_ns = IntegerField()
    events_charged_ns = IntegerField()
    corrections = IntegerField()

    class Meta:
        table_name = "usage"


# A table comes after those that it refers to. Executors continue under their leases, and their fences keep growing.
COPIED_TABLES: tuple[Table, ...] = (
    Feed,
    FeedLoss,
    State,
    EntityType,
    Access,
    EventRow,
    UnfinishedDeletion,
    AuditEntry,
    AuditAnchor,
    AuditSnapshot,
    AuditPurge,
    DeniedAttempt,
    Template,
    TemplateVersion,
    IdempotencyKey,
    Revocation,
    ExecutorLease,
    Usage,
)
# The target has another epoch, identity and schema. A copied ticket could be redeemed in both databases, and a process
# lease lasts seconds. SQLite derives the history from the states. The caller copies the clock checks of `meta`.
LEFT_TABLES = frozenset(
    {
        "meta",
        "database_identity",
        "schema_migrations",
        "schema_objects",
        "tickets",
        "leases",
        "investigation_history",
        "investigation_history_counts",
    }
)
