"""One sound row for every table, in an order that foreign keys allow; tests spoil one column at a time."""

import sqlite3
from typing import Any

Row = dict[str, Any]

MOMENT = "2026-01-15T12:00:00.000Z"
ROWS: dict[str, Row] = {
    "schema_migrations": {"name": "9999_of_the_tests.sql", "sha256": "0" * 64, "applied_at": MOMENT},
    # The scripts have filled its only row.
    "database_identity": {"only_row": 1, "file_id": "f" * 32, "epoch_reason": "r", "epoch_began_at": MOMENT}
    | dict.fromkeys(("commits", "missing_commits", "missing_events"), 0),
    "meta": {"key": "of the tests", "value": "v"},
    "feeds": {"owner": "u1", "head": 0, "pruned": 0},
    "investigation_states": {
        "investigation_id": "inv_1",
        "user_id": "u1",
        "incarnation": 0,
        "wizard_step": "SETTINGS",
        "status": "IN_PROGRESS",
        "version": 1,
        "settings_json": "{}",
        "progress_json": "{}",
        "results_json": "{}",
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "last_accessed": MOMENT,
        "archived_at": MOMENT,
        "name": "n",
        "entity_count": 0,
        "risk_score": 50.5,
        "risk_level": "low",
        "started_at": MOMENT,
        "completed_at": MOMENT,
        "template_id": "t1",
        "template_version": 1,
        "name_key": "n\x01n",
        "navigation_json": "{}",
    },
    "investigation_entity_types": {"investigation_id": "inv_1", "entity_type": "ip_address"},
    "investigation_access": {
        "investigation_id": "inv_1",
        "user_id": "u2",
        "role": "viewer",
        "granted_by": "u1",
        "granted_at": MOMENT,
        "accepted_at": MOMENT,
    },
    "events": {
        "commit_seq": 1,
        "owner": "u1",
        "feed_offset": 1,
        "investigation_id": "inv_1",
        "version": 1,
        "event_type": "state_updated",
        "timestamp": MOMENT,
        "committed_at": MOMENT,
        "actor": "u1",
        "source": "USER",
        "request_id": "r1",
        "data": "{}",
    },
    "investigation_audit_log": {
        "entry_seq": 1,
        "entry_id": "e1",
        "investigation_id": "inv_1",
        "incarnation": 0,
        "user_id": "u1",
        "actor": "u1",
        "action_type": "STATE_CREATED",
        "source": "USER",
        "version": 1,
        "previous_state": "{}",
        "changes": "{}",
        "timestamp": MOMENT,
        "request_id": "r1",
        "previous_hash": "0" * 64,
        "hash": "1" * 64,
    },
    "audit_anchors": {
        "investigation_id": "inv_1",
        "hash": "1" * 64,
        "purged_through": 1,
        "entries": 1,
        "deletions": 0,
        "anchored_at": MOMENT,
        "user_id": "u1",
    },
    "audit_snapshots": {"investigation_id": "inv_1", "incarnation": 0, "version": 1, "state": "{}"},
    "denied_attempts": {
        "attempt_seq": 1,
        "investigation_id": "inv_1",
        "user_id": "u1",
        "actor": "u2",
        "source": "USER",
        "attempted": "PUT state",
        "code": "forbidden",
        "detail": "d",
        "version": 1,
        "timestamp": MOMENT,
        "request_id": "r1",
    },
    "investigation_templates": {
        "template_id": "t1",
        "user_id": "u1",
        "name": "n",
        "description": "d",
        "template_json": "{}",
        "version": 1,
        "entity_count": 0,
        "usage_count": 0,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "deleted_at": None,
        "placeholders_json": "[]",
    },
    "investigation_template_versions": {
        "template_id": "t1",
        "version": 1,
        "name": "n",
        "description": "d",
        "template_json": "{}",
        "placeholders_json": "[]",
        "entity_count": 0,
        "action_type": "TEMPLATE_CREATED",
        "actor": "u1",
        "updated_at": MOMENT,
    },
    "investigation_history": {
        "archived": 0,
        "investigation_id": "inv_of_the_tests",
        "user_id": "u1",
        "name": "n",
        "status": "IN_PROGRESS",
        "wizard_step": "SETTINGS",
        "risk_score": 50.5,
        "risk_level": "low",
        "entity_count": 0,
        "created_at": MOMENT,
        "started_at": MOMENT,
        "completed_at": MOMENT,
        "duration_ms": 0,
        "last_accessed": MOMENT,
        "updated_at": MOMENT,
        "version": 1,
        "archived_at": "",
        "template_id": "t1",
        "template_version": 1,
        "name_key": "n\x01n",
    },
    "investigation_history_counts": {"user_id": "another", "archived": 0, "status": "IN_PROGRESS", "investigations": 1}
    | {"risk_level": "low"},
    "idempotency_keys": {
        "user_id": "u1",
        "key": "k1",
        "request_sha256": "0" * 64,
        "outcome": "{}",
        "created_at": MOMENT,
    },
    "feed_losses": {"owner": "u1", "events": 1},
    "unfinished_deletions": {"investigation_id": "inv_1", "owner": "u1", "feed_offset": 9},
    "usage": {"owner": "u1", "investigations": 1, "stored_bytes": 400}
    | dict.fromkeys(("events_tat_ns", "events_charged_ns", "corrections"), 0),
    "executor_leases": {"investigation_id": "inv_1", "fence": 1, "lease_id": "l1", "executor": "e1", "user_id": "u1"}
    | dict.fromkeys(("taken_at", "last_seen_at", "expires_at", "ended_at"), MOMENT)
    | {"ttl_s": 45, "end_reason": "lost"},
    "leases": {"name": "l1", "owner": "host:1", "expires_at": MOMENT},
    "audit_purges": {"purge_seq": 1, "first_entry_seq": 1, "last_entry_seq": 9, "entries": 9}
    | {"older_than": MOMENT, "forced": 0, "actor": "retention", "purged_at": MOMENT},
    "revocations": {"revocation_seq": 1, "subject": "user:u1", "revoked_at": MOMENT, "expires_at": MOMENT},
    "tickets": {"ticket_sha256": "0" * 64, "user_id": "u1", "scope": "wizard:read", "token_json": "[]"}
    | dict.fromkeys(("token_expires_at", "expires_at"), MOMENT),
}

