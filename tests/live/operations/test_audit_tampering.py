"""Every worker and the command detect a tampered audit trail (contract section 9)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.databases import is_sqlite
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live

AUDIT = "investigation_audit_log"
GUARD = "audit_log_no_update"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """Return a separate server, because the tests tamper with its database."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings, wizard_step="PROGRESS")


def change_one_byte(server: LiveServer, entry_id: str) -> None:
    """Change the actor of an entry as an attacker who may change the schema, and leave the guard as it was."""
    tamper = f"UPDATE {AUDIT} SET actor = 'X' || substr(actor, 2) WHERE entry_id = ?"
    if is_sqlite(server.database_url):
        ((guard,),) = server.rows("SELECT sql FROM sqlite_master WHERE name = ?", GUARD)
        off, on = f"DROP TRIGGER {GUARD}", guard
    else:
        off, on = (f"ALTER TABLE {AUDIT} {change} TRIGGER {GUARD}" for change in ("DISABLE", "ENABLE"))
    server.change_rows(off)
    assert server.change_rows(tamper, entry_id) == 1
    server.change_rows(on)


def test_one_changed_byte_is_named_by_the_endpoint_of_every_worker_and_by_the_command(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    other = owner.create()
    for number in range(50):
        owner.report(investigation_id, "progress_updated", percent_complete=number)
    assert owner.call("GET", f"/{investigation_id}/audit/verify").document == {"valid": True, "entries": 51}
    assert server.attempt("verify", "audit").stdout == "2 chains, 52 entries, 0 invalid\n"
    items = owner.call("GET", f"/{investigation_id}/audit?limit=100").document["items"]
    tampered = items[20]["entry_id"]

    change_one_byte(server, tampered)

    for _ in range(9):
        verdict = owner.call("GET", f"/{investigation_id}/audit/verify").document
        assert (verdict["valid"], verdict["entries"], verdict["first_invalid"]) == (False, 51, tampered)
    for arguments in ((), ("--investigation", investigation_id)):
        checked = server.attempt("verify", "audit", *arguments)
        assert checked.exit_code == 1
        assert f"{investigation_id}: entry {tampered}: " in checked.stderr
    assert server.attempt("verify", "audit", "--investigation", other).exit_code == 0
