"""The work of the agents in the examples: a log of logins, tools that read it, and an investigation of it."""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parent.parent
# The client is importable from a checkout that is not installed.
sys.path.append(str(EXAMPLES.parent))

from wizard_service.client import Executor, WizardClient  # noqa: E402 - after the path

LINES = (EXAMPLES / "sample_auth.log").read_text(encoding="utf-8").splitlines()
FAILED = re.compile(r"Failed password for (?:invalid user )?(?P<user>\S+) from (?P<address>\S+)")
ACCEPTED = re.compile(r"Accepted \S+ for (?P<user>\S+) from (?P<address>\S+)")

# The finding that the scripted models report.
FINDING = {
    "title": "198.51.100.23 has got in",
    "description": "It guessed passwords 26 times and logged in as deploy.",
    "severity": "critical",
    "confidence": 0.9,
}


def failed_logins() -> str:
    """Count the failed logins of each address, the most frequent first."""
    counts = Counter(match["address"] for line in LINES if (match := FAILED.search(line)))
    return "\n".join(f"{address}: {count} failed" for address, count in counts.most_common())


def successful_logins(address: str) -> str:
    """List the users that an address has logged in as."""
    users = {match["user"] for line in LINES if (match := ACCEPTED.search(line)) and match["address"] == address}
    return ", ".join(sorted(users)) or "none"


def investigate(name: str, work: Callable[[Executor], None]) -> None:
    """Create an investigation, let agents do the work, and store the results.

    work: runs the agents, which report by themselves. The service and the token are WIZARD_URL and WIZARD_TOKEN.
    """
    with WizardClient(os.environ.get("WIZARD_URL", "http://127.0.0.1:8000"), os.environ["WIZARD_TOKEN"]) as wizard:
        state = wizard.create(investigation_id=os.environ.get("WIZARD_INVESTIGATION"), settings=_settings(name))
        with wizard.executor(state.investigation_id) as run:
            work(run)
            done = run.complete(_results())
        print(f"{done.status}: {done.investigation_id}")


def _settings(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "entities": [{"entity_type": "host", "entity_id": "gateway"}],
        "time_range": {"start": "2026-03-03T00:00:00Z", "end": "2026-03-04T00:00:00Z"},
        "tools": [{"tool_name": "failed_logins"}, {"tool_name": "successful_logins"}],
    }


def _results() -> dict[str, Any]:
    """Return results without findings: those that the agents have reported become theirs."""
    return {
        "risk_score": {"overall_score": 95, "category_scores": {"password_guessing": 95}, "risk_level": "critical"},
        "completed_at": datetime.now(UTC).isoformat(),
    }
