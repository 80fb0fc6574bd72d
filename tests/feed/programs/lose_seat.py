"""A forked worker dies with a seat; print whether it was missing before the master cleared the row, and after."""

import json
import os
import sys

from wizard_service.feed import seats, worker_rows

mine = seats.Seats(per_user=1, per_worker=10)
row = worker_rows.assign_row()
worker = os.fork()
if worker == 0:
    worker_rows.use_row(row)
    kept = mine.taken_by("u1")
    kept.__enter__()
    os._exit(0)
os.waitpid(worker, 0)
lost = [mine.is_full("u1"), seats.taken_on_host(), worker_rows.live_rows() == [row]]
seats.clear_row(row)
worker_rows.free_row(row)
json.dump([lost, [mine.is_full("u1"), seats.taken_on_host(), worker_rows.live_rows() == [row]]], sys.stdout)
