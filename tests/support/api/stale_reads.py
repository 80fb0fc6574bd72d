"""Makes a database unreadable for a while, and recognises answers from the stale cache."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

from wizard_service.errors import StorageError


@contextmanager
def unreadable(app: Flask, folder: Path) -> Iterator[None]:
    """Move the database file away while the context is active, and have the process notice."""
    store, database, away = app.extensions["wizard"].store, folder / "wizard.db", folder / "away.db"
    database.rename(away)
    with suppress(StorageError):
        store.watch()
    yield
    away.rename(database)
    store.watch()


def is_stale(answer: TestResponse) -> bool:
    marks = (answer.headers.get("Warning"), answer.headers.get("X-State-Source"))
    assert marks in ((None, None), ('110 - "Response is Stale"', "memory"))
    return marks != (None, None)
