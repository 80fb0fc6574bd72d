"""A database written by version 0.1.0 migrates with all of its rows and stays consistent."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from tests.support.command_line import Run
from tests.support.store.filled_database import LIMITS, caller_for, epoch, opened, query
from tests.support.store.older_database import older_database, rows_by_table
from wizard_service.domain.audit.trail import page
from wizard_service.domain.history import deletion
from wizard_service.domain.history.archive import archive_investigation, restore_investigation
from wizard_service.domain.investigations import access, editing, sharing
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.versions import time_travel

LISTED = "SELECT investigation_id, name, status, version, archived_at FROM investigation_history ORDER BY 1"
STORED = """
SELECT investigation_id, coalesce(name, ''), status, version, coalesce(archived_at, '')
FROM investigation_states ORDER BY 1
"""
KINDS = "user_id, archived, status, risk_level"
COUNTED = f"SELECT {KINDS}, count(*) FROM investigation_history GROUP BY {KINDS} ORDER BY {KINDS}"
COUNTS = f"SELECT {KINDS}, investigations FROM investigation_history_counts WHERE investigations > 0 ORDER BY {KINDS}"
VERIFIED = "5 investigations and 2 feeds agree, 4 folded from their events\n6 chains, 14 entries, 0 invalid\n"
INTACT = re.compile(r"\d+ rows are intact, [1-9]\d* of them without a checksum\n")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cli.db"
    older_database(path)
    return path


def require_verified(output: str) -> None:
    """Rows of the older version have no checksum, which is no fault."""
    assert output.startswith(VERIFIED)
    assert INTACT.fullmatch(output.removeprefix(VERIFIED))


def test_every_row_survives_the_migration_under_the_new_names(run: Run, database: Path) -> None:
    before = rows_by_table(database)
    old_epoch = epoch(database)

    assert run("migrate").exit_code == 0

    after = rows_by_table(database)
    assert after["denied_attempts"] == before.pop("refused_attempts")
    assert dict(after.pop("meta")) == {
        "epoch": old_epoch,
        "clock_checked_at": "2026-04-14T09:00:12.750000+00:00",
        "clock_suspected_at": "2026-04-14T09:00:12.750000+00:00",
    }
    assert len(after.pop("database_identity")) == 1
    usage = {owner: investigations for owner, investigations, *_ in after.pop("usage")}
    assert usage == {"u1": 2, "u2": 3}
    for table in ("feed_losses", "revocations", "unfinished_deletions", "executor_leases"):
        assert after.pop(table) == []
    # Shares of that version give access already; whose the purged entries were is unknown.
    assert after.pop("investigation_access") == [(*row, row[4]) for row in before.pop("investigation_access")]
    assert after.pop("audit_anchors") == [(*row, None) for row in before.pop("audit_anchors")]
    assert after.pop("tickets") == [(*row, None) for row in before.pop("tickets")]
    del after["denied_attempts"], before["meta"]
    assert after == before
    assert all(after[table] for table in after)


@pytest.mark.parametrize("stated", ["1970-01-01T00:00:00.000Z", "2036-01-01T00:00:00.000Z"])
def test_a_start_that_a_client_has_stated_is_clamped_to_creation_and_last_change(
    stated: str, run: Run, database: Path
) -> None:
    query(database, "UPDATE investigation_states SET started_at = ?", stated)

    run("migrate")

    assert query(database, "SELECT count(*) FROM investigation_states WHERE started_at IS NOT NULL") > [(0,)]
    wrong = "wizard_step = 'SETTINGS' OR started_at NOT BETWEEN created_at AND updated_at"
    assert query(database, f"SELECT 1 FROM investigation_states WHERE started_at IS NOT NULL AND ({wrong})") == []
    shown = "SELECT investigation_id, coalesce(started_at, '') FROM investigation_states ORDER BY 1"
    assert query(database, "SELECT investigation_id, started_at FROM investigation_history ORDER BY 1") == query(
        database, shown
    )
    assert run("verify", "state").exit_code == 0


def test_the_migrated_database_is_verified(run: Run) -> None:
    run("migrate")

    result = run("verify")

    assert (result.exit_code, result.stderr) == (0, "")
    require_verified(result.stdout)
    assert "schema ok" in run("check").stdout


def test_changes_after_the_migration_reach_history_and_its_counts(run: Run, database: Path) -> None:
    run("migrate")
    caller, any_version = caller_for("u2"), Precondition(any_version=True)

    with closing(opened(database)) as store:
        editing.patch(store, LIMITS, caller_for("u1"), "inv_again", {"settings": {"name": "renamed"}}, any_version)
        editing.patch(store, LIMITS, caller, "inv_from_template", {"status": "CANCELLED"}, any_version)
        archive_investigation(store, caller, "inv_complete")
        restore_investigation(store, caller, "inv_archived")
        deletion.delete(store, caller_for("u1"), "inv_old", any_version)
        editing.create(store, LIMITS, caller, {"investigation_id": "inv_new"})

    assert query(database, LISTED) == query(database, STORED)
    assert query(database, COUNTS) == query(database, COUNTED)
    assert run("verify").exit_code == 0


def test_a_share_from_before_the_migration_is_accepted(run: Run, database: Path) -> None:
    run("migrate")
    guest = caller_for("u1").principal

    with closing(opened(database)) as store:
        state = access.get_readable(store, guest, "inv_complete", ("user_id",))
        (share,) = sharing.shares(store, caller_for("u2").principal, "inv_complete")
        invitations, total = sharing.invitations(store, guest, limit=50, offset=0)

    assert (state["user_id"], state["role"]) == ("u2", "viewer")
    assert share["accepted_at"] == share["granted_at"] == "2026-04-11T09:00:05.750Z"
    assert (invitations, total) == ([], 0)


def test_versions_from_before_the_migration_are_readable(run: Run, database: Path) -> None:
    run("migrate")

    with closing(opened(database)) as store:
        states = [time_travel.at_version(store, caller_for("u2").principal, "inv_complete", n) for n in range(1, 8)]

    assert [orjson.loads(state.body)["status"] for state in states] == [
        *["IN_PROGRESS"] * 5,
        "COMPLETED",
        "IN_PROGRESS",
    ]


def test_entries_from_before_the_migration_have_their_one_action(run: Run, database: Path) -> None:
    run("migrate")
    principal = caller_for("u2").principal

    with closing(opened(database)) as store:
        items, _ = page(store, principal, "inv_complete", {"limit": 50})
        restored, _ = page(store, principal, "inv_complete", {"limit": 50, "action_type": "RESTORED"})

    entries = [orjson.loads(item) for item in items]
    assert [entry["action_types"] for entry in entries] == [[entry["action_type"]] for entry in entries]
    assert [orjson.loads(item)["entry_id"] for item in restored] == [
        entry["entry_id"] for entry in entries if entry["action_type"] == "RESTORED"
    ]
    assert restored


def test_an_older_entry_that_gains_an_action_is_found(run: Run, database: Path) -> None:
    run("migrate")
    assert run("verify", "audit").exit_code == 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        added = (
            """UPDATE investigation_audit_log SET action_types = '["RESTORED","STATUS_CHANGED"]' WHERE entry_seq = 18"""
        )
        connection.execute(added)
        connection.commit()

    assert "inv_complete: entry 6b3b5ca5-6620-49d5-b61a-3f0e7bf2e46c" in run("verify", "audit").stderr


def test_recovery_of_a_database_that_was_not_migrated_keeps_its_rows(run: Run, database: Path) -> None:
    before = rows_by_table(database)

    result = run("recover")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "lost" not in result.stdout
    after = rows_by_table(database)
    for table in ("events", "investigation_states", "investigation_audit_log", "investigation_template_versions"):
        assert after[table] == before[table]
    assert after["denied_attempts"] == before["refused_attempts"]
    require_verified(run("verify").stdout)


def test_a_backup_of_an_older_version_is_migrated(run: Run, database: Path, tmp_path: Path) -> None:
    backup = tmp_path / "older.db"
    older_database(backup)
    database.unlink()

    assert run("restore", str(backup)).exit_code == 0

    assert "schema ok" in run("check").stdout
    require_verified(run("verify").stdout)
