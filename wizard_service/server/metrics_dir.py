"""The folder in which workers count. Used by gunicorn's master, which must not import what counts."""

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "wizard-metrics-"


def create(parent: str | None) -> Path:
    """Make a folder for the workers of this master; those of masters that were killed are removed."""
    folder = Path(parent or tempfile.gettempdir())
    for left in folder.glob(f"{_PREFIX}*"):
        master = left.name.removeprefix(_PREFIX).partition("-")[0]
        if master.isdecimal() and not _is_running(int(master)):
            remove(left)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=folder))


def forget_worker(folder: Path, pid: int) -> None:
    """Drop what a dead worker said of itself; what it has counted stays counted."""
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
