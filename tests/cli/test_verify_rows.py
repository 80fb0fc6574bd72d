"""`verify rows`: every row matches its checksum, every index its table, the history its states."""

import itertools
import random
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from tests.support.command_line import Run, failed, runner_for
from tests.support.store.bit_flips import flips
from tests.support.store.filled_database import LIMITS, caller_for, opened, query
from tests.support.store.varied_database import varied
from wizard_service.domain.investigations import editing
from wizard_service.domain.investigations.preconditions import Precondition

SEED, FLIPS = 20260401, 40
PLANTED = {
    "settings": (
        "UPDATE investigation_states SET settings_json = replace(settings_json, 'brute', 'brutf')"
        " WHERE investigation_id = 'inv-1-0'",
        "investigation_states investigation_id='inv-1-0': settings_checksum does not match",
    ),
    "state": (
        "UPDATE investigation_states SET created_at = '2026' WHERE investigation_id = 'inv-1-0'",
        "investigation_states investigation_id='inv-1-0': row_checksum does not match",
    ),
    "last access": (
        "UPDATE investigation_history SET last_accessed = '2026' WHERE investigation_id = 'inv-1-0'",
        "investigation_history inv-1-0: last_accessed is not that of the state",
    ),
    "upper case in history": (
        "UPDATE investigation_history SET name = upper(name) WHERE investigation_id = 'inv-1-0'",
        "investigation_history inv-1-0: name is not that of the state",
    ),
    "sort key": (
        "UPDATE investigation_states SET name_key = 'z' WHERE investigation_id = 'inv-1-0'",
        "investigation_states inv-1-0: name_key is not that of the name",
    ),
    "sort key in history": (
        "UPDATE investigation_history SET name_key = 'z' WHERE investigation_id = 'inv-1-0'",
        "investigation_history inv-1-0: name_key is not that of the state",
    ),
    "history without a state": (
        "UPDATE investigation_history SET investigation_id = 'inv-other' WHERE investigation_id = 'inv-1-0'",
        "investigation_history inv-other: there is no such state",
    ),
    "counts": (
        "UPDATE investigation_history_counts SET investigations = 7 WHERE user_id = 'u1'",
        "investigation_history_counts ('u1', 0, 'IN_PROGRESS', ''): 7 are counted, there are 4",
    ),
    "event": (
        "UPDATE events SET timestamp = '2026' WHERE commit_seq = (SELECT max(commit_seq) FROM events)",
        "row_checksum does not match",
    ),
    "outcome": (
        "UPDATE idempotency_keys SET outcome = '{}' WHERE key = 'key-3'",
        "idempotency_keys user_id='u0', key='key-3': row_checksum does not match",
    ),
    "retention floor": (
        "UPDATE feeds SET pruned = 1 WHERE owner = 'u0'",
        "feeds owner='u0': row_checksum does not match",
    ),
    "share": (
        "UPDATE investigation_access SET role = 'editor' WHERE user_id = 'u8'",
        "investigation_access investigation_id='inv-0-1', user_id='u8': row_checksum does not match",
    ),
    "epoch": (
        "UPDATE meta SET value = '00000000' WHERE key = 'epoch'",
        "meta key='epoch': row_checksum does not match",
    ),
    "text that is no UTF-8": (
        "UPDATE events SET actor = CAST(x'75ff' AS TEXT) WHERE commit_seq = (SELECT max(commit_seq) FROM events)",
        "row_checksum does not match",
    ),
}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("varied") / "original.db"
    varied(path)
    return path


@pytest.fixture
def database(original: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy.db"
    path.write_bytes(original.read_bytes())
    return path


def test_everything_that_the_service_has_written_matches(run: Run, database: Path) -> None:
    tables = query(database, "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")

    result = run("verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("rows are intact, 1 of them without a checksum\n")
    assert query(database, "SELECT key FROM meta WHERE row_checksum IS NULL") == [("storage_probe",)]
    empty = {name for (name,) in tables if not query(database, f"SELECT 1 FROM {name} LIMIT 1")}
    assert empty == {"feed_losses"}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_damaged_row_is_named_with_table_key_and_checksum(run: Run, database: Path, planted: str) -> None:
    statement, sentence = PLANTED[planted]
    query(database, statement)

    failed(run("verify", "rows"), sentence)


def test_an_index_that_differs_from_its_table_is_named(run: Run, database: Path) -> None:
    index = query(database, "SELECT rootpage FROM sqlite_master WHERE name = 'events_by_age'")[0][0]
    data = bytearray(database.read_bytes())
    at = data.index(b"2026-04", (index - 1) * 4096)
    data[at + 3] ^= 1
    database.write_bytes(data)

    failed(run("verify", "rows"), "database: ", "events_by_age")


def test_only_the_first_damaged_rows_are_named(run: Run, database: Path) -> None:
    query(database, "UPDATE events SET timestamp = '2026'")

    assert len(run("verify", "rows", "--first", "3").stderr.splitlines()) == 3


def test_a_later_change_does_not_hide_damage(run: Run, database: Path) -> None:
    change = "UPDATE investigation_states SET created_at = '2001-01-01T00:00:00.000Z' WHERE investigation_id = ?"
    query(database, change, "inv-settings")
    with closing(opened(database)) as store:
        changes, any_version = {"settings": {"name": "another"}}, Precondition(any_version=True)
        editing.patch(store, LIMITS, caller_for("u0"), "inv-settings", changes, any_version)

    failed(run("verify", "rows"), "investigation_states investigation_id='inv-settings': row_checksum does not match")


def test_every_flipped_bit_that_changes_content_is_noticed(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "flipped.db"
    run = runner_for(copy)

    unnoticed = [
        flip
        for flip in itertools.islice(flips(original, copy, random.Random(SEED)), FLIPS)
        if not any(isinstance(run("verify", name).exception, SystemExit) for name in ("rows", "audit"))
    ]

    assert unnoticed == []


@pytest.mark.parametrize("planted", PLANTED)
def test_nothing_is_damaged_after_a_recovery(run: Run, database: Path, planted: str) -> None:
    query(database, PLANTED[planted][0])

    assert run("recover").exit_code == 0

    result = run("verify")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_damaged_state_is_rebuilt_from_its_events(run: Run, database: Path) -> None:
    document = "SELECT progress_json, version FROM investigation_states WHERE investigation_id = 'inv-1-0'"
    before = query(database, document)[0]
    query(
        database,
        "UPDATE investigation_states SET progress_json = replace(progress_json, '1 xxx', '1 xyx')"
        " WHERE investigation_id = 'inv-1-0'",
    )
    assert query(database, document)[0] != before

    assert "inv-1-0: version 4 is rebuilt from its events" in run("recover").stdout

    ((progress, version),) = query(database, document)
    assert (orjson.loads(progress), version) == (orjson.loads(before[0]), before[1])
