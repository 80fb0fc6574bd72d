"""The npm package, installed from its tarball into projects of React 18 and 19."""

import shutil
from pathlib import Path

import pytest

from tests.support.browser.npm_projects import TARBALL, ProjectOf, install, vite
from tests.support.browser.typescript import BuiltClient
from tests.support.once import OncePerRun

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def project(once_per_run: OncePerRun, built_client: BuiltClient) -> ProjectOf:
    """Return a function: name of a project, such as react-19 -> its folder with everything installed and built."""

    def build(name: str, folder: Path) -> None:
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
        shutil.copy(built_client.folder / TARBALL, folder)
        install(folder)
        shutil.copytree(HERE / "page", folder, dirs_exist_ok=True)
        vite(folder, "build", "--base=/app/", "--mode=development")

    return lambda name: once_per_run(f"project-{name}", lambda folder: build(name, folder))
