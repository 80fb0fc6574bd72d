"""Folders that are expensive to fill: the processes of a parallel run share them."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

OncePerRun = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once_per_run(tmp_path_factory: pytest.TempPathFactory) -> OncePerRun:
    """Return a function: name, function that fills a folder -> the folder, filled once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, fill: Callable[[Path], object]) -> Path:
        path = shared / f"once-{name}"
        with (shared / f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.mkdir()
                fill(path)
        return path

    return folder
