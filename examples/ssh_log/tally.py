"""Counting records by a key that they share: an address, a user."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .finding import EVIDENCE_ITEMS
from .records import Record
from .stamps import rfc3339


@dataclass
class Tally:
    """The counted records of one address or user.

    lines: as grep counts them. count: the attempts, which are more than one in a line that reports a repetition.
    """

    first: datetime
    last: datetime
    lines: int = 0
    count: int = 0
    users: Counter[str] = field(default_factory=Counter)
    addresses: Counter[str] = field(default_factory=Counter)
    newest: deque[Record] = field(default_factory=lambda: deque(maxlen=EVIDENCE_ITEMS))

    def add(self, record: Record) -> None:
        self.first = min(self.first, record.timestamp)
        self.last = max(self.last, record.timestamp)
        self.lines += 1
        self.count += record.repeats
        if record.user is not None:
            self.users[user_of(record)] += record.repeats
        self.addresses[address_of(record)] += record.repeats
        self.newest.append(record)

    def figures(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "lines": self.lines,
            "users": len(self.users),
            "addresses": len(self.addresses),
            "first_seen": rfc3339(self.first),
            "last_seen": rfc3339(self.last),
        }


def tally_by(key: Callable[[Record], str], records: Iterable[Record]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for record in records:
        name = key(record)
        if name not in tallies:
            tallies[name] = Tally(record.timestamp, record.timestamp)
        tallies[name].add(record)
    return tallies


def largest(tallies: dict[str, Tally], count: int) -> list[tuple[str, Tally]]:
    """Return the tallies with the highest counts, in an order that is the same in every run."""
    return sorted(tallies.items(), key=lambda item: (-item[1].count, item[0]))[:count]


def most_common(counted: Counter[str], count: int) -> str:
    """Return the most frequent keys as text: "root (376), admin (45)"."""
    return ", ".join(f"{name} ({number})" for name, number in counted.most_common(count))


def failed_guesses(records: Iterable[Record]) -> Iterator[Record]:
    return (record for record in records if record.failed_attempts)


def address_of(record: Record) -> str:
    return record.address or "(unknown)"


def user_of(record: Record) -> str:
    """Return the login name; scanners send empty ones too."""
    return record.user or "(empty)"
