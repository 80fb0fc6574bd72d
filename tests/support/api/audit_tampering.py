"""Verification of audit trails that tests tamper with."""

from tests.support.api.client import Api, document
from tests.support.command_line import Run

AUDIT = "investigation_audit_log"


def ids(owner: Api) -> list[str]:
    """Return the entry ids of `mine`, oldest first."""
    entries = document(owner.audit("mine", limit=100))["items"]
    return [entry["entry_id"] for entry in reversed(entries)]


def found_by_endpoint(owner: Api, run: Run) -> tuple[bool, str | None]:
    """Return valid and first_invalid of the endpoint, after a check that the command says the same."""
    verdict = document(owner.audit("mine", "/verify"))
    result = run("verify", "audit", "--investigation", "mine")
    assert result.exit_code == (0 if verdict["valid"] else 1)
    assert verdict["valid"] or f"mine: entry {verdict['first_invalid']}: {verdict['reason']}" in result.stderr
    everything = run("verify", "audit")
    assert everything.exit_code == result.exit_code
    assert everything.stderr == result.stderr
    return verdict["valid"], verdict.get("first_invalid")
