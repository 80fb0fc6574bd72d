"""Stores with settings that make refusals quick, and a second way to look into the file."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from wizard_service.config import DatabaseSettings
from wizard_service.store import Backend, open_backend

OpenStore = Callable[..., Backend]


@pytest.fixture
def open_store(database_file: Path) -> Iterator[OpenStore]:
    """Return a function that opens a store with given settings; all are closed at the end."""
    with ExitStack() as opened:

        def open_with(path: Path = database_file, **settings: Any) -> Backend:
            quick = {"retry_attempts": 1, "retry_delay_ms": 100} | settings
            return opened.enter_context(closing(open_backend(DatabaseSettings(url=f"sqlite:///{path}", **quick))))

        yield open_with


@pytest.fixture
def outside(database_file: Path) -> Iterator[sqlite3.Connection]:
    """A second connection to the same file, outside the store, in autocommit mode."""
    connection = sqlite3.connect(database_file, isolation_level=None, timeout=0, check_same_thread=False)
    with closing(connection):
        connection.execute("PRAGMA foreign_keys = 1")
        yield connection
