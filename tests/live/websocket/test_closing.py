"""Reasons for which a socket closes, and their close codes (contract section 8)."""

import contextlib
import json
import uuid

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.live.users import Person
from tests.support.wire.raw_connection import BINARY, CLOSE, CONTINUATION, PING, TEXT, RawConnection, frame_bytes

pytestmark = pytest.mark.live

MAX_BYTES = 64 * 1024
SYNC = json.dumps({"type": "sync"}).encode()
HEARTBEAT = json.dumps({"type": "heartbeat"}).encode()


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


def opened(owner: Person, investigation_id: str) -> RawConnection:
    raw = RawConnection(owner.server)
    assert raw.shake_hands(f"/ws/investigation/{investigation_id}", owner.bearer) == 101
    return raw


BAD_MESSAGES: dict[str, str | bytes] = {
    "binary": b'{"type": "sync"}',
    "bad JSON": '{"type": "sync"',
    "NaN": '{"type": "sync", "n": NaN}',
    "a name twice": '{"type": "sync", "type": "sync"}',
    "nested too deep": '{"type": "sync", "n": ' + "[" * 40 + "]" * 40 + "}",
    "array": '[{"type": "sync"}]',
    "string": '"sync"',
    "null": "null",
    "empty": "",
    "no type": '{"kind": "sync"}',
    "unknown type": '{"type": "subscribe"}',
    "type that is no string": '{"type": ["sync"]}',
}


@pytest.mark.parametrize("kind", BAD_MESSAGES)
def test_a_message_without_meaning_closes_with_1008(owner: Person, investigation_id: str, kind: str) -> None:
    socket = owner.socket(investigation_id)

    socket.connection.send(BAD_MESSAGES[kind])

    assert socket.wait_close() == 1008


def test_200_messages_at_once_close_with_1008(owner: Person, investigation_id: str) -> None:
    with opened(owner, investigation_id) as raw:
        raw.send(frame_bytes(TEXT, HEARTBEAT) * 200)

        assert raw.read_close() == 1008


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 2 * MAX_BYTES, 20 * MAX_BYTES])
def test_a_message_of_more_than_64_kb_closes_with_1009(owner: Person, investigation_id: str, size: int) -> None:
    socket = owner.socket(investigation_id)
    padding = "x" * (size - len(SYNC) - len(', "pad": ""'))

    with contextlib.suppress(ConnectionClosed):
        socket.send(type="sync", pad=padding)

    assert socket.wait_close() == 1009


def test_the_code_reaches_a_client_that_is_still_sending(owner: Person, investigation_id: str) -> None:
    codes = []
    for _ in range(12):
        socket = owner.socket(investigation_id)
        with contextlib.suppress(ConnectionClosed):
            socket.connection.send("x" * 80 * MAX_BYTES)
        codes.append(socket.wait_close())

    assert codes == [1009] * 12


def test_the_limit_counts_bytes_and_not_characters(owner: Person, investigation_id: str) -> None:
    socket = owner.socket(investigation_id)
    message = {"type": "auth", "message_id": "m1", "token": "\U0001f50d" * (MAX_BYTES // 3)}

    socket.connection.send(json.dumps(message, ensure_ascii=False))
    with pytest.raises(ConnectionClosed) as closed:
        socket.wait_for(lambda message: message.get("message_id") == "m1")

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_fragments_of_more_than_64_kb_in_all_close_with_1009(owner: Person, investigation_id: str) -> None:
    with opened(owner, investigation_id) as raw:
        raw.send_frame(TEXT, b"x" * 40_000, is_final=False)
        raw.send_frame(CONTINUATION, b"x" * 40_000)

        assert raw.read_close() == 1009


def test_a_message_of_64_kb_is_accepted(owner: Person, investigation_id: str) -> None:
    message_id = str(uuid.uuid4())
    socket = owner.socket(investigation_id)
    bare = len(json.dumps({"type": "auth", "message_id": message_id, "token": ""}))

    answer = socket.answer_to(type="auth", message_id=message_id, token="x" * (MAX_BYTES - bare))

    assert (answer["status"], answer["code"]) == (401, "unauthorized")


def test_many_messages_of_less_than_64_kb_are_not_added_up(owner: Person, investigation_id: str) -> None:
    socket = owner.socket(investigation_id)

    answers = [
        socket.answer_to(type="auth", message_id=f"m{number}", token="x" * 30_000)["status"] for number in range(4)
    ]

    assert answers == [401] * 4


def test_a_frame_without_a_mask_closes_with_1002(owner: Person, investigation_id: str) -> None:
    with opened(owner, investigation_id) as raw:
        raw.send_frame(TEXT, SYNC, is_masked=False)

        assert raw.read_close() == 1002


@pytest.mark.parametrize(
    ("opcode", "payload", "is_final", "code"),
    [
        (3, b"", True, 1002),
        (CONTINUATION, b"x", True, 1002),
        (PING, b"x" * 126, True, 1002),
        (PING, b"x", False, 1002),
        (TEXT, b"\xff", True, 1007),
        (BINARY, b"x", True, 1008),
    ],
)
def test_a_frame_that_breaks_the_protocol_closes_with_its_code(
    owner: Person, investigation_id: str, opcode: int, payload: bytes, is_final: bool, code: int
) -> None:
    with opened(owner, investigation_id) as raw:
        raw.send_frame(opcode, payload, is_final=is_final)

        assert raw.read_close() == code


def test_a_close_is_answered_with_its_code(owner: Person, investigation_id: str) -> None:
    with opened(owner, investigation_id) as raw:
        raw.send_frame(CLOSE, (1000).to_bytes(2, "big"))

        assert raw.read_close() == 1000


def test_bad_messages_affect_neither_other_sockets_nor_the_log(owner: Person, investigation_id: str) -> None:
    other = owner.socket(investigation_id)
    for sent in BAD_MESSAGES.values():
        socket = owner.socket(investigation_id)
        socket.connection.send(sent)
        socket.wait_close()

    event = owner.log(investigation_id, "still here")

    assert other.wait_for_event("log_appended") == event
    assert "socket failed" not in owner.server.log()
