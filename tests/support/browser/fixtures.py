"""Chromium, and packages of npm that pages and programs of tests use."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.browser.contexts import TIMEOUT_MS
from tests.support.once import OncePerRun

AXE = "axe-core@4.14.1"


@pytest.fixture(scope="session")
def node_package(once_per_run: OncePerRun) -> Callable[[str], Path]:
    """Return a function: `name@version` -> the folder of `node_modules` that a package was installed into."""
    npm = shutil.which("npm")

    def install(package: str, folder: Path) -> None:
        command = [str(npm), "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", package]
        installed = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if installed.returncode:
            shutil.rmtree(folder)
            pytest.skip(f"{package} cannot be installed: {installed.stderr[-300:]}")

    def modules(package: str) -> Path:
        if npm is None or shutil.which("node") is None:
            pytest.skip("node and npm are not installed")
        name = package.replace("/", "-")
        return once_per_run(name, lambda folder: install(package, folder)) / "node_modules"

    return modules


@pytest.fixture(scope="session")
def axe(node_package: Callable[[str], Path]) -> str:
    """Return the source of axe-core, which a page can run."""
    return (node_package(AXE) / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, one for all tests of a process: Playwright does not start twice in a process."""
    # A page of the headless build needs a third of the processor time.
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        expect.set_options(timeout=TIMEOUT_MS)
        # A separate process that draws takes a tenth of the processor time. Without the last argument the browser would
        # ask its user whether a page of this machine may send requests to this machine.
        arguments = ["--no-sandbox", "--disable-gpu", "--in-process-gpu"]
        arguments += ["--disable-features=LocalNetworkAccessChecks"]
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def no_running_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that runs an event loop finds none running, although the browser's runs until the process ends.

    Playwright suspends its loop within a greenlet, so asyncio takes it for the running loop of the thread.
    """
    if request.node.get_closest_marker("anyio") is None:
        yield
        return
    suspended = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(suspended)
