"""Investigations with an audit trail, and a connection to it that bypasses the service."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.support.api.audit_tampering import ids
from tests.support.api.client import Api, ApiFor, Document, event
from tests.support.command_line import Run, runner_for


@pytest.fixture
def states(api: Api, api_for: ApiFor, settings: Document, results: Document) -> list[Document]:
    """Return every state that an investigation went through, with log lines; its id is in each."""
    investigation_id = api.created(settings=settings)
    executor = api_for(None, "wizard:run")
    return [
        api.state(investigation_id),
        api.changed(investigation_id, settings={"name": "another"}),
        api.changed(investigation_id, wizard_step="PROGRESS"),
        executor.reported(
            investigation_id, event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "line"}])
        ),
        api.changed(investigation_id, progress={"overall_progress": 1, "current_phase": "p"}),
        executor.changed(investigation_id, status="COMPLETED"),
        executor.changed(investigation_id, results=results),
        api.changed(investigation_id, wizard_step="SETTINGS"),
    ]


@pytest.fixture
def owner(app: Flask, token_for: Callable[..., str]) -> Api:
    """Return the API of a service that no other test uses."""
    return Api(app.test_client(), "u1", token_for("u1"))


@pytest.fixture
def run(database_file: Path) -> Run:
    return runner_for(database_file)


@pytest.fixture
def outside(database_file: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection to the file after its triggers were dropped, as an attacker would."""
    with closing(sqlite3.connect(database_file, isolation_level=None, timeout=5)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


@pytest.fixture
def trail(owner: Api, settings: Document) -> list[str]:
    """Return the entry ids of the audit trail of `mine`, oldest first; another investigation has a trail too."""
    owner.create(investigation_id="mine", settings=settings, wizard_step="PROGRESS")
    owner.create(investigation_id="other", settings=settings, wizard_step="PROGRESS")
    for number in range(10):
        for investigation_id in ("mine", "other"):
            owner.report(investigation_id, event("progress_updated", percent_complete=number))
    return ids(owner)
