"""Findings, and the lines and figures that support them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .records import Record

# With 8 tools and at most 6 findings each, results stay near 100 KB, whatever the log holds.
EVIDENCE_ITEMS = 10
EVIDENCE_LINE_CHARS = 200


@dataclass(frozen=True)
class Finding:
    """severity: low, medium, high or critical. confidence: 0..1, how sure it is that this was no accident.

    evidence: figures first, then the newest lines.
    """

    title: str
    description: str
    severity: str
    confidence: float
    evidence: tuple[dict[str, Any], ...]

    def as_document(self) -> dict[str, Any]:
        return {**asdict(self), "evidence": list(self.evidence)}


@dataclass(frozen=True)
class ToolResult:
    """What one tool found; `summary` is one sentence for a person."""

    summary: str
    findings: tuple[Finding, ...] = ()


def evidence(figures: Mapping[str, Any], newest: Iterable[Record]) -> tuple[dict[str, Any], ...]:
    """Return the figures and as many of the newest lines as there is room for, in the order of the log."""
    lines = list(newest)[1 - EVIDENCE_ITEMS :]
    return (
        dict(figures),
        *({"line_number": each.line_number, "line": each.line[:EVIDENCE_LINE_CHARS]} for each in lines),
    )


def severity_of(failed_attempts: int) -> str:
    """Rate guesses that all failed; never critical, since nobody got in."""
    if failed_attempts >= 100:
        return "high"
    return "medium" if failed_attempts >= 20 else "low"


def confidence_of(failed_attempts: int) -> float:
    """Return how sure it is that this is no forgotten password: 5 attempts 0.5, 20 attempts 0.8, 100 attempts 0.95."""
    return round(1 - 1 / (1 + failed_attempts / 5), 2)
