"""A log stream never waits for its reader, writes whole lines, and says how many it has dropped."""

import io
import logging
import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from wizard_service.process import log_stream
from wizard_service.process.log_stream import LogStream

LINES, LINE = 2000, "A line of the log with many characters that fills pipes and sockets.\n" * 4
DROPPED = re.compile(r"\((\d+) lines were dropped, because the log could not be written\)\n")


@pytest.fixture(params=["pipe", "socket", "pipe of another user"])
def ends(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Yield the descriptors of a reader, which does not block, and of a writer, which does."""
    if request.param == "socket":
        reader, writer = (end.detach() for end in socket.socketpair())
    else:
        reader, writer = os.pipe()
    if request.param == "pipe of another user":
        # A pipe that cannot be opened again; the tests may run as a user who can open every file.
        monkeypatch.setattr(log_stream, "_FILES", "/nowhere")
    os.set_blocking(reader, False)
    yield reader, writer
    for descriptor in (reader, writer):
        os.close(descriptor)


def read_all(reader: int) -> str:
    received = b""
    with suppress(BlockingIOError):
        while more := os.read(reader, 65536):
            received += more
    return received.decode()


def test_what_is_not_read_is_dropped_counted_and_announced(ends: tuple[int, int]) -> None:
    reader, writer = ends
    stream = LogStream(writer)

    for _ in range(LINES):
        stream.write(LINE)
    before = read_all(reader)
    stream.write("the next line\n")
    after = read_all(reader)

    assert before == LINE * (len(before) // len(LINE))
    announced = DROPPED.match(after)
    assert announced
    assert int(announced[1]) == LINES * 4 - before.count("\n")
    assert after == f"{announced[0]}the next line\n"
    assert os.get_blocking(writer)


def test_a_reader_that_is_gone_raises_nothing(ends: tuple[int, int]) -> None:
    reader, writer = ends
    stream = LogStream(writer)
    # The end of the pipe or socket is closed, and its number stays valid until the fixture closes it.
    with Path(os.devnull).open("rb") as null:
        os.dup2(null.fileno(), reader)

    assert stream.write(LINE) == len(LINE)


def test_handlers_write_to_the_stream_that_replaces_stderr(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = ends
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.FileIO(writer, "w", closefd=False)))
    handler, other = logging.StreamHandler(), logging.StreamHandler(io.StringIO())

    log_stream.install([handler, other])
    for _ in range(LINES):
        handler.emit(logging.makeLogRecord({"msg": LINE}))

    assert isinstance(sys.stderr, LogStream)
    assert not isinstance(other.stream, LogStream)
    assert read_all(reader).startswith(LINE)


def test_a_regular_file_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "log").open("w") as file:
        monkeypatch.setattr(sys, "stderr", file)

        log_stream.install([])

        assert sys.stderr is file
