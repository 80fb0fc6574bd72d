"""The results of the investigation, in the form that the service stores.

`failed_passwords` counts lines, as `grep -c 'Failed password'` does; `failed_password_attempts` counts attempts, where
a line "message repeated 5 times: [ Failed password ... ]" is 5.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .entities import Entity
from .finding import Finding, ToolResult
from .records import Kind, Log, Record
from .risk import CEILINGS, LEVELS, category_score, overall_score, risk_level
from .stamps import rfc3339
from .tally import Tally, address_of, failed_guesses, largest, tally_by, user_of
from .tools import TOOLS

CHART_ROWS = 20
CHART_POINTS = 96
BUCKETS_S = (60, 300, 900, 3600, 6 * 3600, 86400)
SEVERITIES = [level for _, level in LEVELS]


def results_of(
    log: Log, tool_results: Mapping[str, ToolResult], entities: Sequence[Entity], completed_at: datetime
) -> dict[str, Any]:
    """Combine the results of the tools.

    tool_results: by tool name; without a tool that failed, its category is scored by the others.
    """
    findings = [finding for result in tool_results.values() for finding in result.findings]
    return {
        "findings": [finding.as_document() for finding in sorted(findings, key=_most_severe_first)],
        "risk_score": _risk_score(tool_results),
        "entity_summaries": _entity_summaries(log, entities),
        "visualizations": {
            "totals": totals(log),
            "attempts_over_time": _attempts_over_time(log),
            "top_addresses": _top("address", tally_by(address_of, failed_guesses(log.records))),
            "top_users": _top("user", tally_by(user_of, failed_guesses(log.records))),
        },
        "completed_at": rfc3339(completed_at),
    }


def totals(log: Log) -> dict[str, int]:
    return {
        "lines": log.line_count,
        "sshd_lines": len(log.records),
        "unreadable_lines": log.unreadable_count,
        **_login_counts(log.records),
        "addresses": len({record.address for record in log.records if record.address}),
        "users": len({record.user for record in log.records if record.user}),
    }


def _login_counts(records: Sequence[Record]) -> dict[str, int]:
    failed = [record for record in records if record.kind is Kind.FAILED_LOGIN and record.method == "password"]
    accepted = [record for record in records if record.kind is Kind.ACCEPTED_LOGIN]
    return {
        "failed_passwords": len(failed),
        "failed_password_attempts": sum(record.repeats for record in failed),
        "accepted_passwords": sum(record.method == "password" for record in accepted),
        "accepted_logins": len(accepted),
    }


def _most_severe_first(finding: Finding) -> tuple[int, float, str]:
    return SEVERITIES.index(finding.severity), -finding.confidence, finding.title


def _risk_score(tool_results: Mapping[str, ToolResult]) -> dict[str, Any]:
    by_category: dict[str, list[Finding]] = {category: [] for category in CEILINGS}
    for tool in TOOLS:
        if tool.name in tool_results:
            by_category[tool.category].extend(tool_results[tool.name].findings)
    scores = {category: category_score(category, findings) for category, findings in by_category.items()}
    overall = overall_score(scores)
    return {"overall_score": overall, "category_scores": scores, "risk_level": risk_level(overall)}


def _entity_summaries(log: Log, entities: Sequence[Entity]) -> dict[str, dict[str, Any]]:
    """Return a summary by entity id, by type and id where two entities share the id."""
    summaries: dict[str, dict[str, Any]] = {}
    for entity in entities:
        is_taken = entity.entity_id in summaries
        key = f"{entity.entity_type}:{entity.entity_id}" if is_taken else entity.entity_id
        summaries[key] = _summary(entity, [record for record in log.records if entity.is_named_in(record)])
    return summaries


def _summary(entity: Entity, records: Sequence[Record]) -> dict[str, Any]:
    stamps = [record.timestamp for record in records]
    return {
        "entity_type": entity.entity_type,
        "lines": len(records),
        **_login_counts(records),
        "first_seen": rfc3339(min(stamps)) if stamps else None,
        "last_seen": rfc3339(max(stamps)) if stamps else None,
        "top_users": _frequent(record.user for record in records),
        "top_addresses": _frequent(record.address for record in records),
    }


def _frequent(names: Iterable[str | None]) -> dict[str, int]:
    """Return the five most frequent names with their numbers of lines."""
    return dict(Counter(name for name in names if name).most_common(5))


def _top(column: str, tallies: dict[str, Tally]) -> list[dict[str, Any]]:
    rows = largest(tallies, CHART_ROWS)
    return [{column: name, "attempts": tally.count, "lines": tally.lines} for name, tally in rows]


def _attempts_over_time(log: Log) -> dict[str, Any]:
    """Return failed attempts per bucket, empty ones included; the buckets are as narrow as CHART_POINTS allows."""
    first_s, last_s = log.first.timestamp(), log.last.timestamp()
    span_s = last_s - first_s
    bucket_s = next(
        (width_s for width_s in BUCKETS_S if span_s < width_s * CHART_POINTS), int(span_s // CHART_POINTS) + 1
    )
    counts: Counter[int] = Counter()
    for record in failed_guesses(log.records):
        counts[int(record.timestamp.timestamp() // bucket_s)] += record.failed_attempts
    buckets = range(int(first_s // bucket_s), int(last_s // bucket_s) + 1)
    starts = {bucket: rfc3339(datetime.fromtimestamp(bucket * bucket_s, UTC)) for bucket in buckets}
    return {
        "bucket_s": bucket_s,
        "points": [{"start": start, "attempts": counts[bucket]} for bucket, start in starts.items()],
    }
