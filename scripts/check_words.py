"""Refuse words outside the vocabulary: one line `file:line: word -> standard term` each, exit status 1.

`docs/glossary.md` holds the terms to use. A line that must quote a refused word (the name of a trigger that a migration
drops, say) carries `words-ok:` and the reason. With `--report` the command prints the counts per folder and succeeds.
"""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from word_spans import Span, comment_openings, spans_of

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = frozenset({".py", ".js", ".mjs", ".md", ".sql", ".css", ".html", ".sh", ".cfg", ".toml", ".conf"})
SCRIPT_FOLDERS = frozenset({"scripts", ".ci"})
SKIPPED_FOLDERS = frozenset({"build", "dist", "node_modules", "__pycache__"})
EXEMPT = frozenset({"docs/glossary.md", "scripts/check_words.py", "scripts/word_spans.py", "tests/test_words.py"})
# Applied migrations are frozen: a database refuses a file that was edited after it was applied.
FROZEN = re.compile(r"sql/sqlite/00(01|02|10|11|12|20|21|30|31)_\w+\.sql")
ESCAPE = re.compile(r"words-ok:\s*\w")

_SEND = "send, deliver, emit, report, return, document"
_RECEIVE = "receive, notice"
_NAME_IT = "name the component: caller, subscriber, worker, client"
# Refused everywhere, also as a part of an identifier or of a file's name.
WORDS: dict[str, str] = {
    **dict.fromkeys(("tell", "tells", "telling", "told", "teller", "tellable"), _SEND),
    **dict.fromkeys(("hear", "hears", "heard", "hearing", "unheard"), _RECEIVE),
    **dict.fromkeys(("obey", "obeys", "obeyed", "obeying"), "handle, follow, accept"),
    **dict.fromkeys(("whoever", "somebody", "nobody", "everybody"), _NAME_IT),
    **dict.fromkeys(("seat", "seats", "seated"), "stream quota, open streams"),
    **dict.fromkeys(("pulse", "pulses"), "StatsReporter, tick"),
    **dict.fromkeys(("trouble", "troubles"), "storage failure, degraded, error"),
    "visits": "last access",
    **dict.fromkeys(("ladder", "ladders"), "transport fallback"),
    **dict.fromkeys(("rung", "rungs"), "level"),
    "scissors": "cut schedule",
    **dict.fromkeys(("vault", "vaults"), "browser storage"),
    **dict.fromkeys(("glimpse", "glimpses", "glance", "glances"), "PollCheck, read_poll_head, overview"),
    "anew": "again, resets",
    **dict.fromkeys(("believe", "believes", "believed"), "trust, accept"),
    "hasty": "name what differs",
}
# Refused as a part of an identifier or of a file's name; in a sentence they are plain English.
NAMES: dict[str, str] = {
    "beside": "sidecar, extra",
    **dict.fromkeys(("sealed", "reseal"), "checksum"),
    **dict.fromkeys(("turn", "turns"), "StripedLock, batches, yield_to_others, schedule_commit"),
}
PHRASES: dict[str, str] = {
    "who waits": _NAME_IT,
    "let go": "disconnect, release, close",
    "lets go": "disconnects, releases, closes",
    "beside the database": "sidecar file",
    "in turns": "in batches",
    "for ever": "without end, indefinitely",
    "that which": "the subject's name",
}

_TOKEN = re.compile(r"[^\W\d]\w*")
_ANY = re.compile("|".join(WORDS | NAMES), re.IGNORECASE)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ESCAPED_SPACE = re.compile(r"\\[nrt]")
# "tell two clients apart" is a comparison, not a delivery, and Python's files have a method `tell()`.
_PLAIN_TELL = re.compile(r"\b[Tt]ell(s|ing)?(?=(\s\S+){0,6}\sapart\b)|(?<=\.)tell(?=\(\))")
_PHRASE = re.compile("|".join(rf"\b{phrase}\b".replace(" ", r"[\s#*/-]+") for phrase in PHRASES), re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A refused word. path: relative to the checked folder. line: 0 for the file's name."""

    path: str
    line: int
    word: str
    term: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.word} -> {self.term}"


