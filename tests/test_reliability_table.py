"""docs/reliability.md names tests and scenarios that exist, and every scenario proves a promise."""

import re

from benchmarks.chaos.scenarios import SCENARIOS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "reliability.md").read_text()
ROWS = {
    number: (tests, scenarios)
    for number, tests, scenarios in re.findall(r"^\| (P\d+b?) \| [^|]+ \|([^|]*)\|([^|]*)\|$", PAGE, re.M)
}
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
}


def test_every_promise_has_a_row_with_a_proof() -> None:
    promised = ["P1", "P1b", *(f"P{number}" for number in range(2, 28))]

    assert list(ROWS) == promised
    assert [number for number, proofs in ROWS.items() if not "".join(proofs).strip()] == []


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

    assert {name for name in named if not name.startswith("all")} - SCENARIOS.keys() == set()
