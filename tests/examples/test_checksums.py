"""The example for asyncio checks many files at once and stores one investigation for each."""

import hashlib
from pathlib import Path

import checksums
import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import token_of
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live


def listed(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n"


def test_every_file_gets_an_investigation_and_those_that_differ_a_finding(
    server: LiveServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [listed(tmp_path, f"part-{number}.bin", bytes([number]) * 3_000_000) for number in range(6)]
    lines += [f"{'0' * 64} *missing.bin\n"]
    (tmp_path / "part-3.bin").write_bytes(b"changed")
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    token = token_of("archivist")

    status = checksums.main([str(tmp_path / "SHA256SUMS"), "--url", server.url, "--token", token])

    assert status == 1
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
    assert capsys.readouterr().out.count("status_changed") == 7
