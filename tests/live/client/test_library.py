"""The client's templates, history, audit trail and recovery against a running service."""

import json
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from wizard_service.client import (
    InvalidTransition,
    PreconditionFailed,
    ValidationFailed,
    VersionConflict,
    WizardClient,
    WizardError,
)

pytestmark = pytest.mark.live


def complete(client: WizardClient, investigation_id: str, results: dict[str, Any]) -> None:
    with client.executor(investigation_id) as run:
        run.complete(results)


def test_a_template_is_created_read_changed_applied_deleted_and_restored(
    client: WizardClient, settings: dict[str, Any]
) -> None:
    entities = [{"entity_type": "ip_address", "entity_id": "{{address}}"}]
    created = client.templates.create("brute force", settings={**settings, "entities": entities})
    template_id = created["template_id"]

    changed = client.templates.replace(template_id, description="for bastions", version=created["version"])
    applied = client.templates.apply(template_id, values={"address": "192.0.2.7"}, overrides={"name": "bastion"})

    assert created["placeholders"] == ["address"]
    assert changed["description"] == "for bastions"
    assert applied.document["settings"]["name"] == "bastion"
    assert applied.document["settings"]["entities"][0]["entity_id"] == "192.0.2.7"
    assert client.templates.get(template_id)["usage_count"] == 1
    with pytest.raises(ValidationFailed):
        client.templates.apply(template_id)
    client.templates.delete(template_id)
    assert client.templates.list().items == []
    assert client.templates.restore(template_id)["name"] == "brute force"


def test_a_template_fills_the_investigation_that_the_caller_last_saw(
    client: WizardClient, settings: dict[str, Any]
) -> None:
    template_id = client.templates.create("{{name}}", settings={**settings, "name": "{{name}}"})["template_id"]
    made = client.create()

    first = client.templates.fill(template_id, made.investigation_id, values={"name": "first"}, etag=made.etag)
    second = client.templates.fill(
        template_id,
        made.investigation_id,
        values={"name": "replaced"},
        overrides={"name": "second"},
        version=first.version,
    )

    assert [state.document["settings"]["name"] for state in (first, second)] == ["first", "second"]
    assert client.get(made.investigation_id) == second
    with pytest.raises(PreconditionFailed):
        client.templates.fill(template_id, made.investigation_id, values={"name": "third"}, etag=made.etag)
    with pytest.raises(VersionConflict):
        client.templates.fill(template_id, made.investigation_id, values={"name": "third"}, version=made.version)
    for version, etag in ((None, None), (3, "*")):
        with pytest.raises(ValueError, match="either the version or the etag"):
            client.templates.fill(template_id, "unused", version=version, etag=etag)


def test_the_trail_of_a_template_is_listed_and_verified(client: WizardClient, settings: dict[str, Any]) -> None:
    template_id = client.templates.create("brute force", settings=settings)["template_id"]
    client.templates.replace(template_id, description="for bastions")

    first = client.templates.audit(template_id, limit=1)
    second = client.templates.audit(template_id, limit=1, cursor=first.next_cursor)
    created = client.templates.audit(template_id, action_type="TEMPLATE_CREATED", since="2020-01-01T00:00:00Z")
    actions = [[entry["action_type"] for entry in page.items] for page in (first, second, created)]
    assert actions == [["TEMPLATE_UPDATED"], ["TEMPLATE_CREATED"], ["TEMPLATE_CREATED"]]
    assert client.templates.audit(template_id, until="2020-01-01T00:00:00Z").items == []
    exported = [json.loads(line)["action_type"] for line in client.templates.export_audit(template_id).splitlines()]
    assert client.templates.verify_audit(template_id) == {"valid": True, "entries": len(exported)}


def test_the_name_of_another_template_is_taken_only_with_overwrite(client: WizardClient, investigation_id: str) -> None:
    first = client.templates.create("brute force", from_investigation=investigation_id)

    with pytest.raises(WizardError, match="409 name_taken"):
        client.templates.create("brute force", from_investigation=investigation_id)

    second = client.templates.create("brute force", from_investigation=investigation_id, overwrite=True)
    assert second["template_id"] == first["template_id"]


