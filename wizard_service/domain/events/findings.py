"""Findings: reported while the executor is at work, or stored with the results (contract sections 4 and 11)."""

from ..bounded import JsonObjects
from ..fields import Number, ObjectSchema, Text
from .folding import Document, Event, EventType, Folding

# The progress keeps its newest findings; all of them are in the feed.
MAX_FINDINGS = 200


class Finding(ObjectSchema):
    finding_id = Text(255, 1, allow_none=True)
    title = Text(minimum=1, required=True)
    description = Text(required=True)
    severity = Text(minimum=1, required=True)
    confidence = Number(0, 1, required=True)
    evidence = JsonObjects(load_default=list)


def fold_finding(folding: Folding, event: Event) -> None:
    """Append the finding, or replace the one with its id in place."""
    findings = folding.findings()
    finding_id = event.data.get("finding_id")
    position = _position(findings, finding_id) if finding_id is not None else None
    if position is None:
        findings = [*findings, event.data][-MAX_FINDINGS:]
    else:
        findings = [*findings[:position], event.data, *findings[position + 1 :]]
    folding.set_progress(findings=findings)


def _position(findings: list[Document], finding_id: str) -> int | None:
    ids = [finding.get("finding_id") for finding in findings]
    return ids.index(finding_id) if finding_id in ids else None


def with_reported_findings(before: Document, after: Document) -> Document:
    """Return `after`, whose results have the reported findings when they are stored without any."""
    results, findings = after.get("results"), (after.get("progress") or {}).get("findings")
    if not results or results is before.get("results") or results["findings"] or not findings:
        return after
    return after | {"results": results | {"findings": findings}}


FINDING_ADDED = EventType(
    "finding_added", "Something was found; the same `finding_id` replaces.", Finding(), fold_finding, reported=True
)
