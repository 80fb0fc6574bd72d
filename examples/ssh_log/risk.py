"""From findings to one number, and to the word for it."""

from collections.abc import Iterable, Mapping
from math import prod

from .finding import Finding

SEVERITY_WEIGHTS = {"low": 0.1, "medium": 0.4, "high": 0.8, "critical": 1.0}

# What a category can be worth at most. Any server on the Internet is guessed at all day: however many guesses fail,
# the risk stays below critical. Only a login that looks guessed can reach that.
CEILINGS = {
    "compromise": 100.0,
    "brute_force": 70.0,
    "account_targeting": 65.0,
    "enumeration": 55.0,
    "reconnaissance": 35.0,
}

# Lowest score of each level, highest first.
LEVELS = ((80.0, "critical"), (50.0, "high"), (25.0, "medium"), (0.0, "low"))

# The other categories can add a tenth of their mean: an attack on several fronts is worse, but not another attack.
BREADTH = 0.1


def category_score(category: str, findings: Iterable[Finding]) -> float:
    """Return 0..ceiling; each finding closes a part of what is left open, so ten small ones never outrank a grave one.

    Raises KeyError for a category without a ceiling.
    """
    open_part = prod(1 - SEVERITY_WEIGHTS[each.severity] * each.confidence for each in findings)
    return round(CEILINGS[category] * (1 - open_part), 1)


def overall_score(category_scores: Mapping[str, float]) -> float:
    """Return 0..100: the worst category, and a little for the others."""
    if not category_scores:
        return 0.0
    ordered = sorted(category_scores.values(), reverse=True)
    others = ordered[1:]
    breadth = BREADTH * sum(others) / len(others) if others else 0.0
    return round(min(100.0, ordered[0] + breadth), 1)


def risk_level(score: float) -> str:
    return next(level for lowest, level in LEVELS if score >= lowest)
