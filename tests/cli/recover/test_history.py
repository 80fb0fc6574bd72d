"""`recover` rebuilds the history and its counts from the states, whatever the history contained."""

from pathlib import Path

import pytest

from tests.support.command_line import runner_for
from tests.support.store.filled_database import damage, filled, query

LISTED = "SELECT investigation_id, user_id, status, version, updated_at FROM {} ORDER BY 1"
KINDS = "user_id, archived, status, risk_level"
COUNTED = f"SELECT {KINDS}, count(*) FROM investigation_history GROUP BY {KINDS} ORDER BY {KINDS}"
COUNTS = f"SELECT {KINDS}, investigations FROM investigation_history_counts WHERE investigations > 0 ORDER BY {KINDS}"


@pytest.mark.parametrize(
    "damaged", [None, "investigation_states", "investigation_history", "investigation_history_counts"]
)
def test_history_follows_from_the_states_whichever_table_is_lost(tmp_path: Path, damaged: str | None) -> None:
    database = tmp_path / "cli.db"
    filled(database, users=2, each=10)
    before = query(database, LISTED.format("investigation_states"))
    if damaged:
        (page,) = query(database, "SELECT rootpage FROM sqlite_master WHERE name = ?", damaged)[0]
        damage(database, page=page - 1)

    result = runner_for(database)("recover")

    assert (result.exit_code, result.stderr) == (0, "")
    assert len(before) == 16
    assert query(database, LISTED.format("investigation_states")) == before
    assert query(database, LISTED.format("investigation_history")) == before
    assert query(database, COUNTS) == query(database, COUNTED)
