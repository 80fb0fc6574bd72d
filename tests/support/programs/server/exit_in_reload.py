"""A worker is asked to exit in a reload; print whether it serves before and after its successor is ready."""

import json
import logging
import os
import signal
import sys

import gevent
from gunicorn.config import Config

from wizard_service.process import reload, shared_memory
from wizard_service.server.worker import Worker

TIMEOUT_S = 30
old, successor = 1, 2
slot = shared_memory.assign_slot()
reload.register(slot, successor)
reload.begin_reload(successor)
worker = Worker(old, os.getppid(), [], None, TIMEOUT_S, Config(), logging.getLogger())

# `init_process` makes the pipe, and would also run the worker.
worker.PIPE = os.pipe2(os.O_NONBLOCK)
worker.init_signals()
os.kill(os.getpid(), signal.SIGTERM)
gevent.idle()
gevent.idle()
before = worker.alive

shared_memory.bind_slot(slot)
reload.mark_ready()
with gevent.Timeout(TIMEOUT_S):
    while worker.alive:
        gevent.sleep(0.01)
json.dump([before, worker.alive], sys.stdout)
