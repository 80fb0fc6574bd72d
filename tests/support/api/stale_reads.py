"""Makes a database unreadable for a while, and recognises answers from the stale cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse


@contextmanager
def unreadable(app: Flask, folder: Path) -> Iterator[None]:
    """Move the database file away while the context is active."""
    database, away = folder / "own.db", folder / "away.db"
    app.extensions["wizard"].store.database.close()
    database.rename(away)
    yield
    away.rename(database)


def is_stale(answer: TestResponse) -> bool:
    marks = (answer.headers.get("Warning"), answer.headers.get("X-State-Source"))
    assert marks in ((None, None), ('110 - "Response is Stale"', "memory"))
    return marks != (None, None)
