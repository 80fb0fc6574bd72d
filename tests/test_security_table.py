"""SECURITY.md answers every rule that it names a standard for, and names tests that exist."""

import re
from itertools import chain

from tests.support.paths import ROOT

PAGE = (ROOT / "SECURITY.md").read_text()
# The numbers of requirements in the sections of ASVS 5.0.0.
ASVS = {
    "4": (5, 5, 2, 4),
    "7": (3, 4, 2, 5, 3, 2),
    "8": (4, 4, 3, 2),
    "9": (3, 4),
    "10": (2, 3, 5, 16, 5, 2, 3),
    "13": (4, 6, 4, 7),
}
TABLE = re.compile(r"^\| rule \| answer \| tests \|\n\|---\|---\|---\|\n((?:\|.*\n?)+)", re.M)
ROW = re.compile(r"^\| (API\d+|[\d.]+)(?: to (\d+\.\d+\.\d+))? [^|]+ \| ([^|]+) \|([^|]*)\|$")
ROWS = [ROW.fullmatch(line) for table in TABLE.findall(PAGE) for line in table.splitlines()]
# Answers that no test of this repository can prove.
UNTESTED = ("Not applicable", "Not met:", "Operator:", "Documented:")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
}


def rules(first: str, last: str | None) -> list[str]:
    """Return the numbers of a row, which may stand for several in a section."""
    section, _, begin = first.rpartition(".")
    return (
        [f"{section}.{number}" for number in range(int(begin), int(last.rpartition(".")[2]) + 1)] if last else [first]
    )


def test_every_rule_has_one_row() -> None:
    answered = list(chain.from_iterable(rules(row[1], row[2]) for row in ROWS if row))

    top_10 = [f"API{number}" for number in range(1, 11)]
    asvs = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in ASVS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    ]
    assert None not in ROWS
    assert answered == top_10 + asvs


def test_every_answer_has_a_test_or_says_why_it_has_none() -> None:
    unproven = [row[1] for row in ROWS if row and not row[4].strip() and not row[3].startswith(UNTESTED)]

    assert unproven == []


def test_every_test_on_the_page_exists() -> None:
    assert set(re.findall(r"`(test_\w+)`", PAGE)) - TESTS == set()
