"""Reports as Markdown (CommonMark with the tables of GitHub). No text of a user is read as markup.

A text is on the line of a marker, a cell or a quotation of its own, so it cannot begin a block there, and every
character that could begin markup within a line has a backslash (CommonMark 0.31 section 2.4).
"""

import re
from collections.abc import Iterable, Iterator

from .document import Block, Data, Facts, Heading, Note, Report, Row, Table, Text

_ESCAPES = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>&|~$#@"})
# GitHub makes links of addresses that have no markup at all.
_ADDRESSES = (("://", ":\\//"), ("www.", "www\\."))
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# Markdown reads these at the beginning of a line as a list, a heading or a rule.
_LINE_START = re.compile(r"(\d*)([-+=.)])")
_BACKTICKS = re.compile("`+")


def render(report: Report) -> Iterator[str]:
    """Yield the parts of the document, each a few lines."""
    yield f"# {inline(report.title)}\n\n"
    yield from _block(report.facts)
    for section in report.sections:
        yield f"## {section.title}\n\n"
        for block in section.blocks:
            yield from _block(block)


def inline(text: str) -> str:
    """Return a text in one line, without any meaning as markup."""
    escaped = _SPACE.sub(" ", text).strip().translate(_ESCAPES)
    for plain, harmless in _ADDRESSES:
        escaped = escaped.replace(plain, harmless)
    return escaped


def _block(block: Block) -> Iterator[str]:
    match block:
        case Facts(pairs):
            yield "".join(f"- {name}: {inline(value)}\n" for name, value in pairs)
        case Table(columns, rows):
            yield from _table(columns, rows)
        case Heading(text):
            yield f"### {inline(text)}\n"
        case Note(text):
            yield f"{text}\n"
        case Text(text):
            # Two spaces at the end of a line keep the break.
            yield from (f"> {_line(line)}  \n" for line in text.splitlines())
        case Data(lines):
            yield from _fenced(list(lines))
    yield "\n"


def _line(line: str) -> str:
    escaped = inline(line)
    begun = _LINE_START.match(escaped)
    return f"{begun[1]}\\{escaped[begun.start(2) :]}" if begun else escaped


def _table(columns: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield f"{_cells(columns)}\n{_cells(['---'] * len(columns))}\n"
    yield from (f"{_cells(map(inline, row))}\n" for row in rows)


def _cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _fenced(lines: list[str]) -> Iterator[str]:
    """Yield a code block whose fence is longer than any in its lines."""
    longest = max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}json\n"
    yield from (f"{line}\n" for line in lines)
    yield f"{fence}\n"
