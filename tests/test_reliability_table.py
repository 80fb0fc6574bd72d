"""docs/reliability.md names tests and scenarios that exist, every scenario proves a promise, and kills are verified."""

import ast
import re
from collections.abc import Iterator

from benchmarks.chaos.hosts import executors, trial
from benchmarks.chaos.scenarios import SCENARIOS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text()
ROWS = {
    number: (tests, scenarios)
    for number, tests, scenarios in re.findall(r"^\| (P\d+b?) \| [^|]+ \|([^|]*)\|([^|]*)\|[^|]*\|$", PAGE, re.M)
}
FIGURES = dict(re.findall(r"^\| (P\d+b?) \|.*\|([^|]*)\|$", PAGE.partition("## Figures")[0], re.M))
FIGURE, DATE = re.compile(r"\d"), re.compile(r" 2026-\d\d-\d\d ?$")
KILLS, VERIFY = re.compile(r"SIGKILL|(?<!os\.)\bkill\w*\("), "server.verify()"
HAS_DATABASE = re.compile(r"server|database|store|service|cluster|host")
# Not one byte has changed of a file that took the place of the database.
UNCHANGED = "assert files.digest(server.database) == foreign"
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
}


def test_every_promise_has_a_row_with_a_proof() -> None:
    promised = ["P1", "P1b", *(f"P{number}" for number in range(2, 29))]

    assert list(ROWS) == promised
    assert [number for number, proofs in ROWS.items() if not "".join(proofs).strip()] == []


def test_every_promise_has_a_figure_and_its_date() -> None:
    without = {
        number for number, text in FIGURES.items() if not (DATE.search(text) and FIGURE.search(DATE.sub("", text)))
    }

    assert list(FIGURES) == list(ROWS)
    assert without == set()


def test_every_test_in_the_table_exists() -> None:
    named = {test for tests, _ in ROWS.values() for test in re.findall(r"`(test_\w+)`", tests)}

    assert named - TESTS == set()


def test_every_scenario_is_in_the_rows_of_its_promises() -> None:
    missing = [
        (name, promise)
        for name, scenario in SCENARIOS.items()
        for promise in scenario.promises.split()
        if name not in ROWS[promise][1] and not ROWS[promise][1].strip().startswith("all")
    ]

    assert missing == []


def test_every_scenario_in_the_table_exists() -> None:
    named = {name.strip() for _, scenarios in ROWS.values() for name in scenarios.split(",") if name.strip()}

    assert {name for name in named if not name.startswith("all")} - {*SCENARIOS, trial.NAME, executors.NAME} == set()


def test_verify_is_the_last_line_of_every_test_that_kills() -> None:
    paths = (ROOT / "tests").glob("*/**/test_*.py")

    unverified = {
        name
        for path in paths
        for name, last_line in killing_tests(path.read_text())
        if last_line not in (VERIFY, UNCHANGED)
    }

    assert unverified == set()


def killing_tests(source: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the last statement of each test that kills a process itself and has a database."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            text = ast.unparse(node)
            if KILLS.search(text) and HAS_DATABASE.search(text):
                yield node.name, ast.unparse(node.body[-1])
