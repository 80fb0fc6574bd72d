"""docs/scenarios.md names tests that exist, and names every test that carries the number of a scenario."""

import re

from tests.support.paths import ROOT

ROWS = {
    number: re.findall(r"`(test_\w+)`", tests)
    for number, tests in re.findall(
        r"^\| ((?:edge )?[\d.]+)(?: †)? \|(.*)$",
        (ROOT / "docs" / "scenarios.md").read_text().partition("\n## ")[0],
        re.M,
    )
}
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
}


def number_of(test: str) -> str | None:
    """Return the number in a test's name as the table writes it: `1.3`, `edge 2`."""
    story, edge = re.match(r"test_us(\d)_(\d)_", test), re.match(r"test_edge_(\d)_", test)
    if story:
        return f"{story[1]}.{story[2]}"
    return f"edge {edge[1]}" if edge else None


def test_every_scenario_and_edge_case_has_a_test_with_its_number() -> None:
    promised = [f"{story}.{scenario}" for story in range(1, 6) for scenario in range(1, 6)]
    promised += [f"edge {number}" for number in range(1, 7)]

    assert list(ROWS) == promised
    assert [number for number, tests in ROWS.items() if number not in map(number_of, tests)] == []


def test_every_test_in_the_table_exists() -> None:
    assert {test for tests in ROWS.values() for test in tests} - TESTS == set()


def test_every_test_with_a_scenario_number_is_named_in_its_row() -> None:
    numbered = {test: number for test in TESTS if (number := number_of(test))}

    assert [test for test, number in numbered.items() if test not in ROWS.get(number, [])] == []
    assert [test for number, tests in ROWS.items() for test in tests if numbered.get(test, number) != number] == []
