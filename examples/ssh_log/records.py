"""The parsed lines of sshd, and a whole log of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    FAILED_LOGIN = "failed_login"
    ACCEPTED_LOGIN = "accepted_login"
    INVALID_USER = "invalid_user"
    REVERSE_MAPPING = "reverse_mapping"
    NO_IDENTIFICATION = "no_identification"
    DISCONNECT_BEFORE_LOGIN = "disconnect_before_login"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Record:
    """One line of sshd.

    timestamp: aware, UTC.
    method: how the login was attempted ("password", "publickey", "none", ...), None when it was no login.
    repeats: the number of events. A line "message repeated 5 times: [ ... ]" stands for 5 more events after the one
        that was written out, so `repeats` is 5 there and 1 on every other line.
    """

    line_number: int
    line: str
    timestamp: datetime
    host: str
    pid: int | None
    kind: Kind
    user: str | None = None
    address: str | None = None
    port: int | None = None
    method: str | None = None
    invalid_user: bool = False
    repeats: int = 1

    @property
    def uses_secret(self) -> bool:
        """Return whether the login used something that can be guessed: not a key, and not the query "none"."""
        return self.method is not None and self.method.startswith(("password", "keyboard-interactive"))

    @property
    def failed_attempts(self) -> int:
        """Return the number of failed password guesses, 0 for any other line."""
        return self.repeats if self.kind is Kind.FAILED_LOGIN and self.uses_secret else 0

    @property
    def is_password_success(self) -> bool:
        return self.kind is Kind.ACCEPTED_LOGIN and self.uses_secret


@dataclass(frozen=True)
class Log:
    """A parsed log.

    records: the lines of sshd in the order of the file, at least one.
    line_count: all lines, including those of other daemons.
    unreadable_count: lines without a timestamp, host and program.
    """

    records: tuple[Record, ...]
    line_count: int
    unreadable_count: int

    @property
    def first(self) -> datetime:
        return min(record.timestamp for record in self.records)

    @property
    def last(self) -> datetime:
        return max(record.timestamp for record in self.records)
