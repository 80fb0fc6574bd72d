"""Count one delivery and set the tail's position in this process; print its id."""

import os
import sys

from wizard_service import metrics

metrics.delivered_by_transport["sse"] += 1
metrics.flush_delivered()
metrics.TAIL_POSITION.set(7)
sys.stdout.write(str(os.getpid()))
