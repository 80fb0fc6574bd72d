"""`copy` moves everything from one database to another, of the same or the other kind."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.command_line import SECRET, failed
from tests.support.store.filled_database import LIMITS, SETTINGS, caller_for, opened, query
from tests.support.store.varied_database import varied
from wizard_service.cli.main import main
from wizard_service.config import DatabaseSettings
from wizard_service.domain.investigations import editing
from wizard_service.domain.maintenance.copying import begin_copy
from wizard_service.errors import StorageError
from wizard_service.store import open_backend, open_read_only
from wizard_service.store.copying import rows
from wizard_service.store.copying.marker import copied_source, mark_source
from wizard_service.store.copying.tables import COPIED_TABLES, LEFT_TABLES
from wizard_service.store.repositories.integrity import stored_epoch


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a database with rows in every table; tests only read it."""
    path = tmp_path_factory.mktemp("source") / "w.db"
    varied(path)
    return f"sqlite:///{path}"


def run(command: str, *arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments], env={"WIZARD_JWT_SECRET": SECRET, **settings})


def copy(source: str, target: str) -> Result:
    return run("copy", "--from", source, "--to", target)


def content(url: str) -> dict[str, Any]:
    """Return the digest of each table of a database, and the numbers that it assigned last."""
    with open_read_only(DatabaseSettings(url)) as store:
        digests = {table._meta.table_name: rows.digest(store, table) for table in COPIED_TABLES}
        numbers = [
            store.select_tuples(store.sql("copying.last_number").format(table=name, column=column))
            for name, column in (("events", "commit_seq"), ("investigation_audit_log", "entry_seq"))
        ]
    return digests | {"numbers": numbers}


def epoch_of(url: str) -> str:
    with open_read_only(DatabaseSettings(url)) as store:
        return stored_epoch(store)


def test_a_copy_to_postgresql_and_back_holds_the_same_rows_and_numbers(
    source: str, postgresql_url: str, database_file: Path
) -> None:
    back = f"sqlite:///{database_file}"

    there, again = copy(source, postgresql_url), copy(postgresql_url, back)

    assert (there.exit_code, again.exit_code) == (0, 0), there.output + again.output
    assert "Rows, hash chains and states of the copy are verified." in there.stdout
    assert content(source) == content(postgresql_url) == content(back)
    assert all(digest.rows for name, digest in content(source).items() if name not in ("numbers", "feed_losses"))
    assert len({epoch_of(source), epoch_of(postgresql_url), epoch_of(back)}) == 3


def test_a_service_continues_in_the_copy_where_the_source_ended(source: str, postgresql_url: str) -> None:
    copy(source, postgresql_url)

    with closing(open_backend(DatabaseSettings(postgresql_url))) as store:
        editing.create(store, LIMITS, caller_for("u0"), {"investigation_id": "inv-new", "settings": SETTINGS})
        origin = store.epoch_origin
        ((before,), (after,)) = store.select_tuples(
            "SELECT feed_offset FROM events WHERE owner = ? ORDER BY feed_offset DESC LIMIT 2", ("u0",)
        )[::-1]

    verified = run("verify", DATABASE_URL=postgresql_url)
    assert after == before + 1
    assert "the database was copied from another one" in str(origin)
    assert (verified.exit_code, verified.stderr) == (0, "")


def test_a_copy_that_was_interrupted_continues_and_is_served_only_when_complete(
    source: str, database_file: Path
) -> None:
    target = f"sqlite:///{database_file}"
    settings = DatabaseSettings(target)
    with open_read_only(DatabaseSettings(source)) as reader, closing(opened(database_file)) as store:
        begin_copy(reader, store)
        for table in COPIED_TABLES[:5]:
            rows.copy_table(reader, store, table)

    with pytest.raises(StorageError, match="incomplete copy"):
        open_backend(settings)
    failed(run("check", DATABASE_URL=target), "incomplete copy")
    resumed = copy(source, target)

    assert resumed.exit_code == 0, resumed.output
    assert "Continuing an interrupted copy.\nfeeds: 0 rows\n" in resumed.stdout
    assert content(source) == content(target)
    with open_read_only(settings) as reader:
        assert copied_source(reader) is None


def test_a_target_that_is_not_empty_is_refused(source: str, database_file: Path) -> None:
    with closing(opened(database_file)) as store:
        editing.create(store, LIMITS, caller_for("u1"), {"investigation_id": "inv-1", "settings": SETTINGS})
    before = content(f"sqlite:///{database_file}")

    failed(copy(source, f"sqlite:///{database_file}"), "not empty", "investigation_states")

    assert content(f"sqlite:///{database_file}") == before


def test_a_target_with_the_beginning_of_another_copy_is_refused(source: str, database_file: Path) -> None:
    with closing(opened(database_file)) as store:
        store.write(lambda tx: mark_source(tx, "0123abcd"))

    failed(copy(source, f"sqlite:///{database_file}"), "another database")


def test_databases_that_a_service_has_open_are_refused(source: str, postgresql_url: str, database_file: Path) -> None:
    target = f"sqlite:///{database_file}"
    with closing(opened(database_file)):
        failed(copy(source, target), "in use")
    with closing(open_backend(DatabaseSettings(postgresql_url))):
        failed(copy(source, postgresql_url), "in use")
        failed(copy(postgresql_url, target), "in use")


def test_a_service_whose_address_names_another_application_is_seen(source: str, postgresql_url: str) -> None:
    with closing(open_backend(DatabaseSettings(f"{postgresql_url}&application_name=billing"))):
        failed(copy(source, postgresql_url), "in use")

    assert copy(source, postgresql_url).exit_code == 0


def test_a_copy_that_differs_from_its_source_is_not_served(source: str, database_file: Path) -> None:
    with open_read_only(DatabaseSettings(source)) as reader, closing(opened(database_file)) as store:
        begin_copy(reader, store)
        rows.copy_table(reader, store, COPIED_TABLES[0])
        store.write(lambda tx: tx.execute("UPDATE feeds SET head = head + 1 WHERE owner = ?", ("u0",)))
    target = f"sqlite:///{database_file}"

    result = copy(source, target)

    assert result.exit_code == 1
    assert "feeds: " in result.stderr
    failed(run("check", DATABASE_URL=target), "incomplete copy")


def test_a_source_with_faults_is_refused(source: str, tmp_path: Path, database_file: Path) -> None:
    damaged = tmp_path / "damaged.db"
    shutil.copy(source.removeprefix("sqlite:///"), damaged)
    query(damaged, "UPDATE investigation_access SET granted_by = 'u6'")

    failed(copy(f"sqlite:///{damaged}", f"sqlite:///{database_file}"), "investigation_access", "row_checksum")


def test_every_table_is_copied_or_named_as_left_out(migrated: Path) -> None:
    with closing(sqlite3.connect(migrated)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    copied = {table._meta.table_name for table in COPIED_TABLES}
    assert copied.isdisjoint(LEFT_TABLES)
    assert tables - {"sqlite_sequence"} == (copied | LEFT_TABLES) - {"schema_objects"}


@pytest.mark.parametrize("url", ["mysql://host/db", "wizard.db"])
def test_addresses_of_no_database_are_refused(source: str, url: str) -> None:
    failed(copy(source, url), "--to")
    failed(copy(url, source), "--from")
