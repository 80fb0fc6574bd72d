"""A PostgreSQL server of a test or a measurement, in a folder of its own.

Debian installs its programs outside the search path. The server is not durable unless its settings say so, because no
test cuts its power.
"""

import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

INSTALL = "PostgreSQL is not installed: apt-get install postgresql"
_FOLDERS = [
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)),
    Path("/usr/bin"),
]
_PORT = 5432
# Each outcome of a transaction takes two bits, in files of 32 pages.
_OUTCOMES_PER_FILE = 32 * 8192 * 4
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
}


class PostgresqlServer:
    """A server in a folder, reached by a socket in it. Programs refuse root, so `postgres` runs them then."""

    def __init__(self, programs: Path, folder: Path, port: int = _PORT, **settings: str) -> None:
        self._programs = programs
        self.folder = folder
        self.port = port
        self._settings = _SETTINGS | {"unix_socket_directories": f"'{folder}'", "port": str(port)} | settings
        self._user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._templates = 0

    @property
    def identity(self) -> dict[str, Any]:
        """The user that runs its programs, as arguments for `subprocess`."""
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}

    def start(self) -> None:
        locale = ("-E", "UTF8", "--locale=C.UTF-8")
        self._start_on("initdb", "-D", "data", "-A", "trust", "-U", "wizard", *locale, "--no-sync")

    def start_as_standby_of(self, primary: "PostgresqlServer") -> None:
        """Copy a running server, and follow it until `promote`."""
        address = ("-h", str(primary.folder), "-p", str(primary.port), "-U", "wizard")
        self._start_on("pg_basebackup", "-D", "data", "-R", *address, "--checkpoint=fast", "--no-sync")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "promote")

    def start_again(self) -> None:
        """Start the server with the databases that it has."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def restart(self, mode: str) -> None:
        """Stop and start the server. mode: `immediate` stops it as a crash does."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-m", mode, "-w", "restart")

    def wrap_transactions(self, next_number: int) -> None:
        """Continue with a transaction number of 32 bits, as after so many transactions."""
        # Older numbers than half of all would count as future ones.
        self._run("vacuumdb", "--all", "--freeze", "-h", str(self.folder), "-p", str(self.port), "-U", "wizard")
        self._run("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop")
        self._run("pg_resetwal", "-D", "data", "-x", str(next_number))
        outcomes = self.folder / "data" / "pg_xact" / f"{next_number // _OUTCOMES_PER_FILE:04X}"
        outcomes.write_bytes(bytes(_OUTCOMES_PER_FILE // 4))
        if self._user:
            shutil.chown(outcomes, self._user.pw_uid, self._user.pw_gid)
        self.start_again()

    def url(self, database: str) -> str:
        port = "" if self.port == _PORT else f"&port={self.port}"
        return f"postgresql://wizard@/{database}?host={self.folder}{port}"

    def create_database(self, template: str = "template0") -> str:
        """Create a database from a template and return its address."""
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    @contextmanager
    def copied(self, template: str) -> Iterator[str]:
        """Create a database from a template, and drop it after the block."""
        url = self.create_database(template)
        try:
            yield url
        finally:
            self.drop_database(url)

    def drop_database(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def dump(self, url: str) -> Path:
        """Dump a database to a file as `pg_dump` does, and return it."""
        path = self.folder / "dump"
        self._run("pg_dump", "--format=custom", f"--file={path}", "--dbname", url)
        return path

    def restore(self, url: str, dump: Path) -> None:
        """Replace what a database holds by what was dumped."""
        self._run("pg_restore", "--clean", "--exit-on-error", "--dbname", url, str(dump))

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _start_on(self, program: str, *arguments: str) -> None:
        """Start on the data that a program makes."""
        if self._user:
            shutil.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run(program, *arguments)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in self._settings.items())
        self.start_again()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        with (self.folder / "programs.log").open("a") as log:
            subprocess.run(command, cwd=self.folder, check=True, stdout=log, stderr=log, **self.identity)


def find_programs() -> Path:
    """Return the folder of the server's programs. Raises FileNotFoundError when it is not installed."""
    for folder in _FOLDERS:
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError(INSTALL)
