"""Find the prose of a source file (comments, strings, text) and how each comment begins."""

import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_QUOTED = r"(?P<string>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)"
_SYNTAX = {
    "js": rf"(?P<comment>//[^\n]*|/\*.*?\*/)|{_QUOTED}",
    "css": rf"(?P<comment>/\*.*?\*/)|{_QUOTED}",
    "sql": r"(?P<comment>--[^\n]*)|(?P<string>'[^']*')",
    "html": r"(?P<comment><!--.*?-->)|(?P<string>(?<=>)[^<]+)",
    "md": r"`[^`\n]+`|(?P<string>[^`]+)",
    "hash": r"(?P<comment>(?:(?<=\s)|^)#[^\n]*)|(?P<string>'[^'\n]*'|\"[^\"\n]*\")",
}
_PATTERNS = {name: re.compile(syntax, re.DOTALL) for name, syntax in _SYNTAX.items()}
_OF_SUFFIX = {"mjs": "js", "js": "js", "css": "css", "sql": "sql", "html": "html", "md": "md"}
# A comment that begins so is a noun fragment or an inverted clause, not a sentence with a subject.
_OPENING = re.compile(r"\W*(Of|What|Who|Whom|Whose|Whoever|As if)\b")
_STRING_TOKENS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_BEGINS_STATEMENT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


class Span(NamedTuple):
    """A piece of prose; is_docstring: a string that is a whole statement."""

    start: int
    end: int
    is_comment: bool
    is_docstring: bool = False


def spans_of(path: str, source: str) -> list[Span]:
    """Return the prose of a file in order."""
    suffix = path.rpartition(".")[2] if "." in path.rpartition("/")[2][1:] else ""
    if suffix == "py":
        return list(_python_spans(source))
    pattern = _PATTERNS[_OF_SUFFIX.get(suffix, "hash")]
    named = (match for match in pattern.finditer(source) if match.lastgroup)
    return [Span(*match.span(), match.lastgroup == "comment") for match in named]


def comment_openings(source: str, spans: list[Span]) -> Iterator[tuple[int, str]]:
    """Yield offset and first word of each comment and docstring that is no sentence with a subject.

    The lines of a comment block are one comment, so only its first line is looked at.
    """
    for span in spans:
        if not (span.is_docstring or (span.is_comment and not _continues_a_block(source, span.start))):
            continue
        match = _OPENING.match(source, span.start, span.end)
        if match:
            yield match.start(1), match[1]


def _continues_a_block(source: str, start: int) -> bool:
    line_start = source.rfind("\n", 0, start) + 1
    if source[line_start:start].strip():
        return False
    line_before = source[source.rfind("\n", 0, max(0, line_start - 1)) + 1 : line_start].strip()
    return line_before.startswith(source[start : start + 2].strip())


def _python_spans(source: str) -> Iterator[Span]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_comment = token.type == tokenize.COMMENT
        if is_comment or token.type in _STRING_TOKENS:
            start, end = (starts[line - 1] + column for line, column in (token.start, token.end))
            yield Span(start, end, is_comment, not is_comment and before in _BEGINS_STATEMENT)
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type
