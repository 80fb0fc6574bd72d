"""The database and how long the service waits for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from .setting_field import setting

_DATABASE_URL = re.compile(r"sqlite:///.+|postgresql://\S+", re.DOTALL)
# A name that SQLite would read as a database in memory, or that a URL or a shell would read as something else.
_NO_FILE = re.compile(r"sqlite:///(:memory:|~.*|.*[?#].*)", re.DOTALL)
# The parameters of an address that say where the server and the database are, not how to connect.
_PLACE = ("host", "hostaddr", "port", "dbname", "service")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


@dataclass(frozen=True)
class DatabaseSettings:
    url: str = setting(
        "DATABASE_URL",
        "sqlite:///wizard.db",
        "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/database",
        secret=True,
    )
    listen_url: str = setting(
        "DATABASE_LISTEN_URL",
        "",
        "postgresql://... of the server itself when DATABASE_URL leads to a pooler, empty = DATABASE_URL",
        secret=True,
    )
    pool_size: int = setting(
        "DB_POOL_SIZE",
        5,
        "connections of each worker to a PostgreSQL server",
        minimum=1,
        maximum=20,
    )
    max_overflow: int = setting(
        "DB_MAX_OVERFLOW",
        10,
        "more connections of each worker to a PostgreSQL server under load",
        minimum=0,
        maximum=50,
    )
    pool_timeout_s: int = setting(
        "DB_POOL_TIMEOUT",
        30,
        "seconds a request waits while all connections to a PostgreSQL server are in use",
        minimum=10,
        maximum=60,
    )
    retry_attempts: int = setting(
        "DB_CONNECTION_RETRY_ATTEMPTS", 3, "attempts of a write before 503", minimum=1, maximum=10
    )
    retry_delay_ms: int = setting(
        "DB_CONNECTION_RETRY_DELAY_MS", 1000, "delay before the second attempt, then doubled", minimum=100, maximum=5000
    )
    statement_timeout_ms: int = setting(
        "DB_STATEMENT_TIMEOUT_MS", 30000, "time limit of one statement", minimum=1000, maximum=60000
    )
    write_timeout_ms: int = setting(
        "WIZARD_WRITE_TIMEOUT_MS", 5000, "wait for other writes before 503", minimum=100, maximum=30000
    )

    change_time_ms: int = setting(
        "WIZARD_CHANGE_TIME_MS",
        250,
        "processor time that one change may take of the writer before 413",
        minimum=10,
        maximum=30000,
    )

    @property
    def file(self) -> Path | None:
        """The file behind `sqlite:///relative.db` or `sqlite:////absolute.db`, None for a database server."""
        name = self.url.removeprefix("sqlite:///")
        return None if name == self.url else Path(name).absolute()

    @property
    def location(self) -> str:
        """Where the database is: the absolute path of a file, or an address without users, passwords and options."""
        if self.file is not None:
            return str(self.file)
        scheme, _, rest = self.url.partition("://")
        address, _, query = rest.rpartition("@")[2].partition("?")
        place = urlencode([(name, value) for name, value in parse_qsl(query) if name in _PLACE], safe="/,")
        return f"{scheme}://{address}" + (f"?{place}" if place else "")


def database_errors(database: DatabaseSettings) -> Iterator[str]:
    if not _DATABASE_URL.fullmatch(database.url):
        # Only the scheme is shown: the rest of the value may hold a password.
        scheme = _SCHEME.match(database.url)
        shown = f"{scheme[0]}..." if scheme else "not an address"
        yield (
            f"DATABASE_URL is {shown}: it must be sqlite:///relative.db, sqlite:////absolute.db "
            "or postgresql://user@host/database"
        )
    elif _NO_FILE.fullmatch(database.url):
        yield "DATABASE_URL must name a file: not :memory:, no ~ at the beginning, and no ? or #"
    if database.listen_url and not (_is_server(database.url) and _is_server(database.listen_url)):
        yield "DATABASE_LISTEN_URL must be postgresql://user@host/database, and DATABASE_URL such an address too"


def _is_server(url: str) -> bool:
    return url.startswith("postgresql://") and _DATABASE_URL.fullmatch(url) is not None