def find_words(path: str, source: str) -> list[Finding]:
    """Return the refused words of a file in the order of its lines, those of its name first."""
    named = [Finding(path, 0, word, term) for word, term in _words_in_path(path)]
    text = _ESCAPED_SPACE.sub("  ", _PLAIN_TELL.sub(lambda match: " " * len(match[0]), source))
    spans = spans_of(path, source)
    found = [*_refused_words(text, spans), *_refused_phrases(text), *_refused_openings(source, spans)]
    lines = source.split("\n")
    placed = ((source.count("\n", 0, offset) + 1, word, term) for offset, word, term in sorted(set(found)))
    return named + [Finding(path, *place) for place in placed if not ESCAPE.search(lines[place[0] - 1])]


def checked_files(root: Path, under: list[Path]) -> list[Path]:
    """Return the files that the check covers, in order; under: folders or files, all of the root when empty."""
    files = (file for place in under or [root] for file in _files_under(place))
    return sorted(file for file in files if _is_covered(file.relative_to(root)))


def _files_under(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, names, files in os.walk(place):
        names[:] = [name for name in names if _is_source_folder(name)]
        yield from (Path(folder, name) for name in files)


def _is_source_folder(name: str) -> bool:
    is_generated = name in SKIPPED_FOLDERS or name.endswith(".egg-info")
    return name in SCRIPT_FOLDERS or not (is_generated or name.startswith("."))


def _words_in_path(path: str) -> Iterator[tuple[str, str]]:
    for part in _PART.findall(path):
        term = WORDS.get(part.lower()) or NAMES.get(part.lower())
        if term:
            yield part, term


def _refused_words(text: str, spans: list[Span]) -> Iterator[tuple[int, str, str]]:
    if not _ANY.search(text):
        return
    prose = iter(spans)
    span = next(prose, None)
    for token in _TOKEN.finditer(text):
        while span and span.end <= token.start():
            span = next(prose, None)
        parts = list(_PART.finditer(token[0]))
        # A test's name is a sentence.
        is_sentence = token[0].startswith("test_") or (
            len(parts) == 1 and span is not None and span.start <= token.start()
        )
        refused = WORDS if is_sentence else WORDS | NAMES
        for part in parts:
            term = refused.get(part[0].lower())
            if term:
                yield token.start() + part.start(), token[0], term


def _refused_phrases(text: str) -> Iterator[tuple[int, str, str]]:
    for match in _PHRASE.finditer(text):
        phrase = " ".join(re.findall(r"\w+", match[0])).lower()
        yield match.start(), phrase, PHRASES[phrase]


def _refused_openings(source: str, spans: list[Span]) -> Iterator[tuple[int, str, str]]:
    for offset, opening in comment_openings(source, spans):
        yield offset, f"{opening} ...", "begin the comment with a subject that names the component"


def _is_covered(relative: Path) -> bool:
    path = relative.as_posix()
    if path in EXEMPT or FROZEN.fullmatch(path):
        return False
    is_script = relative.parts[0] in SCRIPT_FOLDERS and not relative.suffix
    return is_script or relative.suffix in SUFFIXES or relative.name == ".env.example"


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2]) or "."


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--report", action="store_true", help="print counts per folder and succeed")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder to check; default: this repository")
    parser.add_argument("paths", type=Path, nargs="*", help="only these files and folders")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    files = checked_files(root, [path.resolve() for path in options.paths])
    findings = [each for file in files for each in find_words(file.relative_to(root).as_posix(), file.read_text())]
    if options.report:
        counts = Counter(_folder(finding.path) for finding in findings)
        lines = [f"{count:6} {folder}" for folder, count in sorted(counts.items())]
        sys.stdout.write("\n".join([*lines, f"{len(findings):6} refused words in all", ""]))
        return 0
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
