"""`purge` (contract section 10), and its line in `check`."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import filled, opened, query

LONG_AGO = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cli.db"
    filled(path, users=1, each=4, lines=3)
    query(path, "INSERT INTO tickets VALUES ('h', 'u1', 'wizard:read', ?, ?, NULL, NULL)", LONG_AGO, LONG_AGO)
    return path


def age_the_trail(database: Path, entries: int) -> None:
    # The test drops the guard of the audit trail for a moment, because entries cannot be inserted with an old date.
    ((guard,),) = query(database, "SELECT sql FROM sqlite_master WHERE name = 'audit_log_no_update'")
    query(database, "DROP TRIGGER audit_log_no_update")
    query(database, "UPDATE investigation_audit_log SET timestamp = ? WHERE entry_seq <= ?", LONG_AGO, entries)
    query(database, guard)


def test_a_purge_prints_the_deleted_rows_by_kind(run: Run, database: Path) -> None:
    age_the_trail(database, 2)

    result = run("purge")

    assert (result.exit_code, result.stderr) == (0, "")
    deleted = {
        "leftover_events": 0,
        "tickets": 1,
        "revocations": 0,
        "idempotency_keys": 0,
        "executor_leases": 0,
        "template_versions": 0,
        "events": 0,
        "investigations": 0,
    }
    deleted |= {"denied_attempts": 0}
    assert result.stdout == "".join(f"{kind} {rows}\n" for kind, rows in (deleted | {"audit_entries": 2}).items())
    assert run("verify", "state").exit_code == 0


def test_a_dry_run_prints_the_same_and_deletes_nothing(run: Run, database: Path) -> None:
    age_the_trail(database, 2)

    dry, check, wet = run("purge", "--dry-run"), run("check"), run("purge")

    assert dry.exit_code == 0
    assert dry.stdout == wet.stdout
    assert "to be purged: 1 tickets, 2 audit_entries\n" in check.stdout


def test_a_refused_purge_fails_and_prints_what_it_deleted_before(run: Run, database: Path) -> None:
    age_the_trail(database, 8)

    refused = run("purge")

    assert refused.exit_code == 1
    assert "tickets 1\n" in refused.stdout
    assert "audit_entries 0\n" in refused.stdout
    assert "8 of 16 audit entries" in refused.stderr
    assert "audit_entries 8\n" in run("purge", "--force").stdout


def test_a_dry_run_is_refused_as_the_purge_would_be_for_too_much_of_the_trail(run: Run, database: Path) -> None:
    age_the_trail(database, 8)

    dry, forced, wet = run("purge", "--dry-run"), run("purge", "--dry-run", "--force"), run("purge")

    assert (dry.exit_code, forced.exit_code, wet.exit_code) == (1, 0, 1)
    assert dry.stdout == forced.stdout
    assert "audit_entries 8\n" in dry.stdout
    assert "8 of 16 audit entries" in dry.stderr
    assert forced.stderr == ""


def test_a_dry_run_is_refused_as_the_purge_would_be_for_a_suspect_clock(run: Run, database: Path) -> None:
    query(database, "UPDATE events SET committed_at = ?", LONG_AGO)

    dry, forced, wet = run("purge", "--dry-run"), run("purge", "--dry-run", "--force"), run("purge")

    assert (dry.exit_code, forced.exit_code, wet.exit_code) == (1, 0, 1)
    assert "tickets 1\n" in dry.stdout
    assert "the clock was more than 2 days, 0:00:00 ahead" in dry.stderr
    assert "tickets 0\n" in wet.stdout
    assert "tickets 1\n" in run("purge", "--force").stdout


def test_a_dry_run_is_not_recorded_as_a_check_of_the_clock(run: Run, database: Path) -> None:
    run("purge", "--dry-run")

    assert query(database, "SELECT * FROM meta WHERE key LIKE 'clock_%'") == []


def test_a_purge_runs_while_a_service_has_the_database_open(run: Run, database: Path) -> None:
    with closing(opened(database)) as store:
        assert run("purge").exit_code == 0
        store.write(lambda tx: tx.execute("DELETE FROM tickets"))


def test_check_prints_the_epoch_and_since_when_the_clock_is_suspect(run: Run, database: Path) -> None:
    assert "\nclock " in run("check").stdout
    query(database, "INSERT INTO meta (key, value) VALUES ('clock_suspected_at', '2030-01-01T00:00:00+00:00')")

    result = run("check")

    ((epoch,),) = query(database, "SELECT value FROM meta WHERE key = 'epoch'")
    assert f"epoch {epoch}\n" in result.stdout
    assert "SUSPECTED since 2030-01-01T00:00:00.000Z" in result.stdout


def test_a_purge_needs_a_database(run: Run, database: Path) -> None:
    database.unlink()

    failed(run("purge"), "does not exist")
