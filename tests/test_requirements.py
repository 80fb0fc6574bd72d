"""requirements.lock pins what requirements.txt needs, with hashes, and scripts/setup installs nothing else."""

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import ROOT

REQUIREMENTS = [
    Requirement(line) for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"
]
LOCK = (ROOT / "requirements.lock").read_text()
HASHES = dict(re.findall(r"^(\w\S*==.+?) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK, re.M))
LOCKED = {requirement.name: requirement for requirement in map(Requirement, HASHES)}

WHEEL = "tiny-1.0-py3-none-any.whl"


def applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})


def needed(requirement: Requirement, names: set[str]) -> set[str]:
    """Add the names of a requirement and of everything that it needs on this platform."""
    name = canonicalize_name(requirement.name)
    if name in names and not requirement.extras:
        return names
    names.add(name)
    for line in importlib.metadata.requires(name) or ():
        dependency = Requirement(line)
        if applies(dependency, requirement.extras):
            needed(dependency, names)
    return names


def test_every_line_of_requirements_txt_is_locked_at_its_version() -> None:
    pinned = {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in REQUIREMENTS}

    assert len(pinned) > 20
    assert {name: str(LOCKED[name].specifier) for name in pinned} == pinned


def test_the_lock_holds_all_that_the_packages_need_and_nothing_else() -> None:
    names: set[str] = set()
    for requirement in REQUIREMENTS:
        needed(requirement, names)

    assert {name for name, requirement in LOCKED.items() if applies(requirement, set())} == names


def test_every_locked_package_has_hashes_and_no_address() -> None:
    entries = [line for line in LOCK.splitlines() if line and line[0] not in "# "]

    assert len(entries) == len(HASHES) == len(LOCKED)
    assert [line for line in entries if line.startswith("-")] == []
    assert "://" not in LOCK


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with a virtual environment that borrows pip, and with the only package that pip finds."""
    (tmp_path / "scripts").mkdir()
    shutil.copy2(ROOT / "scripts" / "setup", tmp_path / "scripts")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    (site_packages,) = (tmp_path / ".venv").glob("lib/python*/site-packages")
    (site_packages / "pip.pth").write_text(sysconfig.get_path("purelib"))
    with zipfile.ZipFile(tmp_path / WHEEL, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return tmp_path


def set_up(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Source scripts/setup as the other scripts do, and import the package."""
    environment = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(checkout)}
    script = '. scripts/setup; "$PYTHON" -c "import tiny"'
    return subprocess.run(
        ["sh", "-c", script, "scripts/test"],
        check=False,
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_setup_installs_the_lock_once_and_refuses_a_file_with_another_hash(checkout: Path) -> None:
    digest = hashlib.sha256((checkout / WHEEL).read_bytes()).hexdigest()
    lock = checkout / "requirements.lock"

    lock.write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    refused = set_up(checkout)
    lock.write_text(f"tiny==1.0 --hash=sha256:{digest}\n")
    installed, again = set_up(checkout), set_up(checkout)

    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert (installed.returncode, installed.stdout) == (0, "installing requirements.lock into .venv\n")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
