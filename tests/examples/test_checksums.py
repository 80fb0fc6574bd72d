"""The example for asyncio checks many files at once and stores one investigation for each."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import token_of
from tests.support.paths import ROOT
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
SCRIPT = ROOT / "examples" / "checksums.py"


def listed(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n"


def test_every_file_gets_an_investigation_and_those_that_differ_a_finding(server: LiveServer, tmp_path: Path) -> None:
    lines = [listed(tmp_path, f"part-{number}.bin", bytes([number]) * 3_000_000) for number in range(6)]
    lines += [f"{'0' * 64} *missing.bin\n"]
    (tmp_path / "part-3.bin").write_bytes(b"changed")
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    token = token_of("archivist")

    command = [sys.executable, str(SCRIPT), str(tmp_path / "SHA256SUMS"), "--url", server.url, "--token", token]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 1, done.stderr
    with WizardClient(server.url, token) as client:
        items = {item["name"]: item for item in client.history.iterate()}
        descriptions = {
            name: [
                finding["description"]
                for finding in client.get(item["investigation_id"]).document["results"]["findings"]
            ]
            for name, item in items.items()
        }
    assert {item["status"] for item in items.values()} == {"COMPLETED"}
    assert len(items) == 7
    differing = {name for name, found in descriptions.items() if found}
    assert differing == {"Checksum of part-3.bin", "Checksum of missing.bin"}
    assert "unreadable: No such file or directory" in descriptions["Checksum of missing.bin"][0]
    assert done.stdout.count("status_changed") == 7
