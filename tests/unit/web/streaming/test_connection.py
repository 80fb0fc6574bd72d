"""The connection under a socket: what was begun is sent to its end before anything else."""

import socket
import threading

import pytest

from wizard_service.web.streaming import connection
from wizard_service.web.streaming.connection import SEND_BUFFER_BYTES, AtomicWriteSocket

# As large as any that is sent at once.
FRAME = bytes(range(256)) * (SEND_BUFFER_BYTES // 256)


@pytest.fixture
def greenlets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for gevent, under which the system's sockets do not block."""
    monkeypatch.setattr(connection, "is_patched", lambda: True)


@pytest.mark.usefixtures("greenlets")
def test_the_unsent_rest_of_a_frame_is_sent_before_the_next_frame() -> None:
    ours, theirs = socket.socketpair()
    connection, wake = AtomicWriteSocket(ours, 10), threading.Event()
    ours.setblocking(False)
    frames, received = 0, b""

    while not wake.is_set():
        if connection.send_now(FRAME, wake):
            frames += 1
        else:
            # The frame before was the last that fitted, to the byte.
            received += theirs.recv(1_000)

    assert not connection.send_now(b"not now", wake)

    ours.setblocking(True)
    sending = threading.Thread(target=lambda: (connection.send(b"after"), connection.close()))
    sending.start()
    while more := theirs.recv(65536):
        received += more
    theirs.close()
    sending.join()
    assert received == FRAME * frames + b"after"


@pytest.mark.usefixtures("greenlets")
def test_a_frame_larger_than_the_send_buffer_is_not_sent_directly() -> None:
    ours, theirs = socket.socketpair()

    assert not AtomicWriteSocket(ours, 10).send_now(FRAME + b"x", threading.Event())

    ours.close()
    assert theirs.recv(1) == b""
    theirs.close()


@pytest.mark.usefixtures("greenlets")
def test_nothing_is_sent_directly_to_a_peer_that_is_gone() -> None:
    ours, theirs = socket.socketpair()
    connection = AtomicWriteSocket(ours, 10)
    theirs.close()

    assert not connection.send_now(FRAME, threading.Event())
    ours.close()


def test_nothing_is_sent_directly_on_a_socket_that_may_block() -> None:
    ours, theirs = socket.socketpair()

    assert not AtomicWriteSocket(ours, 10).send_now(FRAME, threading.Event())

    ours.close()
    assert theirs.recv(1) == b""
    theirs.close()
