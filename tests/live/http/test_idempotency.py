"""The answer under an Idempotency-Key is repeated after `kill -9` (contract section 3)."""

from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Answer, Person, PersonFor

pytestmark = [pytest.mark.live, pytest.mark.own_server]

REPORT = {"event_type": "progress_updated", "data": {"percent_complete": 10}}


def repeated_parts(answer: Answer, status: int) -> tuple[Any, ...]:
    """Return what must be the same in the first and in the repeated response, which must have the status."""
    assert answer.status == status, answer.body
    return answer.status, answer.body, answer.headers["ETag"], answer.headers["Location"]


def test_every_unsafe_request_is_answered_after_a_crash_as_it_was_before(
    server: LiveServer, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    owner: Person = person_for()
    investigation_id, deleted = (owner.create(settings=settings, wizard_step="PROGRESS") for _ in range(2))
    requests: list[tuple[str, str, Any, int]] = [
        ("POST", "/investigations", {}, 201),
        ("PUT", f"/{investigation_id}/state", {"progress": {"overall_progress": 1}, "version": 1}, 200),
        ("PATCH", f"/{investigation_id}/state", {"progress": {"overall_progress": 2}, "version": 2}, 200),
        ("POST", f"/{investigation_id}/events", [REPORT, REPORT], 200),
        ("PUT", f"/{investigation_id}/access/guest", {"role": "viewer"}, 200),
        ("DELETE", f"/{investigation_id}/access/guest", None, 204),
        ("DELETE", f"/{deleted}/state?version=1", None, 204),
    ]

    def send(number: int) -> tuple[Any, ...]:
        method, path, body, status = requests[number]
        return repeated_parts(owner.call(method, path, body, {"Idempotency-Key": f"key {number}"}), status)

    first = [send(number) for number in range(len(requests))]
    server.kill()
    server.start()

    assert [send(number) for number in range(len(requests))] == first
    assert owner.state(investigation_id)["version"] == 6
    assert len(owner.call("GET", "/active").document["investigations"]) == 2
    server.verify()
