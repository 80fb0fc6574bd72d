"""A sound database with several users, and a copy of it that a test may damage."""

import shutil
from pathlib import Path

import pytest

from tests.support.store.filled_database import filled


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.db"
    filled(path)
    return path


@pytest.fixture
def database(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "cli.db"))
