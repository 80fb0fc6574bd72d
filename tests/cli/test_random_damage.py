"""One changed byte or a cut-off end anywhere in a database: every command succeeds or reports the damage.

The cases are seeded, so that a failure can be repeated.
"""

import random
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import runner_for
from tests.support.store.filled_database import filled, query, verify_unchanged

READING = ("check", "verify state", "verify audit", "migrate --status", "purge --dry-run")
EVENTS = "SELECT owner, feed_offset, investigation_id FROM events"
STATES = "SELECT investigation_id FROM investigation_states"
SCHEMA = "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'"
INNER = "SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'internal'"
PAGE_BYTES = 4096
# A page holds events of at most this many investigations, because the fixture writes one after the other.
INVESTIGATIONS_PER_PAGE = 4
# The seeds divide the file: each one damages another part of it, so that few cases reach all of it.
SEEDS = 24


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.db"
    filled(path, users=3, each=6)
    return path


def place_in(size_bytes: int, chance: random.Random, seed: int) -> int:
    """Return an offset in the part of the file that belongs to the seed."""
    return int((seed + chance.random()) / SEEDS * size_bytes)


def flip(database: Path, seed: int) -> int:
    """Change one byte and return the number of its page."""
    chance, content = random.Random(seed), bytearray(database.read_bytes())
    at = place_in(len(content), chance, seed)
    content[at] ^= chance.randrange(1, 256)
    database.write_bytes(content)
    return at // PAGE_BYTES + 1


def cut(database: Path, seed: int) -> int:
    """Cut the file off at any byte and return the number of the first page that is no longer complete."""
    at = place_in(database.stat().st_size, random.Random(seed), seed)
    with database.open("r+b") as file:
        file.truncate(at)
    return at // PAGE_BYTES + 1


def explains(database: Path, command: str) -> bool:
    """Run a command, require an exit status with its reason and no traceback, and return whether it succeeded."""
    result = runner_for(database)(*command.split())
    assert result.exception is None or isinstance(result.exception, SystemExit), (command, repr(result.exception))
    assert result.exit_code in (0, 1), command
    assert (result.exit_code == 0) == (result.stderr == ""), command
    return result.exit_code == 0


@pytest.mark.parametrize("seed", range(SEEDS))
def test_commands_that_read_a_damaged_database_explain_what_is_wrong(sound: Path, tmp_path: Path, seed: int) -> None:
    database = Path(shutil.copy(sound, tmp_path / "cli.db"))
    damage = cut if seed % 4 == 0 else flip
    damage(database, seed)

    for command in (*READING, f"backup {tmp_path / 'copy.db'}"):
        explains(database, command)
    explains(tmp_path / "new.db", f"restore {database}")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_changed_byte_costs_no_state_and_only_events_of_its_page(sound: Path, tmp_path: Path, seed: int) -> None:
    database = Path(shutil.copy(sound, tmp_path / "cli.db"))
    page = flip(database, seed)

    if not explains(database, "recover"):
        assert (page,) in query(sound, SCHEMA)
        return

    verify_unchanged(runner_for(database))
    lost = set(query(sound, EVENTS)) - set(query(database, EVENTS))
    # The events below an inner page of the tree cannot be reached without it.
    if (page,) not in query(sound, INNER):
        assert len({investigation_id for _, _, investigation_id in lost}) <= INVESTIGATIONS_PER_PAGE
    assert set(query(sound, STATES)) <= set(query(database, STATES))


@pytest.mark.parametrize("seed", range(0, SEEDS, 2))
def test_a_file_without_its_end_gives_a_consistent_database_or_an_explanation(
    sound: Path, tmp_path: Path, seed: int
) -> None:
    database = Path(shutil.copy(sound, tmp_path / "cli.db"))
    first_lost = cut(database, seed)

    if not explains(database, "recover"):
        assert any(page >= first_lost for (page,) in query(sound, SCHEMA))
        return

    verify_unchanged(runner_for(database))
    assert set(query(database, EVENTS)) <= set(query(sound, EVENTS))
    assert set(query(database, STATES)) <= set(query(sound, STATES))
