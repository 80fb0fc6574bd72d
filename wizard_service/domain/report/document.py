"""A report as plain records: sections of blocks, which a renderer turns into one format.

All texts are plain text; a renderer escapes every one of them. Blocks and rows are iterators where they may be many, so
that a renderer never holds more of them than it writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Row = Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names with their values."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    columns: Row
    rows: Iterable[Row]


@dataclass(frozen=True)
class Heading:
    """The heading of a part of a section, such as a finding."""

    text: str


@dataclass(frozen=True)
class Text:
    """Text by a user, with its line breaks."""

    text: str


@dataclass(frozen=True)
class Note:
    """A sentence by the service."""

    text: str


@dataclass(frozen=True)
class Data:
    """JSON documents, one a line."""

    lines: Iterable[str]


Block = Facts | Table | Heading | Text | Note | Data


@dataclass(frozen=True)
class Section:
    title: str
    blocks: Iterable[Block]


@dataclass(frozen=True)
class Report:
    title: str
    facts: Facts
    sections: Sequence[Section]
