"""The words check refuses every word outside the vocabulary, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CHECKER = ROOT / "scripts" / "check_words.py"
PLANTED = [
    ("a.py", "x = 1\ntold = x\n", "a.py:2: told"),
    ("a.py", "def tell_all() -> None: ...\n", "a.py:1: tell_all"),
    ("a.py", "class StoryTeller: ...\n", "a.py:1: StoryTeller"),
    ("a.py", "MAX_SEATS = 3\n", "a.py:1: MAX_SEATS"),
    ("a.py", 'x = "the worker\\ntold the client"\n', "a.py:1: told"),
    ("a.py", "# The worker hears of it.\n", "a.py:1: hears"),
    ("a.py", '"""Return the rows.\n\nIt obeys.\n"""\n', "a.py:3: obeys"),
    ("a.py", "turns = 3\n", "a.py:1: turns"),
    ("a.py", "def rows_beside() -> None: ...\n", "a.py:1: rows_beside"),
    ("a.py", "# A caller that waits is let\n# go.\n", "a.py:1: let go"),
    ("a.py", "# The worker answers who waits.\n", "a.py:1: who waits"),
    ("a.py", 'x = "files beside the database"\n', "a.py:1: beside the database"),
    ("a.py", "# Somebody's rows.\n", "a.py:1: Somebody"),
    ("a.py", "# Tell them apart. Tell the client.\n", "a.py:1: Tell"),
    ("web/seats.py", "x = 1\n", "web/seats.py:0: seats"),
    ("static/own-vault.js", "", "static/own-vault.js:0: vault"),
    ("a.js", "const lastRung = 1;\n", "a.js:1: lastRung"),
    ("a.mjs", "/** Sends.\n * The ladder. */\n", "a.mjs:2: ladder"),
    ("a.js", "emit(`trouble ${n}`);\n", "a.js:1: trouble"),
    ("a.css", ".wizard-pulse { color: red; }\n", "a.css:1: pulse"),
    ("a.html", "<p>At a glance</p>\n", "a.html:1: glance"),
    ("a.sql", "CREATE TRIGGER history_is_told;\n", "a.sql:1: history_is_told"),
    ("docs/a.md", "Visits of rows; it turns them.\n", "docs/a.md:1: Visits"),
    ("docs/a.md", "The `turns` of rows.\n", "docs/a.md:1: turns"),
    (".env.example", "# whoever may\n", ".env.example:1: whoever"),
    ("scripts/run", "#!/bin/sh\n# nobody\n", "scripts/run:2: nobody"),
    ("a.py", "# Of the groups that were committed.\n", "a.py:1: Of ..."),
    ("a.py", '"""What a caller sends."""\n', "a.py:1: What ..."),
    ("a.py", 'def f() -> None:\n    """Who may read."""\n', "a.py:2: Who ..."),
    ("a.py", "x = 1  # As if it were 2.\n", "a.py:1: As if ..."),
    ("a.js", "/**\n * Who may read.\n */\n", "a.js:2: Who ..."),
    ("a.js", "x = 1;\n// Of all rows.\n", "a.js:2: Of ..."),
    ("a.sql", "-- What a row costs.\n", "a.sql:1: What ..."),
    ("scripts/run", "#!/bin/sh\n\n# What it prints.\n", "scripts/run:3: What ..."),
    ("a.html", "<!-- What it shows. -->\n", "a.html:1: What ..."),
]
CLEAN = [
    ("a.py", "# The client tells two workers apart by their ids.\nx = 1\n"),
    ("a.py", "toldo = retold = untellable = hearth = shear = seating = returns = turnstile = 1\n"),
    ("a.py", "begin = log.tell()\n"),
    ("a.py", "# A tool turns rows into JSON, in turn, beside the rest.\n"),
    ("a.py", "# The worker sends it.\n# What it sent before is in the log.\nx = 1\n"),
    ("a.py", "def test_changes_turn_one_state_into_the_other_beside_it() -> None: ...\n"),
    ("a.py", "# Office hours. Whatever else, Offset and Whole come first.\n"),
    ("a.py", 'x = {"What": "Of course"}\n'),
    ("a.js", "// Returns the rows.\nconst whatIf = 'What now?';\n"),
    ("docs/a.md", "# What is where\n\nOf these, none. The parser turns text into rows.\n"),
    ("a.sql", "DROP TRIGGER history_is_told; -- words-ok: the name in migration 0011\n"),
    ("docs/glossary.md", "not: told\n"),
    ("sql/sqlite/0011_history.sql", "CREATE TRIGGER history_is_told;\n"),
    ("a.json", '{"told": 1}\n'),
    (".venv/a.py", "told = 1\n"),
    ("build/a.py", "told = 1\n"),
]


def check(root: Path, path: str, content: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Write one file into an empty root and check that root."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    command = [sys.executable, str(CHECKER), "--root", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("path", "content", "finding"), PLANTED)
def test_a_refused_word_is_found_at_its_line_with_the_standard_term(
    tmp_path: Path, path: str, content: str, finding: str
) -> None:
    checked = check(tmp_path, path, content)

    (line,) = checked.stdout.splitlines()
    assert line.startswith(f"{finding} -> ")
    assert len(line) > len(f"{finding} -> ")
    assert (checked.returncode, checked.stderr) == (1, "")


@pytest.mark.parametrize(("path", "content"), CLEAN)
def test_other_text_passes(tmp_path: Path, path: str, content: str) -> None:
    checked = check(tmp_path, path, content)

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_an_escape_without_a_reason_escapes_nothing(tmp_path: Path) -> None:
    assert check(tmp_path, "a.sql", "DROP TRIGGER history_is_told; -- words-ok:\n").returncode == 1


def test_a_report_counts_per_folder_and_succeeds(tmp_path: Path) -> None:
    check(tmp_path, "a/b/c/d.py", "told = told\n")
    checked = check(tmp_path, "e.py", "told = 1\n", "--report")

    assert [line.split(maxsplit=1) for line in checked.stdout.splitlines()] == [
        ["1", "."],
        ["2", "a/b"],
        ["3", "refused words in all"],
    ]
    assert checked.returncode == 0


def test_only_the_files_that_were_named_are_checked(tmp_path: Path) -> None:
    check(tmp_path, "a/told.py", "")
    checked = check(tmp_path, "b/c.py", "heard = 1\n", str(tmp_path / "b"))

    assert checked.stdout == "b/c.py:1: heard -> receive, notice\n"


def test_escapes_are_rare() -> None:
    files = (file for folder in ("wizard_service", "sql", "tests", "docs") for file in (ROOT / folder).rglob("*.*"))
    texts = {file: file.read_text() for file in files if file.suffix in (".py", ".js", ".mjs", ".md", ".sql")}
    escapes = [file for file, text in texts.items() if "words-ok" in text and file.name != "test_words.py"]

    assert len(escapes) <= 5
