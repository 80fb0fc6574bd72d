"""Transactions of PostgreSQL while no client asks anything, per worker and day."""

import time

import psycopg

from .installation import WORKERS, Installation

_COUNT = "SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database WHERE datname = current_database()"
DAY_S = 86_400
# The server publishes its counts a second after they have changed, and this measurement adds its own.
SETTLED_S, OWN = 12.0, 2


def measure_idle(installation: Installation, seconds: float) -> str:
    if installation.url.startswith("sqlite:"):
        return "none"
    time.sleep(SETTLED_S)
    before = _count(installation)
    time.sleep(seconds)
    transactions = _count(installation) - before - OWN
    return f"{transactions / seconds / WORKERS / len(installation.hosts) * DAY_S:,.0f}"


def _count(installation: Installation) -> int:
    with psycopg.connect(installation.url, autocommit=True) as connection:
        ((count,),) = connection.execute(_COUNT).fetchall()
    return int(count)
