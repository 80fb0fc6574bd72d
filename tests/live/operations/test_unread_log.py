"""A log that is not read stops neither the workers nor the master."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import SECRET
from tests.support.wire.raw_connection import RawConnection

pytestmark = [pytest.mark.live, pytest.mark.own_server]

PIPE_BYTES = 4096


class UnreadServer(LiveServer):
    """Writes its log to a small pipe, which is never read."""

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.bind = f"127.0.0.1:{free.getsockname()[1]}"
        self.reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        command = [sys.executable, "-m", *self.program, "--bind", self.bind, "--workers", str(self.worker_count)]
        self._process = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=writer, stderr=writer, start_new_session=True
        )
        os.close(writer)
        self.wait_until(self.answers, "an answer")

    def answer_to_nonsense(self) -> str:
        """Return the status line of the answer to a request that the service logs."""
        with RawConnection(self) as raw:
            raw.send(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n")
            return raw.read_head().partition("\r\n")[0]


@pytest.fixture
def unread(tmp_path: Path) -> Iterator[UnreadServer]:
    server = UnreadServer(tmp_path, SECRET, 2)
    server.migrate()
    server.start()
    yield server
    server.kill()
    os.close(server.reader)


def test_a_service_whose_log_is_not_read_serves_and_replaces_its_workers(unread: UnreadServer) -> None:
    answers = {unread.answer_to_nonsense() for _ in range(200)}
    first = set(unread.workers())
    os.kill(min(first), 9)
    unread.wait_until(lambda: len(set(unread.workers()) - first) == 1, "another worker")

    assert answers == {"HTTP/1.1 400 Bad Request"}
    assert len(os.read(unread.reader, PIPE_BYTES)) > PIPE_BYTES * 0.8
    assert unread.answers()
    unread.verify()
