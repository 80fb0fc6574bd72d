"""The folder of the files in which prometheus-client keeps each worker's metrics.

gunicorn's master manages it, and must not import prometheus-client, whose metrics would then count in the master.
"""

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "wizard-metrics-"


def create(parent: str | None) -> Path:
    """Make a folder for the workers of this master, and remove those that killed masters have left."""
    folder = Path(parent or tempfile.gettempdir())
    for existing in folder.glob(f"{_PREFIX}*"):
        master = existing.name.removeprefix(_PREFIX).partition("-")[0]
        if master.isdecimal() and not _is_running(int(master)):
            remove(existing)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=folder))


def forget_worker(folder: Path, pid: int) -> None:
    """Remove the gauges of a worker that has exited; its counters stay."""
    for gauge in folder.glob(f"gauge_live*_{pid}.db"):
        gauge.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
