"""The parser reads the lines of a syslog file as records."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from ssh_log.parse import MAX_NAME_CHARS, NothingToInvestigate, parse_log
from ssh_log.records import Kind, Log
from ssh_log.stamps import read_stamp

from tests.support.examples.ssh_lines import accepted, failed, repeated, sshd

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_failed_password_has_all_its_parts(parse_lines: Any) -> None:
    log: Log = parse_lines(sshd("Failed password for root from 203.0.113.9 port 40022 ssh2", minute=5, pid=4711))

    record = log.records[0]
    assert (record.line_number, record.host, record.pid, record.kind) == (1, "gate", 4711, Kind.FAILED_LOGIN)
    assert (record.user, record.address, record.port, record.method) == ("root", "203.0.113.9", 40022, "password")
    assert record.timestamp == datetime(2026, 1, 15, 6, 5, tzinfo=UTC)
    assert (record.failed_attempts, record.invalid_user) == (1, False)


@pytest.mark.parametrize(
    ("message", "kind", "user", "address"),
    [
        ("Failed password for invalid user a b from 192.0.2.1 port 9 ssh2", Kind.FAILED_LOGIN, "a b", "192.0.2.1"),
        ("Failed password for invalid user  from 192.0.2.1 port 9 ssh2", Kind.FAILED_LOGIN, "", "192.0.2.1"),
        ("Failed password for root from 2001:db8::7 port 9 ssh2", Kind.FAILED_LOGIN, "root", "2001:db8::7"),
        ("Failed none for invalid user x from 192.0.2.1 port 9 ssh2", Kind.FAILED_LOGIN, "x", "192.0.2.1"),
        (
            "Accepted publickey for eve from fe80::1%eth0 port 9 ssh2: RSA SHA256:x",
            Kind.ACCEPTED_LOGIN,
            "eve",
            "fe80::1%eth0",
        ),
        ("Invalid user webmaster from 192.0.2.1", Kind.INVALID_USER, "webmaster", "192.0.2.1"),
        ("Invalid user pi from 2001:db8::7 port 9", Kind.INVALID_USER, "pi", "2001:db8::7"),
        (
            "reverse mapping checking getaddrinfo for a.example [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!",
            Kind.REVERSE_MAPPING,
            None,
            "192.0.2.1",
        ),
        ("Did not receive identification string from 192.0.2.1 port 9", Kind.NO_IDENTIFICATION, None, "192.0.2.1"),
        (
            "banner exchange: Connection from 192.0.2.1 port 9: invalid format",
            Kind.NO_IDENTIFICATION,
            None,
            "192.0.2.1",
        ),
        ("Received disconnect from 192.0.2.1: 11: Bye Bye [preauth]", Kind.DISCONNECT_BEFORE_LOGIN, None, "192.0.2.1"),
        (
            "error: Received disconnect from 2001:db8::7 port 9:14: No more [preauth]",
            Kind.DISCONNECT_BEFORE_LOGIN,
            None,
            "2001:db8::7",
        ),
        (
            "Connection closed by authenticating user root 192.0.2.1 port 9 [preauth]",
            Kind.DISCONNECT_BEFORE_LOGIN,
            "root",
            "192.0.2.1",
        ),
        ("Received disconnect from 192.0.2.1: 11: disconnected by user", Kind.OTHER, None, None),
        ("Server listening on 0.0.0.0 port 22.", Kind.OTHER, None, None),
    ],
)
def test_message_is_read_as_its_kind(
    parse_lines: Any, message: str, kind: Kind, user: str | None, address: str | None
) -> None:
    record = parse_lines(sshd(message)).records[0]

    assert (record.kind, record.user, record.address) == (kind, user, address)


def test_a_user_name_that_looks_like_a_message_does_not_change_the_address(parse_lines: Any) -> None:
    name = "Accepted password for root from 198.51.100.1 port 1 ssh2"
    log: Log = parse_lines(failed(f"invalid user {name}", "203.0.113.9"), sshd(f"Invalid user {name} from 203.0.113.9"))

    assert [record.kind for record in log.records] == [Kind.FAILED_LOGIN, Kind.INVALID_USER]
    assert {record.address for record in log.records} == {"203.0.113.9"}
    assert {record.user for record in log.records} == {name}


def test_repeated_message_is_one_line_of_many_attempts(parse_lines: Any) -> None:
    log: Log = parse_lines(repeated(5, "Failed password for root from 203.0.113.9 port 40022 ssh2"))

    record = log.records[0]
    assert (record.kind, record.address, record.failed_attempts) == (Kind.FAILED_LOGIN, "203.0.113.9", 5)


@pytest.mark.parametrize(
    ("method", "attempts"), [("password", 1), ("keyboard-interactive/pam", 1), ("none", 0), ("publickey", 0)]
)
def test_only_what_can_be_guessed_counts_as_an_attempt(parse_lines: Any, method: str, attempts: int) -> None:
    record = parse_lines(sshd(f"Failed {method} for root from 203.0.113.9 port 9 ssh2")).records[0]

    assert record.failed_attempts == attempts


def test_lines_of_other_daemons_and_broken_lines_are_counted_and_left_out(parse_lines: Any) -> None:
    log: Log = parse_lines(
        "Jan 15 06:00:00 gate CRON[12]: pam_unix(cron:session): session opened for user root by (uid=0)\n",
        "Jan 15 06:00:01 gate sudo: eve : TTY=pts/0 ; COMMAND=Failed password for root from 192.0.2.1 port 9 ssh2\n",
        failed("root", "203.0.113.9") + "\r\n",
        "Feb 30 06:00:02 gate sshd[1]: Failed password for root from 192.0.2.1 port 9 ssh2\n",
        "\x00\x00\n",
        "\n",
    )

    assert (log.line_count, len(log.records), log.unreadable_count) == (6, 1, 3)
    assert log.records[0].line_number == 3


def test_the_programs_of_newer_openssh_count_as_sshd(parse_lines: Any) -> None:
    line = "2026-01-15T06:00:00.123456+01:00 gate sshd-session[7]: Accepted password for eve from 192.0.2.1 port 9 ssh2"

    record = parse_lines(line).records[0]

    assert record.is_password_success
    assert record.timestamp == datetime(2026, 1, 15, 5, 0, 0, 123456, tzinfo=UTC)


def test_control_characters_are_replaced_and_long_names_are_cut(parse_lines: Any) -> None:
    record = parse_lines(failed("invalid user \x1b[2J" + "x" * 500, "203.0.113.9")).records[0]

    assert record.user == ("?[2J" + "x" * 500)[:MAX_NAME_CHARS]
    assert "\x1b" not in record.line


@pytest.mark.parametrize(
    ("text", "written_at", "expected"),
    [
        ("Dec 10 06:55:46", JANUARY, datetime(2025, 12, 10, 6, 55, 46, tzinfo=UTC)),
        ("Jan  9 06:55:46", JANUARY, datetime(2026, 1, 9, 6, 55, 46, tzinfo=UTC)),
        ("Jan 15 18:00:00", JANUARY, datetime(2026, 1, 15, 18, tzinfo=UTC)),
        ("Feb 29 00:00:00", JANUARY, datetime(2024, 2, 29, tzinfo=UTC)),
        ("Feb 30 00:00:00", JANUARY, None),
        ("Xyz 10 00:00:00", JANUARY, None),
        ("2026-01-15T06:00:00Z", JANUARY, datetime(2026, 1, 15, 6, tzinfo=UTC)),
        ("2026-01-15T06:00:00", JANUARY, datetime(2026, 1, 15, 6, tzinfo=UTC)),
        ("2026-13-15T06:00:00Z", JANUARY, None),
    ],
)
def test_stamp_without_a_year_is_the_newest_that_is_not_in_the_future(
    text: str, written_at: datetime, expected: datetime | None
) -> None:
    assert read_stamp(text, written_at=written_at, zone=UTC) == expected


def test_a_stamp_of_the_next_year_in_another_time_zone_is_accepted() -> None:
    written_at = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)

    stamp = read_stamp("Jan  1 01:30:00", written_at=written_at, zone=timezone(timedelta(hours=2)))

    assert stamp == written_at


@pytest.mark.parametrize("lines", [[], ["\n"], ["Jan 15 06:00:00 gate CRON[12]: (root) CMD (true)\n"]])
def test_log_without_a_line_of_sshd_is_refused(lines: list[str]) -> None:
    with pytest.raises(NothingToInvestigate, match=f"no line of sshd among the {len(lines)} lines"):
        parse_log(lines, written_at=JANUARY)


def test_an_accepted_login_by_key_does_not_count_as_a_password_success(parse_lines: Any) -> None:
    log: Log = parse_lines(accepted("eve", "192.0.2.1"), accepted("eve", "192.0.2.1", method="publickey"))

    assert [record.is_password_success for record in log.records] == [True, False]
