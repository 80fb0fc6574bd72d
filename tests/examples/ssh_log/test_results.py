"""Counts, risk, entities and settings of an investigation."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ssh_log.entities import Entity, entities_of
from ssh_log.finding import Finding
from ssh_log.parse import NothingToInvestigate
from ssh_log.records import Log
from ssh_log.results import results_of
from ssh_log.risk import category_score, overall_score, risk_level
from ssh_log.settings import selected_entities, selected_tools, settings_for, within_time_range
from ssh_log.tools import TOOLS

from tests.support.examples.ssh_lines import accepted, failed, guesses, repeated, sshd

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
ATTACKER = Entity("ip_address", "203.0.113.9")


def investigated(log: Log, *entities: Entity) -> dict[str, Any]:
    return results_of(log, {tool.name: tool.run(log.records) for tool in TOOLS}, entities, NOON)


def finding(severity: str, confidence: float = 1.0) -> Finding:
    return Finding("title", "description", severity, confidence, ())


def test_totals_count_lines_as_grep_does_and_attempts_separately(parse_lines: Any) -> None:
    log = parse_lines(
        *guesses(3),
        repeated(5, "Failed password for root from 203.0.113.9 port 40022 ssh2"),
        sshd("Failed none for root from 203.0.113.9 port 9 ssh2"),
        accepted("eve", "192.0.2.1"),
        accepted("eve", "192.0.2.1", method="publickey"),
        "Jan 15 06:00:00 gate CRON[12]: (root) CMD (true)",
    )

    results = investigated(log, ATTACKER, Entity("user_id", "eve"))

    counts = {"failed_passwords": 4, "failed_password_attempts": 8}
    assert results["visualizations"]["totals"] == {
        "lines": 8,
        "sshd_lines": 7,
        "unreadable_lines": 0,
        **counts,
        "accepted_passwords": 1,
        "accepted_logins": 2,
        "addresses": 2,
        "users": 2,
    }
    assert results["entity_summaries"]["203.0.113.9"].items() >= {**counts, "accepted_passwords": 0}.items()
    assert results["entity_summaries"]["eve"].items() >= {"failed_passwords": 0, "accepted_logins": 2}.items()
    assert results["visualizations"]["top_addresses"] == [{"address": "203.0.113.9", "attempts": 8, "lines": 4}]
    assert sum(point["attempts"] for point in results["visualizations"]["attempts_over_time"]["points"]) == 8
    assert results["completed_at"] == "2026-01-15T12:00:00.000Z"


def test_entity_that_the_log_does_not_name_has_an_empty_summary(parse_lines: Any) -> None:
    results = investigated(parse_lines(*guesses(3)), Entity("user_id", "mallory"))

    assert results["entity_summaries"]["mallory"]["lines"] == 0
    assert results["entity_summaries"]["mallory"]["first_seen"] is None


def test_entities_of_one_id_and_two_types_both_have_a_summary(parse_lines: Any) -> None:
    results = investigated(parse_lines(*guesses(3)), ATTACKER, Entity("user_id", "203.0.113.9"))

    assert list(results["entity_summaries"]) == ["203.0.113.9", "user_id:203.0.113.9"]


def test_findings_come_most_severe_first(parse_lines: Any) -> None:
    log = parse_lines(*guesses(150), accepted("root", "203.0.113.9", minute=5))

    severities = [finding["severity"] for finding in investigated(log)["findings"]]

    assert severities[0] == "critical"
    assert severities == sorted(severities, key=["critical", "high", "medium", "low"].index)


def test_failed_guesses_alone_never_make_the_risk_critical(parse_lines: Any) -> None:
    lines = [failed(f"invalid user u{user}", f"192.0.2.{address}") for address in range(9) for user in range(150)]
    names = [sshd(f"Invalid user u{user} from 192.0.2.1") for user in range(50)]

    risk = investigated(parse_lines(*lines, *names, *guesses(500)))["risk_score"]

    assert risk["risk_level"] == "high"
    assert set(risk["category_scores"]) >= {"brute_force", "compromise"}


def test_guessed_login_makes_the_risk_critical(parse_lines: Any) -> None:
    risk = investigated(parse_lines(*guesses(20), accepted("root", "203.0.113.9", minute=1)))["risk_score"]

    assert risk["risk_level"] == "critical"
    assert 80 <= risk["overall_score"] <= 100


def test_quiet_log_has_low_risk(parse_lines: Any) -> None:
    risk = investigated(parse_lines(accepted("eve", "192.0.2.1", method="publickey")))["risk_score"]

    assert (risk["overall_score"], risk["risk_level"]) == (0.0, "low")


def test_many_minor_findings_do_not_outrank_a_severe_one() -> None:
    assert category_score("brute_force", [finding("low")] * 5) < category_score("brute_force", [finding("high")])
    assert category_score("brute_force", []) == 0


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, "low"), (24.9, "low"), (25, "medium"), (50, "high"), (79.9, "high"), (80, "critical"), (100, "critical")],
)
def test_risk_level_names_the_score(score: float, level: str) -> None:
    assert risk_level(score) == level


def test_overall_score_is_the_worst_category_and_a_tenth_of_the_mean_of_the_others() -> None:
    assert overall_score({"a": 60.0, "b": 20.0, "c": 0.0}) == 61.0
    assert overall_score({"a": 100.0, "b": 100.0}) == 100.0
    assert overall_score({}) == 0.0


def test_entities_are_the_worst_addresses_and_users_with_usable_names(parse_lines: Any) -> None:
    log = parse_lines(*guesses(3), *guesses(2, user="invalid user  x"), *guesses(2, user="invalid user "))

    assert entities_of(log) == (ATTACKER, Entity("user_id", "root"))


def test_entities_are_at_most_ten(parse_lines: Any) -> None:
    lines = [failed(f"user{number}", f"192.0.2.{number}") for number in range(30)]

    assert len(entities_of(parse_lines(*lines))) == 10


def test_quiet_log_is_an_investigation_of_its_host(parse_lines: Any) -> None:
    assert entities_of(parse_lines(accepted("eve", "192.0.2.1"))) == (Entity("device_id", "gate"),)


def test_settings_cover_the_whole_log_and_read_back(parse_lines: Any) -> None:
    log = parse_lines(*guesses(3))

    settings = settings_for(log, "auth.log", (ATTACKER,))

    assert settings["time_range"] == {"start": "2026-01-15T06:00:00.000Z", "end": "2026-01-15T06:00:03.000Z"}
    assert selected_entities(settings) == (ATTACKER,)
    assert selected_tools(settings) == TOOLS
    assert within_time_range(log, settings) == log


def test_lines_written_since_the_settings_are_left_out(parse_lines: Any) -> None:
    settings = settings_for(parse_lines(*guesses(3)), "auth.log", (ATTACKER,))

    assert len(within_time_range(parse_lines(*guesses(9)), settings).records) == 3
    with pytest.raises(NothingToInvestigate):
        within_time_range(parse_lines(failed("root", "192.0.2.1", minute=59)), settings)


def test_disabled_and_unknown_tools_are_not_selected() -> None:
    settings = {
        "tools": [
            {"tool_name": "root_attempts", "enabled": False},
            {"tool_name": "bursts_over_time"},
            {"tool_name": "x"},
        ]
    }

    assert [tool.name for tool in selected_tools(settings)] == ["bursts_over_time"]


def test_results_of_a_hostile_log_stay_far_below_the_limit(parse_lines: Any) -> None:
    padding = "é" * 3000
    lines = [failed(f"invalid user {number}{padding}", f"2001:db8::{number % 99}") for number in range(3000)]
    names = [sshd(f"Invalid user {number}{padding} from 2001:db8::{number % 99}") for number in range(3000)]
    log = parse_lines(*lines, *names)

    assert len(json.dumps(investigated(log, *entities_of(log)))) < 300_000
