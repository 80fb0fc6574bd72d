"""Trails that are tampered with, and how that is found."""

from tests.support.api.client import Api, document
from tests.support.command_line import Run

AUDIT = "investigation_audit_log"


def ids(owner: Api) -> list[str]:
    told = document(owner.audit("mine", limit=100))["items"]
    return [each["entry_id"] for each in reversed(told)]


def found_by_endpoint(owner: Api, run: Run) -> tuple[bool, str | None]:
    """Return the endpoint's verdict, which must be the command's."""
    told = document(owner.audit("mine", "/verify"))
    result = run("verify", "audit", "--investigation", "mine")
    assert result.exit_code == (0 if told["valid"] else 1)
    assert told["valid"] or f"mine: entry {told['first_invalid']}: {told['reason']}" in result.stderr
    everything = run("verify", "audit")
    assert everything.exit_code == result.exit_code
    assert everything.stderr == result.stderr
    return told["valid"], told.get("first_invalid")
