"""Pages of the history and of an audit trail, in databases of two sizes."""

import json
import sqlite3
from contextlib import closing

import psycopg

from tests.support.live.databases import file_of, is_sqlite, rows_of

from .installation import Installation, installed
from .requests import Client, repeat_for

SMALL, REPEAT_S = 1_000, 3.0
MODEL = "model"
PAGES = {
    "history": "/history?limit=20",
    "history of one status": "/history?limit=20&status=IN_PROGRESS",
    "audit": "/{owner}/audit?limit=50",
}
SETTINGS = {
    "name": "Benchmark",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})"
# The triggers of PostgreSQL count one row after the other, and each count is a new version of the same row until the
# transaction ends. The server would do VACUUM and ANALYZE by itself a minute later.
_NO_TRIGGERS = "SET session_replication_role = replica"
_COUNTED = (
    "TRUNCATE investigation_history_counts",
    "INSERT INTO investigation_history_counts SELECT user_id, archived, status, risk_level, count(*)"
    " FROM investigation_history GROUP BY user_id, archived, status, risk_level",
)
# 2026-01-01 and one second more for each row.
_MOMENT = {
    True: "strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n, 'unixepoch')",
    False: """to_char(to_timestamp(1767225600 + n) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
}


def measure_lists(kind: str, rows: int) -> dict[str, float]:
    """Return the median of the first page of the history and of the audit trail, in milliseconds.

    rows: investigations, and audit entries. Of each, SMALL belong to the owner and the investigation `small`, and the
    others to `large`. Names: `history small`, `audit large` and so on; the large ones are left out where all are small.
    """
    with installed(kind, 1) as installation:
        _fill(installation, rows)
        medians = {}
        for owner in ("small", "large")[: 1 if rows <= SMALL else 2]:
            client = Client(installation.first.bind, owner)
            for name, path in PAGES.items():
                medians[f"{name} {owner}"] = _median_ms(client, path.format(owner=owner))
        return medians


def _median_ms(client: Client, path: str) -> float:
    client.expect(200, "GET", path)
    return repeat_for(REPEAT_S, [lambda: client.expect(200, "GET", path)]).ms(0.5)


def _fill(installation: Installation, rows: int) -> None:
    """Copy one investigation and its audit entry many times, in the database: the service would take hours."""
    body = json.dumps({"investigation_id": MODEL, "settings": SETTINGS})
    Client(installation.first.bind, "model-owner").expect(201, "POST", "/investigations", body)
    moment = _MOMENT[is_sqlite(installation.url)]
    owner = f"CASE WHEN n <= {SMALL} THEN 'small' ELSE 'large' END"
    states = {
        # The trails belong to the first investigation of each owner.
        "investigation_id": f"CASE n WHEN 1 THEN 'small' WHEN {SMALL + 1} THEN 'large' ELSE 'gen-' || n END",
        "user_id": owner,
        # As many as the investigation has audit entries.
        "version": f"CASE WHEN n <= {SMALL} THEN {SMALL} ELSE {max(SMALL, rows - SMALL)} END",
        "updated_at": moment,
        "created_at": moment,
    }
    entries = {
        "entry_id": "'entry-' || n",
        "investigation_id": owner,
        "user_id": owner,
        "version": f"CASE WHEN n <= {SMALL} THEN n ELSE n - {SMALL} END",
        "timestamp": moment,
    }
    statements = [
        _copies(installation, "investigation_states", states, rows),
        _copies(installation, "investigation_audit_log", entries, rows),
    ]
    installation.first.kill()
    _run(installation, statements)
    installation.first.start()


def _run(installation: Installation, statements: list[str]) -> None:
    if is_sqlite(installation.url):
        with closing(sqlite3.connect(file_of(installation.url), timeout=600)) as connection, connection:
            for statement in statements:
                connection.execute(statement)
        return
    with psycopg.connect(installation.url, autocommit=True) as server:
        for statement in (_NO_TRIGGERS, *statements, *_COUNTED, "VACUUM ANALYZE"):
            server.execute(statement.encode())


def _copies(installation: Installation, table: str, changed: dict[str, str], rows: int) -> str:
    where = f"investigation_id = '{MODEL}'"
    (model,) = rows_of(installation.url, f"SELECT * FROM {table} WHERE {where}")
    columns = [name for name in model if name != "entry_seq"]
    values = ", ".join(changed.get(name, name) for name in columns)
    copied = f"INSERT INTO {table} ({', '.join(columns)}) {_NUMBERS.format(rows=rows)}"
    return f"{copied} SELECT {values} FROM numbers, {table} WHERE {where}"


def compared(small: float, large: float) -> str:
    return f"{small:.1f} / {large:.1f} ms ({large / small:.2f}x)"
