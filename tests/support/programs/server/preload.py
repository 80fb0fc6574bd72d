"""Import the application as gunicorn's master does, then patch the rest as a worker does.

Prints what the master has patched, whether it has a hub of gevent, how many threads it has, and what modules hold that
is unpatched in the worker.
"""

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from gevent import _hub_local, monkey
from gunicorn.config import Config

from wizard_service.config import DatabaseSettings
from wizard_service.server.preload import import_application
from wizard_service.server.worker import Worker


def stale_values(modules: dict[str, ModuleType]) -> Iterator[str]:
    """Yield the values of modules, and the bases of their classes, that gevent has replaced in their own modules."""
    replaced = {
        id(value): f"{owner}.{name}"
        for owner, values in monkey.saved.items()
        for name, value in values.items()
        if callable(value) and getattr(sys.modules.get(owner), name, value) is not value
    }
    for module_name, module in modules.items():
        for name, value in list(vars(module).items()):
            # The bases of gevent's own classes are the originals.
            is_own = isinstance(value, type) and not str(value.__module__).startswith("gevent")
            held = [value, *(value.__bases__ if is_own else ())]
            yield from (f"{module_name}.{name}: {replaced[id(item)]}" for item in held if id(item) in replaced)


before = {*sys.modules}
native_sleep = time.sleep
import_application(Worker, DatabaseSettings(sys.argv[1]))
patched = [name for name in ("threading", "socket", "ssl", "os", "signal") if monkey.is_module_patched(name)]
master: list[Any] = [patched, time.sleep is native_sleep, _hub_local.get_hub_if_exists(), threading.active_count()]
imported = {
    name: module for name, module in sys.modules.items() if name not in before and not name.startswith("gevent")
}
Worker(1, os.getppid(), [], None, 30, Config(), logging.getLogger()).patch()
json.dump([*master, sorted(stale_values(imported)), len(imported)], sys.stdout)
