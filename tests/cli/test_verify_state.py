"""`verify state`: the stored states equal the fold of their events."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import LIMITS, caller_for, filled, opened, query
from wizard_service.domain.history import deletion
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.quotas.usage import correct_usage

PLANTED = {
    "another document": (
        "UPDATE investigation_states SET progress_json = json_set(progress_json, '$.overall_progress', 99)"
        " WHERE investigation_id = 'inv-0-0'",
        "investigation inv-0-0: folding its events gives another progress",
    ),
    "another usage": (
        "UPDATE usage SET stored_bytes = stored_bytes + 1 WHERE owner = 'u0'",
        "usage of u0: 4 investigations, ",
    ),
    "another version": (
        "UPDATE investigation_states SET version = 9 WHERE investigation_id = 'inv-0-0'",
        "investigation inv-0-0: its events end with version 4, the state is version 9",
    ),
    "lost version": (
        "DELETE FROM events WHERE investigation_id = 'inv-0-0' AND version = 2",
        "investigation inv-0-0: events of version 2 are missing",
    ),
    "lost last event": (
        "DELETE FROM events WHERE feed_offset = (SELECT head FROM feeds WHERE owner = 'u0') AND owner = 'u0'",
        "feed of u0: its last event is",
    ),
    "lost event of several": (
        "DELETE FROM events WHERE event_type = 'log_appended' AND investigation_id = 'inv-1-0'",
        "feed of u1: 3 events are missing",
    ),
    "purged event that is there": ("UPDATE feeds SET pruned = 2 WHERE owner = 'u1'", "feed of u1: event 1 is there"),
    "counter behind": ("UPDATE feeds SET head = head - 1 WHERE owner = 'u1'", "feed of u1: its last event is"),
    "summary": ("UPDATE investigation_states SET entity_count = 7 WHERE user_id = 'u1'", "column entity_count is 7"),
    "ended": ("UPDATE investigation_states SET completed_at = '2026' WHERE user_id = 'u1'", "column completed_at"),
    "entity types": ("DELETE FROM investigation_entity_types", "its entity types are not those of its settings"),
}


_FAILURE = {"event_type": "error_occurred", "data": {"error_message": "m"}}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cli.db"
    filled(path, users=2, each=4, lines=3)
    return path


def test_everything_that_the_service_has_written_agrees(run: Run) -> None:
    result = run("verify", "state")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "8 investigations and 2 feeds agree, 8 folded from their events\n"


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_difference_is_named(run: Run, database: Path, planted: str) -> None:
    statement, sentence = PLANTED[planted]
    query(database, statement)

    failed(run("verify", "state"), sentence)


def test_only_the_first_differences_are_named(run: Run, database: Path) -> None:
    query(database, "UPDATE investigation_states SET entity_count = 7")

    assert len(run("verify", "state", "--first", "3").stderr.splitlines()) == 3


def test_investigations_whose_first_events_were_purged_are_not_folded(run: Run, database: Path) -> None:
    query(database, "UPDATE feeds SET pruned = 1 WHERE owner = 'u0'")
    query(database, "DELETE FROM events WHERE owner = 'u0' AND feed_offset = 1")
    with closing(opened(database)) as store:
        correct_usage(store)

    assert run("verify", "state").stdout.endswith("7 folded from their events\n")


def test_an_id_that_is_used_again_agrees(run: Run, database: Path) -> None:
    caller = caller_for("u0")
    with closing(opened(database)) as store:
        for _ in range(2):
            deletion.delete(store, caller, "inv-0-0", Precondition(any_version=True))
            editing.create(store, LIMITS, caller, {"investigation_id": "inv-0-0"})

    assert run("verify", "state").stdout.endswith("8 folded from their events\n")


def test_verify_without_a_command_compares_everything_in_the_database(run: Run) -> None:
    result = run("verify")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "".join(run("verify", name).stdout for name in ("state", "audit", "rows"))


@pytest.mark.parametrize(
    ("planted", "sentence"),
    [
        (PLANTED["another document"][:1], PLANTED["another document"][1]),
        (
            (
                "DROP TRIGGER audit_log_no_update",
                "UPDATE investigation_audit_log SET actor = 'other' WHERE investigation_id = 'inv-0-1'",
            ),
            "inv-0-1: entry ",
        ),
    ],
)
def test_verify_without_a_command_fails_for_either_and_still_checks_the_other(
    run: Run, database: Path, planted: tuple[str, ...], sentence: str
) -> None:
    for statement in planted:
        query(database, statement)

    result = run("verify")

    assert (result.exit_code, sentence in result.stderr) == (1, True)
    assert run("verify", "audit").stdout in result.stdout


def test_a_state_that_was_stored_without_the_reason_of_its_error_agrees(run: Run, database: Path) -> None:
    with closing(opened(database)) as store:
        reports.report(store, LIMITS, caller_for("u0"), "inv-0-0", _FAILURE)
    query(database, "UPDATE investigation_states SET progress_json = json_remove(progress_json, '$.error')")
    with closing(opened(database)) as store:
        correct_usage(store)

    result = run("verify", "state")

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "8 investigations and 2 feeds agree, 8 folded from their events\n",
        "",
    )


def test_a_state_with_another_reason_of_its_error_than_its_events_is_named(run: Run, database: Path) -> None:
    with closing(opened(database)) as store:
        reports.report(store, LIMITS, caller_for("u0"), "inv-0-0", _FAILURE)
    other = "json_set(progress_json, '$.error.error_message', 'another')"
    query(database, f"UPDATE investigation_states SET progress_json = {other} WHERE investigation_id = 'inv-0-0'")

    result = run("verify", "state")

    assert result.exit_code == 1
    assert "folding its events gives another progress" in result.stderr
