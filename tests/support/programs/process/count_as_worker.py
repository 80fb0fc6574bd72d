"""Count one delivery and set the tail's position in two workers; print the metrics before and after the first's end."""

import importlib
import json
import os
import sys

from wizard_service.process import shared_memory, shared_series


def run_as_worker(slot: int, position: float | None) -> str:
    """Fork a worker that counts, unless its position is None, and return the metrics that it shows then."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with os.fdopen(reader) as output:
            return output.read()
    shared_memory.bind_slot(slot)
    shared_series.move_to_own_slot()
    if position is not None:
        metrics.delivered_by_transport["sse"] += 1
        metrics.flush_delivered()
        metrics.COMMIT_GROUPS.observe(3)
        metrics.TAIL_POSITION.set(position)
    os.write(writer, metrics.exposition(newest=9))
    os._exit(0)


shared_memory.share()
# As in gunicorn's master, they are imported when the memory is shared, and before a worker is forked.
metrics = importlib.import_module("wizard_service.metrics")
first, second, third = (shared_memory.assign_slot() for _ in range(3))
run_as_worker(first, 5)
run_as_worker(second, 7)
both = run_as_worker(third, None)
shared_series.clear_slot(first)
one = run_as_worker(third, None)
# A new worker in the slot of the first.
successor = run_as_worker(first, 8)
json.dump([both, one, successor], sys.stdout)
