"""Findings, and the figures and lines that support them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .records import Record

# With 8 tools and at most 6 findings each, the results of any log stay near 100 KB.
EVIDENCE_ITEMS = 10
EVIDENCE_LINE_CHARS = 200


@dataclass(frozen=True)
class Finding:
    """A finding of a tool.

    severity: low, medium, high or critical. confidence: 0..1, how unlikely an accident is.
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
    """The result of one tool; summary: one sentence for a person."""

    summary: str
    findings: tuple[Finding, ...] = ()


def evidence(figures: Mapping[str, Any], newest: Iterable[Record]) -> tuple[dict[str, Any], ...]:
    """Return the figures and the newest lines, at most EVIDENCE_ITEMS together, in the order of the log."""
    lines = list(newest)[1 - EVIDENCE_ITEMS :]
    return (
        dict(figures),
        *({"line_number": record.line_number, "line": record.line[:EVIDENCE_LINE_CHARS]} for record in lines),
    )


def severity_of(failed_attempts: int) -> str:
    """Rate guesses that all failed; never critical, because no login succeeded."""
    if failed_attempts >= 100:
        return "high"
    return "medium" if failed_attempts >= 20 else "low"


def confidence_of(failed_attempts: int) -> float:
    """Return how unlikely a forgotten password is: 0.5 after 5 attempts, 0.8 after 20, 0.95 after 100."""
    return round(1 - 1 / (1 + failed_attempts / 5), 2)
