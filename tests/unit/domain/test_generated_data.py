"""`benchmarks/generate.py` writes what the service would write, and continues where it ended."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.support.paths import ROOT
from wizard_service.config import DatabaseSettings
from wizard_service.domain.maintenance.verification import Verification, differences
from wizard_service.store import open_backend

PROGRAM = ROOT / "benchmarks" / "generate.py"


def generate(path: Path, investigations: int) -> str:
    command = [sys.executable, "-W", "error", str(PROGRAM), str(path), "--users", "7"]
    completed = subprocess.run(
        [*command, "--investigations", str(investigations)], check=True, capture_output=True, text=True
    )
    return completed.stdout


def test_generated_investigations_pass_verification_and_are_made_once(tmp_path: Path) -> None:
    path = tmp_path / "generated.db"

    first, again, more = generate(path, 250), generate(path, 250), generate(path, 300)

    assert [output.splitlines()[-1].split()[0] for output in (first, again, more)] == ["250", "0", "50"]
    verification = Verification()
    with closing(open_backend(DatabaseSettings(url=f"sqlite:///{path}"))) as store:
        assert list(differences(store, verification)) == []
        kinds = "SELECT count(DISTINCT wizard_step || status), count(archived_at) > 0 FROM investigation_states"
        assert store.select_tuples(kinds) == [(3, 1)]
    assert (verification.investigations, verification.folded) == (300, 300)
