"""Parsing the lines of a syslog file into records of sshd."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from .messages import read_message
from .records import Log, Record
from .stamps import read_stamp

LINE = re.compile(
    r"(?P<stamp>[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) "
    r"(?P<host>\S+) (?P<program>[^\s\[:]+)(?:\[(?P<pid>\d{1,10})\])?: (?P<message>.*)"
)
REPEATED = re.compile(r"message repeated (?P<repeats>\d{1,9}) times: \[ ?(?P<message>.*)\]")

# Terminals and databases would interpret control characters.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# OpenSSH 9.8 split the server into sshd, sshd-session and sshd-auth.
PROGRAMS = frozenset({"sshd", "sshd-session", "sshd-auth"})

# No real login name is longer; an attacker's padding would only enlarge the results.
MAX_NAME_CHARS = 64


class NothingToInvestigate(ValueError):
    """The log has no line of sshd."""


def parse_log(lines: Iterable[str], *, written_at: datetime, zone: tzinfo | None = None) -> Log:
    """Read a whole log; lines of other daemons are counted, not kept.

    written_at: aware, when the file was last written; it determines the year, which syslog omits.
    zone: the time zone of stamps without one, None for the zone of this machine.
    Raises NothingToInvestigate.
    """
    line_count, unreadable_count = 0, 0
    records: list[Record] = []
    for line_count, line in enumerate(lines, start=1):
        head = LINE.fullmatch(CONTROL.sub("?", line.rstrip("\r\n")))
        stamp = read_stamp(head["stamp"], written_at=written_at, zone=zone) if head else None
        if head is None or stamp is None:
            unreadable_count += 1
        elif head["program"] in PROGRAMS:
            records.append(_record(line_count, head, stamp))
    if not records:
        raise NothingToInvestigate(f"no line of sshd among the {line_count} lines of the log")
    return Log(tuple(records), line_count, unreadable_count)


def _record(line_number: int, head: re.Match[str], timestamp: datetime) -> Record:
    repeated = REPEATED.fullmatch(head["message"])
    kind, parts = read_message(repeated["message"] if repeated else head["message"])
    user, port = parts.get("user"), parts.get("port")
    return Record(
        line_number=line_number,
        line=head.string,
        timestamp=timestamp,
        host=head["host"],
        pid=int(head["pid"]) if head["pid"] else None,
        kind=kind,
        user=None if user is None else user[:MAX_NAME_CHARS],
        address=parts.get("address"),
        port=int(port) if port else None,
        method=parts.get("method"),
        invalid_user=parts.get("invalid") is not None,
        repeats=int(repeated["repeats"]) if repeated else 1,
    )
