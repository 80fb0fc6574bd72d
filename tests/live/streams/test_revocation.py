"""Taking a share back, or deleting, ends streams on every worker (contract sections 2 and 8)."""

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor
from tests.support.live.workers import opened_on_every_worker

pytestmark = pytest.mark.live


@pytest.fixture
def shared(owner: Person) -> str:
    return owner.create()


@pytest.fixture
def viewer(person_for: PersonFor, owner: Person, shared: str) -> Person:
    other = person_for()
    assert owner.share(shared, other, "viewer").status == 200
    return other


def refused_handshake(person: Person, investigation_id: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        person.socket(investigation_id)
    return refused.value.response.status_code


def test_revoking_ends_the_viewers_streams_on_every_worker_and_no_later_event_reaches_them(
    server: LiveServer, owner: Person, viewer: Person, shared: str
) -> None:
    before = owner.log(shared, "before")
    streams = opened_on_every_worker(server, lambda: viewer.stream(f"/{shared}/stream?after={before['id']}"))
    sockets = opened_on_every_worker(server, lambda: viewer.socket(shared, f"?after={before['id']}"))

    seen = owner.log(shared, "seen")
    assert owner.unshare(shared, viewer).status == 204
    for number in range(5):
        owner.log(shared, f"unseen {number}")
    codes = [socket.wait_close() for socket in sockets]
    for stream in streams:
        stream.wait_end()

    for delivered in [*(stream.stored for stream in streams), *(socket.stored for socket in sockets)]:
        assert [event["event_type"] for event in delivered if event["event_type"] != "access_changed"] == [
            "log_appended"
        ]
        assert delivered[0] == seen
        assert len(delivered) <= 2
    assert codes == [4403] * len(sockets)
    assert [stream.clean for stream in streams] == [True] * len(streams)
    assert [stream.types[-1] for stream in streams] == ["connection_closed"] * len(streams)
    assert {stream.of("connection_closed")[0]["data"]["reason"] for stream in streams} == {"access_revoked"}


def test_a_user_whose_share_was_revoked_gets_404(owner: Person, viewer: Person, shared: str) -> None:
    cursor = owner.cursor(shared)
    owner.unshare(shared, viewer)

    answers = [
        viewer.call("GET", f"/{shared}/state"),
        viewer.call("GET", f"/{shared}/stream", headers={"Last-Event-ID": cursor}),
        viewer.call("GET", f"/{shared}/poll?after={cursor}"),
    ]

    assert [answer.problem for answer in answers] == [(404, "not_found")] * 3
    assert refused_handshake(viewer, shared) == 404


def test_revoking_ends_a_filtered_stream_too(owner: Person, viewer: Person, shared: str) -> None:
    stream = viewer.stream(f"/{shared}/stream?events=log_appended")
    stream.wait_for("state_sync")

    owner.unshare(shared, viewer)
    stream.wait_end()

    assert stream.clean
    assert stream.stored == []


def test_the_owners_and_other_viewers_streams_receive_the_change_and_continue(
    server: LiveServer, owner: Person, viewer: Person, person_for: PersonFor, shared: str
) -> None:
    other = person_for()
    owner.share(shared, other, "viewer")
    streams = [
        *opened_on_every_worker(server, lambda: owner.stream(f"/{shared}/stream")),
        owner.stream("/stream"),
        other.stream(f"/{shared}/stream"),
    ]
    for stream in streams:
        stream.wait_for("state_sync")
    socket = owner.socket(shared)
    socket.wait_for_event("state_sync")

    owner.unshare(shared, viewer)
    event = owner.log(shared, "on it goes")

    for stream in streams:
        changed = stream.wait_for("access_changed")
        assert changed["data"] == {"investigation_id": shared, "user_id": viewer.user_id}
        assert stream.wait_for("log_appended") == event
    assert socket.wait_for_event("access_changed") == changed
    assert socket.wait_for_event("log_appended") == event


def test_a_role_that_changes_does_not_end_the_stream(owner: Person, viewer: Person, shared: str) -> None:
    stream = viewer.stream(f"/{shared}/stream")
    stream.wait_for("state_sync")

    owner.share(shared, viewer, "editor")
    event = owner.log(shared, "still here")

    assert stream.wait_for("log_appended") == event
    assert stream.of("access_changed")[0]["data"]["role"] == "editor"


def test_deleting_is_delivered_and_ends_all_streams_on_every_worker(
    server: LiveServer, owner: Person, viewer: Person, shared: str
) -> None:
    everything = owner.stream("/stream")
    everything.wait_for("state_sync")
    streams = opened_on_every_worker(server, lambda: viewer.stream(f"/{shared}/stream"))
    streams.append(owner.stream(f"/{shared}/stream"))
    sockets = opened_on_every_worker(server, lambda: viewer.socket(shared))
    sockets.append(owner.socket(shared))

    version = owner.state(shared)["version"]
    assert owner.call("DELETE", f"/{shared}/state?version={version}").status == 204
    codes = [socket.wait_close() for socket in sockets]
    for stream in streams:
        stream.wait_end()

    assert codes == [4404] * len(sockets)
    assert [stream.clean for stream in streams] == [True] * len(streams)
    last_events = [*(stream.stored[-1] for stream in streams), *(socket.stored[-1] for socket in sockets)]
    assert last_events == [everything.wait_for("investigation_deleted")] * len(last_events)
    assert last_events[0]["data"] == {"investigation_id": shared}
    assert {stream.types[-1] for stream in streams} == {"connection_closed"}
    assert not everything.ended
    assert owner.call("GET", f"/{shared}/stream").problem == (404, "not_found")
    assert refused_handshake(owner, shared) == 404


def test_deleting_ends_streams_also_when_another_takes_the_id_at_once(server: LiveServer, owner: Person) -> None:
    last_types = [event_type for _ in range(8) for event_type in last_types_when_replaced(server, owner)]

    assert last_types == ["investigation_deleted"] * len(last_types)


def last_types_when_replaced(server: LiveServer, owner: Person) -> list[str]:
    """Delete an investigation, create another of the same id, and return the last event of each stream of the first."""
    investigation_id = owner.create()
    path = f"/{investigation_id}/stream?after={owner.cursor(investigation_id)}"
    streams = opened_on_every_worker(server, lambda: owner.stream(path))

    owner.call("DELETE", f"/{investigation_id}/state?version=1")
    owner.create(investigation_id=investigation_id)
    # Every stream ends, or delivers an event of the new investigation, which is an error.
    server.wait_until(lambda: all(stream.ended or len(stream.stored) > 1 for stream in streams), "the streams' end")
    for stream in streams:
        stream.close()
    return [stream.stored[-1]["event_type"] for stream in streams]
