"""A database with investigations in every condition, written by the domain itself, and ways to look at it."""

import os
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.command_line import Run
from tests.support.store.databases import copy_database
from wizard_service.config import DatabaseSettings, StateSettings
from wizard_service.domain.history import deletion
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.investigations.state import document_of
from wizard_service.store import Backend, open_backend

LIMITS = StateSettings()
SETTINGS: dict[str, Any] = {
    "name": "SSH brute force",
    "entities": [{"entity_type": "ip_address", "entity_id": "183.62.140.253"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}


def caller_for(user_id: str) -> Caller:
    return Caller(Principal(user_id, DEFAULT_SCOPES, float("inf")), "USER", "request")


def opened(path: Path, **options: Any) -> Backend:
    return open_backend(DatabaseSettings(url=f"sqlite:///{path}"), **options)


def fill(store: Backend, users: int = 4, each: int = 10, lines: int = 5) -> None:
    """Write investigations that have begun, were reported on, and of which every fifth is deleted."""
    for user in range(users):
        caller = caller_for(f"u{user}")
        for number in range(each):
            name = f"inv-{user}-{number}"
            members = {"investigation_id": name, "settings": SETTINGS, "wizard_step": "PROGRESS"}
            editing.create(store, LIMITS, caller, members)
            for line in range(lines):
                report = {"event_type": "log_appended", "data": {"lines": [{"message": f"{line} " + "x" * 300}]}}
                reports.report(store, LIMITS, caller, name, report)
            if number % 5 == 4:
                deletion.delete(store, caller, name, Precondition(any_version=True))


def filled(path: Path, **sizes: int) -> None:
    """Write a database that `fill` has filled; those of equal sizes have equal rows."""
    path.touch(mode=0o600)
    path.write_bytes(_filled(frozenset(sizes.items())))
    # The service gives a database under a new name another epoch when it opens it.
    opened(path).close()


@cache
def _filled(sizes: frozenset[tuple[str, int]]) -> bytes:
    with TemporaryDirectory() as folder:
        database = copy_database(Path(folder))
        with closing(opened(database)) as store:
            fill(store, **dict(sizes))
        return database.read_bytes()


def query(path: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(statement, values).fetchall()
        connection.commit()
    return rows


def epoch(path: Path) -> str:
    return str(query(path, "SELECT value FROM meta WHERE key = 'epoch'")[0][0])


def page_of_rows(path: Path, page: int, pages: int = 2) -> int:
    """Return the first page from `page` on where so many pages are none of the schema, without which all is lost."""
    schema = {number - 1 for (number,) in query(path, "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")}
    while schema & set(range(page, page + pages)):
        page += 1
    return page


def damage(path: Path, page: int, pages: int = 1, page_bytes: int = 4096) -> None:
    """Overwrite whole pages with noise."""
    with path.open("r+b") as file:
        file.seek(page * page_bytes)
        file.write(os.urandom(pages * page_bytes))


def states(database: Path) -> list[dict[str, Any]]:
    with closing(opened(database)) as store:
        rows = store.select("SELECT * FROM investigation_states ORDER BY investigation_id")
    return [document_of(row) | {"name": row["name"], "incarnation": row["incarnation"]} for row in rows]


def verify_unchanged(run: Run) -> None:
    for command in ("check", "verify state"):
        result = run(*command.split())
        assert (result.exit_code, result.stderr) == (0, ""), command
