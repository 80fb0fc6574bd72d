"""The documents that every service stores and answers, in two sizes."""

from typing import Any

Document = dict[str, Any]

SMALL, LARGE = "8 KB", "180 KB"
ENTITIES, TOOLS, FINDINGS = 10, 10, 205
IGNORED = [f"198.51.100.{number}/32" for number in range(32)]
EVIDENCE = {"line": "Failed password for invalid user admin from 192.0.2.17 port 52310 ssh2", "source": "auth.log"}


def settings() -> Document:
    """Return settings of about 7 KB."""
    return {
        "name": "Failed logins of March",
        "description": "Who tried to log in, from where, and which of the attempts succeeded.",
        "entities": [{"entity_type": "ip_address", "entity_id": f"192.0.2.{number}"} for number in range(ENTITIES)],
        "time_range": {"start": "2026-03-01T00:00:00Z", "end": "2026-03-31T00:00:00Z"},
        "tools": [{"tool_name": f"logins_{number}", "parameters": {"ignored": IGNORED}} for number in range(TOOLS)],
    }


def results() -> Document:
    """Return results of about 170 KB."""
    return {
        "risk_score": {"overall_score": 72.5, "category_scores": {"brute_force": 70}, "risk_level": "high"},
        "findings": [_finding(number) for number in range(FINDINGS)],
        "completed_at": "2026-04-01T00:00:00Z",
    }


def _finding(number: int) -> Document:
    return {
        "title": f"Guessed passwords from gateway {number}",
        "description": "The address tried many passwords of many users within a few minutes. " * 2,
        "severity": "high",
        "confidence": 0.9,
        "evidence": [EVIDENCE] * 6,
    }
