"""Limits on the memory that a client can make a worker use."""

from pathlib import Path

import pytest

from tests.support.live.users import Person
from tests.support.live.workers import worker_of
from tests.support.wire.raw_connection import TEXT, RawConnection, frame_bytes

pytestmark = pytest.mark.live

LINES = ["x" * 9_990] * 10
MESSAGE, MESSAGES = b" " * 60_000, 800
ALLOWED_GROWTH_KB = 16 * 1024


def peak_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def test_a_client_that_sends_without_reading_does_not_fill_the_memory(owner: Person) -> None:
    investigation_id = owner.create()
    for _ in range(2):
        # More than the connection holds: the worker waits for a listener to take its first words.
        owner.log(investigation_id, *LINES)
    message = frame_bytes(TEXT, MESSAGE)
    with RawConnection(owner.server, receive_buffer_bytes=4096) as raw:
        assert raw.shake_hands(f"/ws/investigation/{investigation_id}", owner.bearer) == 101
        worker = worker_of(owner.server, raw)
        assert worker is not None
        # On Linux this resets the peak.
        Path(f"/proc/{worker}/clear_refs").write_text("5")
        before_kb = peak_kb(worker)

        try:
            for _ in range(MESSAGES):
                raw.send(message)
        except OSError:
            # Cut off, as it should be.
            pass

        assert peak_kb(worker) - before_kb < ALLOWED_GROWTH_KB