def test_templates_are_iterated_over_pages(client: WizardClient, settings: dict[str, Any]) -> None:
    names = [f"template {number}" for number in range(3)]
    for name in names:
        client.templates.create(name, settings=settings)

    first = client.templates.list(sort="name", limit=2)

    assert ([item["name"] for item in first.items], first.next_cursor, first.total) == (names[:2], "2", 3)
    assert [item["name"] for item in client.templates.iterate(sort="name")] == names


def test_audit_trail_is_listed_iterated_verified_and_exported(client: WizardClient, investigation_id: str) -> None:
    for number in range(4):
        client.update(investigation_id, {"settings": {"name": f"name {number}"}}, etag="*")

    page = client.audit.list(investigation_id, limit=2)
    entries = list(client.audit.iterate(investigation_id, limit=2))

    assert [entry["version"] for entry in page.items] == [5, 4]
    assert [entry["version"] for entry in entries] == [5, 4, 3, 2, 1]
    assert [entry["action_type"] for entry in client.audit.iterate(investigation_id, action_type="STATE_CREATED")] == [
        "STATE_CREATED"
    ]
    assert client.audit.verify(investigation_id)["valid"] is True
    assert len(client.audit.export(investigation_id).splitlines()) >= len(entries)
    assert json.loads(client.audit.export(investigation_id).splitlines()[0])


def test_refused_attempts_are_listed(client: WizardClient, investigation_id: str) -> None:
    with pytest.raises(PreconditionFailed):
        client.update(investigation_id, {"settings": {"name": "x"}}, etag='"nothing.1"')

    # The response does not wait until the attempt is recorded.
    LiveServer.wait_until(lambda: bool(client.audit.refused(investigation_id).items), "the record")
    assert [attempt["code"] for attempt in client.audit.refused(investigation_id).items] == ["precondition_failed"]


def test_errors_are_retried_and_runs_cancelled(client: WizardClient, investigation_id: str) -> None:
    client.navigate(investigation_id, step="PROGRESS")
    client.update(investigation_id, lambda _: {"status": "ERROR"})

    assert client.retry(investigation_id).status == "IN_PROGRESS"
    assert client.cancel(investigation_id).status == "CANCELLED"
    with pytest.raises(InvalidTransition):
        client.retry(investigation_id)


def test_a_checkpoint_has_the_step_and_the_cursor_to_resume_from(client: WizardClient, investigation_id: str) -> None:
    client.navigate(investigation_id, step="PROGRESS")
    back = client.navigate(investigation_id, direction="back")

    checkpoint = client.checkpoint(investigation_id)

    assert back.wizard_step == checkpoint["wizard_step"] == "SETTINGS"
    assert checkpoint["navigation"] == {"entries": ["SETTINGS", "PROGRESS"], "position": 0}
    assert client.poll(investigation_id, cursor=checkpoint["cursor"])["events"] == []


def test_earlier_versions_are_read_and_compared(client: WizardClient, investigation_id: str) -> None:
    client.update(investigation_id, {"settings": {"name": "second"}}, version=1)

    assert client.get(investigation_id, at_version=1).document["settings"]["name"] == "SSH brute force"
    assert client.diff(investigation_id, 1, 2)["settings"] == {"name": "second"}


def test_versions_are_restored_and_forked(client: WizardClient, investigation_id: str) -> None:
    second = client.update(investigation_id, {"settings": {"name": "second"}}, version=1)

    restored = client.restore(investigation_id, 1, etag=second.etag)
    forked = client.fork(investigation_id, version=2, new_investigation_id=f"{investigation_id}-fork")

    assert (restored.version, restored.document["settings"]["name"]) == (3, "SSH brute force")
    assert (forked.investigation_id, forked.document["settings"]["name"]) == (f"{investigation_id}-fork", "second")
    with pytest.raises(PreconditionFailed):
        client.restore(investigation_id, 2, etag=second.etag)


def test_connections_are_listed(client: WizardClient, investigation_id: str) -> None:
    client.poll(investigation_id)

    LiveServer.wait_until(lambda: bool(client.connections(investigation_id)["connections"]), "the poll to be listed")
    assert client.connections(investigation_id)["connections"][0]["transport"] == "poll"
