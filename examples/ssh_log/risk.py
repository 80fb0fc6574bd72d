"""The risk score of the findings, and the level of a score."""

from collections.abc import Iterable, Mapping
from math import prod

from .finding import Finding

SEVERITY_WEIGHTS = {"low": 0.1, "medium": 0.4, "high": 0.8, "critical": 1.0}

# The highest score of each category. Every server on the Internet is attacked all day, so failed guesses alone, however
# many, stay below critical; only a login that looks guessed is critical.
CEILINGS = {
    "compromise": 100.0,
    "brute_force": 70.0,
    "account_targeting": 65.0,
    "enumeration": 55.0,
    "reconnaissance": 35.0,
}

# Lowest score of each level, highest first.
LEVELS = ((80.0, "critical"), (50.0, "high"), (25.0, "medium"), (0.0, "low"))

# The other categories add a tenth of their mean: an attack in several ways is worse, but it is still one attack.
BREADTH = 0.1


def category_score(category: str, findings: Iterable[Finding]) -> float:
    """Return 0..ceiling; each finding takes a share of the rest, so ten minor findings never outrank a severe one.

    Raises KeyError for a category without a ceiling.
    """
    rest = prod(1 - SEVERITY_WEIGHTS[finding.severity] * finding.confidence for finding in findings)
    return round(CEILINGS[category] * (1 - rest), 1)


def overall_score(category_scores: Mapping[str, float]) -> float:
    """Return 0..100: the score of the worst category, and BREADTH of the mean of the others."""
    if not category_scores:
        return 0.0
    ordered = sorted(category_scores.values(), reverse=True)
    others = ordered[1:]
    breadth = BREADTH * sum(others) / len(others) if others else 0.0
    return round(min(100.0, ordered[0] + breadth), 1)


def risk_level(score: float) -> str:
    return next(level for lowest, level in LEVELS if score >= lowest)
