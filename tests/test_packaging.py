"""`pip install .` gives a program that works away from the checkout."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT
from wizard_service import __version__

MAX_WHEEL_BYTES = 1_000_000
NEEDED = ("wizard_service", "sql", "setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE")


def test_an_installed_package_migrates_checks_and_issues_tokens(tmp_path: Path) -> None:
    source, installed, elsewhere = tmp_path / "source", tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        source.mkdir(exist_ok=True)
        copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    build = [*pip, "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(tmp_path), str(source)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", *offline, "--target", str(installed), str(wheel)], check=True)

    def run(*arguments: str) -> str:
        environment = {"PYTHONPATH": str(installed), "WIZARD_JWT_SECRET": "x" * 40, "DATABASE_URL": "sqlite:///a.db"}
        command = [sys.executable, "-m", "wizard_service", *arguments]
        return subprocess.run(
            command, cwd=elsewhere, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert run("migrate").startswith("applied 0001_foundation.sql\n")
    assert "schema ok" in run("check")
    assert run("token", "--user", "u1").count(".") == 2
    assert wheel.stat().st_size < MAX_WHEEL_BYTES
    assert _files(installed / "wizard_service" / "static" / "console", "*") == set()
    static = installed / "wizard_service" / "static"
    assert _files(static / "client", "*.js") == _modules_with_code("client") != set()
    assert _files(static / "elements", "*.js") == {"index.js", *_modules_with_an_element()}
    pages = _files(installed / "wizard_service" / "static" / "pages", "*")
    assert {"console.html", "docs.html"} <= pages
    suffixes = {
        "".join(Path(name).suffixes[-2:]) for name in pages if name.startswith("console.") and "html" not in name
    }
    assert suffixes == {".js.gz", ".css.gz"}
    assert _files(source / "sql", "*.sql") == _files(installed / "wizard_service" / "sql", "*.sql")
    programs = {name for name in _files(source / "wizard_service", "*.py") if not name.startswith("tools/bundle/")}
    assert _files(installed / "wizard_service", "*.py") == programs


def test_the_npm_package_has_the_version_of_the_service() -> None:
    package = json.loads((ROOT / "wizard_service" / "static" / "client" / "package.json").read_text())

    assert package["version"] == __version__


def _modules_with_code(folder: str) -> set[str]:
    """Return the modules of a folder of static files that do more than describe types."""
    modules = ROOT / "wizard_service" / "static" / folder
    return {name for name in _files(modules, "*.js") if not (modules / name).read_text().endswith("\nexport {};\n")}


def _modules_with_an_element() -> set[str]:
    elements = ROOT / "wizard_service" / "static" / "elements"
    return {
        name for name in _files(elements, "*.js") if "extends elementWith('wizard-" in (elements / name).read_text()
    }


def _files(folder: Path, pattern: str) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob(pattern)}
