"""Helpers that verify an audit trail after tampering, by the endpoint and by the command."""

from tests.support.api.client import Api, document
from tests.support.command_line import Run

AUDIT = "investigation_audit_log"


def ids(owner: Api) -> list[str]:
    entries = document(owner.audit("mine", limit=100))["items"]
    return [entry["entry_id"] for entry in reversed(entries)]


def found_by_endpoint(owner: Api, run: Run) -> tuple[bool, str | None]:
    """Return the endpoint's verdict, which must be the command's."""
    verdict = document(owner.audit("mine", "/verify"))
    result = run("verify", "audit", "--investigation", "mine")
    assert result.exit_code == (0 if verdict["valid"] else 1)
    assert verdict["valid"] or f"mine: entry {verdict['first_invalid']}: {verdict['reason']}" in result.stderr
    everything = run("verify", "audit")
    assert everything.exit_code == result.exit_code
    assert everything.stderr == result.stderr
    return verdict["valid"], verdict.get("first_invalid")
