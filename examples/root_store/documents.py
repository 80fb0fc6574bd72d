"""The settings and the results of the investigation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from root_store.bundle import Root
from root_store.checks import CHECKS, SOON, organizations_without

MAX_ENTITIES = 10
# The levels from the highest score down to which they reach.
LEVELS = ((75, "critical"), (50, "high"), (25, "medium"), (0, "low"))


def settings_for(roots: Sequence[Root], as_of: datetime) -> dict[str, Any]:
    """Return settings whose entities are the organizations with the most root certificates."""
    largest = Counter(root.organization for root in roots).most_common(MAX_ENTITIES)
    return {
        "name": "Root certificates of Mozilla, as certifi ships them",
        "entities": [{"entity_type": "organization", "entity_id": name} for name, _ in largest],
        "time_range": {"start": as_of.isoformat(), "end": (as_of + SOON).isoformat()},
        "tools": [{"tool_name": "bundle"}, *({"tool_name": check.tool} for check in CHECKS)],
        "execution_mode": "sequential",
    }


def results_of(
    roots: Sequence[Root], weak: Mapping[str, Sequence[Root]], dropped: Sequence[Root], decision: str
) -> dict[str, Any]:
    """Return results without findings: those that the agents have reported become theirs.

    weak: the certificates that have a weakness, by its name. dropped: those that lose trust by the decision.
    """
    kept = [root for root in roots if root not in dropped]
    scores = {
        weakness: round(100 * sum(root in kept for root in found) / len(kept), 1) for weakness, found in weak.items()
    }
    affected = {root for found in weak.values() for root in found if root in kept}
    overall = round(100 * len(affected) / len(kept), 1)
    return {
        "risk_score": {
            "overall_score": overall,
            "category_scores": scores,
            "risk_level": next(level for least, level in LEVELS if overall >= least),
        },
        "entity_summaries": {
            "decision": {
                "dropped": decision,
                "certificates": len(dropped),
                "organizations_without_root": organizations_without(roots, dropped),
            }
        },
        "completed_at": datetime.now(UTC).isoformat(),
    }
