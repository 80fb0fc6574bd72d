"""Ways to replace or remove the files of a database that is being served, and the answers of each worker to that."""

import hashlib
import http.client
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import Person
from tests.support.live.workers import worker_of
from wizard_service.store.sqlite.migrations import migrate

# Each goes to whichever worker is first to accept it.
CONNECTIONS = 12
Replace = Callable[[Path], None]
# Lines of the investigation that the older copy does not have.
LINES = 5


class KeptConnection:
    """An HTTP connection that stays with one worker."""

    def __init__(self, server: LiveServer) -> None:
        self._connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)
        self._connection.connect()
        self.port: int = self._connection.sock.getsockname()[1]

    def status_of(self, path: str) -> int:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        self._connection.close()


def readiness(server: LiveServer) -> dict[int | None, int]:
    """Return the status of `/readyz` by worker, of those that accept one of some connections."""
    with ExitStack() as opened:
        connections = [opened.enter_context(closing(KeptConnection(server))) for _ in range(CONNECTIONS)]
        return {worker_of(server, connection): connection.status_of("/readyz") for connection in connections}


def wait_for_readiness(server: LiveServer, status: int) -> None:
    """Wait until every worker of a full service answers `/readyz` with the status."""

    def all_answer() -> bool:
        answers = readiness(server)
        return len(answers) == server.worker_count and set(answers.values()) == {status}

    server.wait_until(all_answer, f"{status} of every worker")


def older_copy(database: Path) -> Path:
    """Return a copy of the database, made without our commands."""
    copy = database.with_name("older.db")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    return copy


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"


def overwrite(database: Path) -> None:
    shutil.copyfile(database.with_name("older.db"), database)


def rename_over(database: Path) -> None:
    shutil.copy(database.with_name("older.db"), database.with_name("other.db"))
    database.with_name("other.db").replace(database)


def move_away(database: Path) -> None:
    database.rename(database.with_name("moved.db"))


def truncate(database: Path) -> None:
    os.truncate(database, 8192)


def delete_log(database: Path) -> None:
    Path(f"{database}-wal").unlink()


def replace_log(database: Path) -> None:
    """Put the write-ahead log of another database in place of the log."""
    _foreign_log(database).replace(f"{database}-wal")


def overwrite_log(database: Path) -> None:
    """Copy the write-ahead log of another database over the log, which keeps its inode."""
    foreign, log = _foreign_log(database).read_bytes(), Path(f"{database}-wal")
    with log.open("r+b") as file:
        file.write(foreign)


def _foreign_log(database: Path) -> Path:
    other = database.with_name("another.db")
    migrate(other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('foreign', 'row')")
        connection.commit()
        return Path(shutil.copy(f"{other}-wal", f"{other}-log"))


def truncate_log(database: Path) -> None:
    os.truncate(f"{database}-wal", 0)


def delete_index(database: Path) -> None:
    Path(f"{database}-shm").unlink()


def kill_one(server: LiveServer) -> None:
    """Kill a worker and wait for its successor."""
    (killed, *others) = server.workers()
    os.kill(killed, signal.SIGKILL)
    server.wait_until(
        lambda: killed not in server.workers() and len(server.workers()) == len(others) + 1, "a successor"
    )


def refused_report(person: Person, investigation_id: str) -> tuple[int, str]:
    """Report a line and return the problem that answers it."""
    body = {"event_type": "log_appended", "data": {"lines": [{"message": "never"}]}}
    return person.call("POST", f"/{investigation_id}/events", body).problem