_UNSEALED = {"investigation_entity_types", "investigation_history", "investigation_history_counts", "usage"}
for _table in ROWS.keys() - _UNSEALED - {"investigation_audit_log", "feed_losses", "database_identity"}:
    ROWS[_table]["row_checksum"] = 1
ROWS["investigation_states"] |= {f"{_section}_checksum": 1 for _section in ("settings", "progress", "results")}
ROWS["investigation_states"] |= {"open_inputs": 1, "inputs_expire_at": MOMENT}
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
ROWS["events"] |= {"trace_id": TRACE_ID}
ROWS["investigation_audit_log"] |= {"hash_version": 4, "action_types": '["STATE_CREATED"]', "trace_id": TRACE_ID}


def event(investigation_id: str = "inv_1", **columns: Any) -> Row:
    """Return an event as `append_events` takes it: without commit_seq, owner and feed_offset."""
    whole = ROWS["events"] | {"investigation_id": investigation_id} | columns
    return {name: value for name, value in whole.items() if name not in ("commit_seq", "owner", "n", "row_checksum")}


def insert(connection: sqlite3.Connection, table: str, *, verb: str = "INSERT", **columns: Any) -> None:
    """Insert the sound row of a table, with some columns replaced."""
    row = ROWS[table] | columns
    marks = ", ".join("?" for _ in row)
    connection.execute(f"{verb} INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
