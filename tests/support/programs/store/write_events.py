"""Write argv[3] changes of one event each, from argv[2] threads each, to the database argv[1]; report the offsets."""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.support.store.program_output import send_fact, wait_for_signal
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import Transaction, open_backend
from wizard_service.store.repositories.events import append_events

store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=30000))
threads, writes = int(sys.argv[2]), int(sys.argv[3])


def append(tx: Transaction) -> int:
    return append_events(tx, "u1", [event()])[0].offset


def write_all(_: int) -> list[int]:
    return [store.write(append) for _ in range(writes)]


send_fact("ready")
wait_for_signal()
with ThreadPoolExecutor(threads) as pool:
    numbers = [number for written in pool.map(write_all, range(threads)) for number in written]
store.close()
send_fact(numbers)
