"""Several processes, and greenlets, writing to one file: numbers without a gap, and a hub that goes on."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from tests.support.store.processes import Program
from wizard_service.store.sqlite.lock_file import LockFile

PROCESSES, THREADS, WRITES = 3, 4, 20


def feed_numbers(connection: sqlite3.Connection) -> list[int]:
    return [n for (n,) in connection.execute("SELECT feed_offset FROM events WHERE owner = 'u1' ORDER BY commit_seq")]


def test_processes_writing_together_number_the_feed_without_gaps_in_commit_order(
    database_file: Path, outside: sqlite3.Connection
) -> None:
    with ExitStack() as running:
        writers = [
            running.enter_context(Program("write_events", database_file, THREADS, WRITES)) for _ in range(PROCESSES)
        ]
        assert [writer.next_fact() for writer in writers] == ["ready"] * PROCESSES
        for writer in writers:
            writer.go_on()

        offsets_by_writer = [writer.next_fact() for writer in writers]

    every = list(range(1, PROCESSES * THREADS * WRITES + 1))
    assert [len(offsets) for offsets in offsets_by_writer] == [THREADS * WRITES] * PROCESSES
    assert sorted(offset for offsets in offsets_by_writer for offset in offsets) == every
    assert feed_numbers(outside) == every
    assert outside.execute("SELECT head FROM feeds").fetchall() == [(len(every),)]


def test_greenlets_wait_for_the_lock_file_without_stopping_the_hub(
    database_file: Path, outside: sqlite3.Connection
) -> None:
    with closing(LockFile(database_file)) as lock, Program("gevent_writers", database_file) as greenlets:
        with lock.held():
            waiting = greenlets.next_fact()
        done = greenlets.next_fact()

    assert waiting == {"begun": 32, "answered": 0}
    assert sorted(done["stored"]) == feed_numbers(outside) == list(range(1, 289))
    assert sorted(done["raised"]) == list(range(9, 320, 10))
    assert done["unseen"] == []


def test_hub_ticks_and_reads_while_sqlite_is_locked(database_file: Path, outside: sqlite3.Connection) -> None:
    outside.execute("BEGIN IMMEDIATE")
    with Program("gevent_locked", database_file) as greenlets:
        locked = greenlets.next_fact()
        outside.execute("COMMIT")
        greenlets.go_on()

        assert greenlets.next_fact() == "stored"

    # A hub that waits itself ticks once or twice; one that goes on, hundreds of times.
    assert locked["outcome"] == "refused"
    assert locked["ticks"] > 10
    assert feed_numbers(outside) == [1]
