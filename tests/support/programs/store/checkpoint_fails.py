"""Write to the database argv[1] until a write is refused, as on a full disk; report what the writer answered.

No file may grow beyond 6 MiB. The log is folded at 4 MiB: so the first thing to fail is the second checkpoint, after
its commit, because the database has to grow; the log itself reaches the limit only later.
"""

import resource
import sys

from tests.support.store.program_output import send_fact
from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Transaction, open_backend
from wizard_service.store.models import Meta

LIMIT_BYTES = 6 * 1024 * 1024
ROW_BYTES = 100_000

resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, LIMIT_BYTES))
store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", retry_attempts=2, retry_delay_ms=100))
runs: list[str] = []
stored: list[str] = []
refused: list[str] = []


def write(number: int) -> None:
    def change(tx: Transaction) -> str:
        runs.append(f"{number}, run {len(runs)}")
        tx.insert(Meta, [{"key": runs[-1], "value": "x" * ROW_BYTES}])
        return runs[-1]

    try:
        stored.append(store.write(change))
    except StorageUnavailable:
        refused.append(str(number))


number = 0
while not refused:
    write(number)
    number += 1
send_fact({"stored": stored, "refused": refused})
