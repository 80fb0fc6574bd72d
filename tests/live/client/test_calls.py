"""The client's calls against a running service return what the contract promises."""

import subprocess
import sys
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import PersonFor
from tests.support.paths import PROGRAMS, WITHOUT_EXTRAS
from wizard_service.client import (
    AlreadyExists,
    NotFound,
    PreconditionFailed,
    Unauthorized,
    ValidationFailed,
    VersionConflict,
    WizardClient,
    WizardError,
)

pytestmark = pytest.mark.live
GEVENT_CLIENT = PROGRAMS / "live" / "gevent_client.py"


def test_state_is_created_read_patched_replaced_and_deleted(client: WizardClient, settings: dict[str, Any]) -> None:
    made = client.create(settings=settings)

    renamed = client.update(made.investigation_id, {"settings": {"name": "second"}}, etag=made.etag)
    replaced = client.replace(made.investigation_id, {"settings": settings}, version=renamed.version)

    assert (made.version, renamed.version, replaced.version) == (1, 2, 3)
    assert renamed.document["settings"]["name"] == "second"
    assert client.get(made.investigation_id) == replaced
    client.delete(made.investigation_id, etag=replaced.etag)
    with pytest.raises(NotFound):
        client.get(made.investigation_id)


def test_each_refusal_raises_its_class(client: WizardClient, investigation_id: str) -> None:
    client.update(investigation_id, {"settings": {"name": "second"}}, version=1)

    with pytest.raises(AlreadyExists):
        client.create(investigation_id=investigation_id)
    with pytest.raises(VersionConflict) as conflict:
        client.update(investigation_id, {"settings": {"name": "third"}}, version=1)
    with pytest.raises(PreconditionFailed):
        client.update(investigation_id, {"settings": {"name": "third"}}, etag='"nothing.1"')
    with pytest.raises(ValidationFailed) as invalid:
        client.update(investigation_id, {"settings": {"name": 7}}, version=2)
    with pytest.raises(WizardError, match="428 precondition_required"):
        client.update(investigation_id, {"settings": {"name": "third"}})

    assert conflict.value.problem["changes"]["settings"] == {"name": "second"}
    assert [error["field"] for error in invalid.value.errors] == ["settings.name"]


def test_a_function_that_returns_no_changes_does_not_change_the_state(
    client: WizardClient, investigation_id: str
) -> None:
    assert client.update(investigation_id, lambda _: None).version == 1


def test_a_report_is_read_in_both_formats(client: WizardClient, investigation_id: str) -> None:
    assert client.read_report(investigation_id).startswith("# ")
    assert client.read_report(investigation_id, "html").startswith("<!DOCTYPE html>")


def test_changes_are_returned(client: WizardClient, investigation_id: str) -> None:
    client.update(investigation_id, {"settings": {"name": "second"}}, version=1)

    changes = client.changes(investigation_id, 1, include_snapshot=True)

    assert [change["version"] for change in changes["changes"]] == [2]
    assert (changes["current_snapshot"] or {})["settings"]["name"] == "second"
    assert client.changes(investigation_id, 2)["changes"] == []


def test_active_investigations_are_listed(client: WizardClient, investigation_id: str) -> None:
    active = client.active(wizard_step="SETTINGS", limit=5)

    assert ([item["investigation_id"] for item in active["investigations"]], active["total"]) == ([investigation_id], 1)


def test_health_is_returned(client: WizardClient) -> None:
    assert client.health()["status"] == "healthy"


def test_sharing_grants_lists_and_revokes_access(
    server: LiveServer, client: WizardClient, investigation_id: str, person_for: PersonFor
) -> None:
    other = person_for()
    with WizardClient(server.url, other.token) as other_client:
        shared = client.access.share(investigation_id, other.user_id, "viewer")
        invited = other_client.invitations.list()["invitations"]
        other_client.invitations.accept(investigation_id)
        seen = other_client.get(investigation_id).investigation_id
        listed = client.access.list(investigation_id)
        client.access.revoke(investigation_id, other.user_id)

        with pytest.raises(NotFound):
            other_client.get(investigation_id)

    assert [invitation["investigation_id"] for invitation in invited] == [investigation_id]
    assert seen == investigation_id
    assert (shared["user_id"], shared["role"]) == (other.user_id, "viewer")
    assert [(share["user_id"], share["role"]) for share in listed] == [(other.user_id, "viewer")]


def test_a_session_is_a_cookie_for_the_browser_and_the_client_keeps_its_token(
    client: WizardClient, investigation_id: str
) -> None:
    cookie = client.session.begin()

    assert "HttpOnly" in cookie
    assert client.get(investigation_id).version == 1
    assert "Max-Age=0" in client.session.end()


def test_ticket_opens_one_stream(client: WizardClient, investigation_id: str, person_for: PersonFor) -> None:
    ticket = client.session.ticket()

    stream = person_for().stream(f"/{investigation_id}/stream?ticket={ticket['ticket']}", {"Authorization": ""})

    assert ticket["expires_in"] <= 30
    assert stream.status == 200


def test_wrong_token_is_unauthorized(server: LiveServer) -> None:
    with WizardClient(server.url, "none") as stranger, pytest.raises(Unauthorized):
        stranger.get("whatever")


def test_the_client_does_not_block_a_process_patched_by_gevent(
    server: LiveServer, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    person = person_for()
    investigation_id = person.create(settings=settings)

    command = [sys.executable, "-W", "error", str(GEVENT_CLIENT), server.url, person.token, investigation_id]
    done = subprocess.run(
        command, env={"PYTHONPATH": WITHOUT_EXTRAS}, capture_output=True, text=True, timeout=120, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "True",
        *(f"{transport}: received" for transport in ("websocket", "sse", "long_poll", "poll")),
    ]
