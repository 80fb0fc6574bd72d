"""Documents of an investigation that the API accepts."""

from typing import Any


def valid_settings() -> dict[str, Any]:
    return {
        "name": "SSH brute force",
        "entities": [{"entity_type": "ip_address", "entity_id": "183.62.140.253"}],
        "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
        "tools": [{"tool_name": "failed_logins"}],
    }


def valid_results() -> dict[str, Any]:
    return {
        "findings": [{"title": "Guessing", "description": "d", "severity": "high", "confidence": 0.9, "evidence": []}],
        "risk_score": {"overall_score": 72.5, "category_scores": {"brute_force": 70}, "risk_level": "high"},
        "completed_at": "2026-01-02T00:00:00Z",
    }
