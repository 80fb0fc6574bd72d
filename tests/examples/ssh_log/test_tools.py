"""The tools report the suspicious events in a log, and nothing else."""

from typing import Any

import pytest
from ssh_log.break_in import success_after_failures
from ssh_log.finding import EVIDENCE_ITEMS, EVIDENCE_LINE_CHARS
from ssh_log.guessing import failed_logins_by_address, failed_logins_by_user, invalid_user_enumeration, root_attempts
from ssh_log.reconnaissance import disconnects_before_auth, reverse_mapping_failures
from ssh_log.timing import bursts_over_time
from ssh_log.tools import TOOLS, Tool

from tests.support.examples.ssh_lines import accepted, failed, guesses, repeated, sshd


def test_address_that_guesses_is_found_with_its_newest_lines(parse_lines: Any) -> None:
    log = parse_lines(*guesses(30), failed("eve", "192.0.2.1"))

    result = failed_logins_by_address(log.records)

    assert result.summary == "31 failed password attempts from 2 addresses"
    (finding,) = result.findings
    assert (finding.title, finding.severity) == ("Password guessing from 203.0.113.9", "medium")
    assert len(finding.evidence) == EVIDENCE_ITEMS
    assert (finding.evidence[0]["count"], finding.evidence[0]["lines"]) == (30, 30)
    assert [item["line_number"] for item in finding.evidence[1:]] == list(range(22, 31))


def test_repeated_message_counts_as_attempts_and_as_one_line(parse_lines: Any) -> None:
    log = parse_lines(
        failed("root", "203.0.113.9"), repeated(12, "Failed password for root from 203.0.113.9 port 40022 ssh2")
    )

    (finding,) = failed_logins_by_address(log.records).findings

    assert (finding.evidence[0]["count"], finding.evidence[0]["lines"]) == (13, 2)


def test_a_forgotten_password_is_not_a_finding(parse_lines: Any) -> None:
    log = parse_lines(*guesses(4, user="eve"), accepted("eve", "203.0.113.9", minute=1))

    assert failed_logins_by_address(log.records).findings == ()
    assert [finding.severity for finding in success_after_failures(log.records).findings] == ["low"]


def test_account_attacked_from_many_addresses_is_found_and_root_is_reported_by_another_tool(parse_lines: Any) -> None:
    lines = [failed(user, f"192.0.2.{number}") for number in range(12) for user in ("eve", "root")]
    log = parse_lines(*lines)

    (of_eve,) = failed_logins_by_user(log.records).findings
    (of_root,) = root_attempts(log.records).findings

    assert of_eve.title == "Account under attack: eve"
    assert of_eve.evidence[0]["addresses"] == 12
    assert of_root.title == "Attempts to log in as root: 12"


def test_word_list_of_names_is_found(parse_lines: Any) -> None:
    names = [sshd(f"Invalid user name{number} from 203.0.113.9 port 9") for number in range(6)]
    log = parse_lines(*names, sshd("Invalid user evve from 192.0.2.1"))

    result = invalid_user_enumeration(log.records)

    assert result.summary == "7 names that do not exist, tried from 2 addresses"
    assert [finding.evidence[0]["users"] for finding in result.findings] == [6]


def test_burst_is_the_most_within_a_sliding_minute(parse_lines: Any) -> None:
    log = parse_lines(*guesses(40, every_s=4))

    (finding,) = bursts_over_time(log.records).findings

    assert finding.evidence[0]["attempts"] == 15
    assert finding.evidence[0]["first_seen"] == "2026-01-15T06:00:00.000Z"


def test_slow_guessing_does_not_count_as_a_burst(parse_lines: Any) -> None:
    assert bursts_over_time(parse_lines(*guesses(40, every_s=30)).records).findings == ()


def test_setting_the_clock_back_does_not_create_a_burst(parse_lines: Any) -> None:
    log = parse_lines(*(failed("root", "203.0.113.9", minute=59 - number) for number in range(40)))

    assert bursts_over_time(log.records).findings == ()


@pytest.mark.parametrize(("failures", "severity"), [(4, "low"), (5, "high"), (19, "high"), (20, "critical")])
def test_login_after_failures_of_the_same_address_is_severe(parse_lines: Any, failures: int, severity: str) -> None:
    log = parse_lines(*guesses(failures), accepted("root", "203.0.113.9", minute=1))

    (finding,) = success_after_failures(log.records).findings

    assert finding.severity == severity
    assert finding.evidence[0].get("failures_before", failures) == failures


def test_failures_after_the_login_do_not_count_against_it(parse_lines: Any) -> None:
    log = parse_lines(accepted("eve", "203.0.113.9"), *guesses(30, user="eve"))

    assert [finding.severity for finding in success_after_failures(log.records).findings] == ["low"]


def test_login_to_an_account_that_other_addresses_attacked_is_medium(parse_lines: Any) -> None:
    log = parse_lines(*guesses(20), accepted("root", "192.0.2.1", minute=1))

    assert [finding.severity for finding in success_after_failures(log.records).findings] == ["medium"]


def test_login_by_key_does_not_count_as_a_guessed_password(parse_lines: Any) -> None:
    log = parse_lines(*guesses(30), accepted("root", "203.0.113.9", method="publickey", minute=1))

    assert success_after_failures(log.records).findings == ()


def test_names_that_do_not_resolve_back_are_found(parse_lines: Any) -> None:
    line = sshd("reverse mapping checking getaddrinfo for a.example [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!")

    result = reverse_mapping_failures(parse_lines(line, line).records)

    assert [finding.evidence[0]["count"] for finding in result.findings] == [2]


def test_scans_and_early_disconnects_are_distinguished(parse_lines: Any) -> None:
    leaving = [sshd("Received disconnect from 203.0.113.9: 11: Bye Bye [preauth]")] * 20
    log = parse_lines(*leaving, sshd("Did not receive identification string from 192.0.2.1"))

    result = disconnects_before_auth(log.records)

    assert result.summary == "21 connections ended before a login, 1 of them without speaking SSH at all"
    assert [finding.evidence[0].get("count") for finding in result.findings] == [None, 20]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_tool_reads_the_records_once_and_accepts_a_log_without_attacks(parse_lines: Any, tool: Tool) -> None:
    log = parse_lines(sshd("Server listening on :: port 22."))

    assert tool.run(iter(log.records)).findings == ()


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_evidence_stays_small(parse_lines: Any, tool: Tool) -> None:
    long = "x" * 5000
    log = parse_lines(*guesses(200, user=f"invalid user {long}"), accepted(long, "203.0.113.9", minute=5))

    for finding in tool.run(log.records).findings:
        assert len(finding.evidence) <= EVIDENCE_ITEMS
        assert all(len(item.get("line", "")) <= EVIDENCE_LINE_CHARS for item in finding.evidence)
        assert 0 <= finding.confidence <= 1
