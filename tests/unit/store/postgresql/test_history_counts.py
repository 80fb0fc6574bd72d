"""Totals of the history are kept by triggers, exact after every change."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from tests.support.postgresql_server import PostgresqlServer
from wizard_service.config import DatabaseSettings
from wizard_service.domain.maintenance.row_checks import RowCheck, row_faults
from wizard_service.store import Backend, Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.migrations import available_migrations, migrate
from wizard_service.store.repositories import history
from wizard_service.store.search import HistorySearch

INSERT = """
INSERT INTO investigation_states (investigation_id, user_id, wizard_step, status, version, created_at, updated_at)
VALUES (?, 'u1', 'SETTINGS', ?, 1, 't', 't')
"""


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlBackend]:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url, retry_delay_ms=1))) as opened:
        opened.write(insert_four)
        yield opened


def insert_four(tx: Transaction) -> None:
    for number in range(4):
        tx.execute(INSERT, (f"i{number}", "IN_PROGRESS" if number else "ERROR"))


def total(store: Backend, **filters: object) -> int:
    search = HistorySearch("u1", (0,), "updated_at", True, 20, **filters)  # type: ignore[arg-type]
    return store.find_history_keys(search)[1]


def stored_counts(store: Backend) -> dict[tuple[object, ...], int]:
    """Return the counts that are not 0, all of which are right."""
    counts = history.counts_by_kind(store)
    assert all(stored == actual for stored, actual in counts.values())
    return {kind: stored for kind, (stored, _) in counts.items()}


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        (
            "UPDATE investigation_states SET status = 'CANCELLED' WHERE investigation_id = ?",
            {"ERROR": 1, "IN_PROGRESS": 2, "CANCELLED": 1},
        ),
        ("DELETE FROM investigation_states WHERE investigation_id = ?", {"ERROR": 1, "IN_PROGRESS": 2}),
        ("UPDATE investigation_states SET version = 2 WHERE investigation_id = ?", {"ERROR": 1, "IN_PROGRESS": 3}),
    ],
)
def test_counts_follow_each_change(store: Backend, statement: str, counts: dict[str, int]) -> None:
    store.write(lambda tx: tx.execute(statement, ("i1",)))

    assert stored_counts(store) == {("u1", 0, status, ""): number for status, number in counts.items()}


@pytest.mark.parametrize("column", ["archived_at", "risk_level"])
def test_counts_follow_archiving_and_risk(store: Backend, column: str) -> None:
    store.write(lambda tx: tx.execute(f"UPDATE investigation_states SET {column} = 'high' WHERE status = 'ERROR'"))

    moved = ("u1", 1, "ERROR", "") if column == "archived_at" else ("u1", 0, "ERROR", "high")
    assert stored_counts(store) == {("u1", 0, "IN_PROGRESS", ""): 3, moved: 1}


def test_totals_by_status_and_risk_are_kept_and_others_are_counted(store: Backend) -> None:
    kept = "UPDATE investigation_history_counts SET investigations = 70 WHERE status = 'IN_PROGRESS'"
    store.write(lambda tx: tx.execute(kept))

    assert (total(store), total(store, statuses=("IN_PROGRESS",)), total(store, risk_levels=("low",))) == (71, 70, 0)
    assert (total(store, created_from="a"), total(store, text="i")) == (4, 4)
    assert [*row_faults(store, RowCheck())][-1] == (
        "investigation_history_counts ('u1', 0, 'IN_PROGRESS', ''): 70 are counted, there are 3"
    )


def test_investigations_from_before_the_counts_are_counted(
    postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = "&options=-c%20default_transaction_isolation%3Dserializable"
    settings = DatabaseSettings(postgresql_server.create_database() + strict)
    (counts,) = [file for file in available_migrations() if file.name.endswith("_history_counts.sql")]
    earlier = [file for file in available_migrations() if file.name < counts.name]
    with monkeypatch.context() as older:
        older.setattr("wizard_service.store.postgresql.migrations.available_migrations", lambda: earlier)
        migrate(settings)
    with psycopg.connect(settings.url) as connection:
        for number in range(4):
            status = "IN_PROGRESS" if number else "ERROR"
            connection.execute(INSERT.replace("?", "%s").encode(), (f"i{number}", status))

    migrate(settings)

    with closing(PostgresqlBackend(settings)) as store:
        assert stored_counts(store) == {("u1", 0, "ERROR", ""): 1, ("u1", 0, "IN_PROGRESS", ""): 3}
