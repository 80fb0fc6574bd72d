"""Imports the application in gunicorn's master, so that the workers that it forks need not import it again.

gevent must patch before the application is imported: modules would otherwise keep unpatched locks and functions. What
the master itself uses stays unpatched in it: it forks, waits and handles signals as gunicorn expects, and a hub of
gevent, which workers would inherit, never starts. Each worker patches the rest.
"""

import gc
import importlib
import sys
import time
from typing import Any

from gevent import monkey

from ..config import DatabaseSettings
from ..process import shared_memory
from .worker import Worker

_LEFT_TO_WORKERS = {"os": False, "signal": False}
# These modules create locks or subclass `threading.local` on import. Imported too early, they keep unpatched classes.
_MUST_BE_PATCHED = ("peewee", "psycopg", "flask", "wizard_service.app")


def import_application(worker_class: Any, database: DatabaseSettings) -> None:
    """Patch, and import what workers need: nothing is opened and no thread starts. Call it when the sockets are open.

    Raises RuntimeError when workers would be another class than `Worker`, or when a module that must be patched was
    imported before.
    """
    if not issubclass(worker_class, Worker):
        raise RuntimeError(f"The worker class must be {Worker.__module__}.{Worker.__name__}, which gevent patches.")
    imported = [module for module in _MUST_BE_PATCHED if module in sys.modules]
    if imported:
        raise RuntimeError(f"{imported[0]} was imported before gevent patched the process; do not use preload_app.")
    monkey.patch_all(**_LEFT_TO_WORKERS)
    shared_memory.share()
    # Imported objects stay, and a search for garbage in a worker would copy the memory that it shares with the master.
    gc.disable()
    importlib.import_module("wizard_service.app")
    importlib.import_module("wizard_service.store.database_kind").kind_of(database)
    gc.freeze()
    gc.enable()
    # Modules that keep `sleep` from their import keep the patched one; the master itself sleeps unpatched.
    time.sleep = monkey.get_original("time", "sleep")
