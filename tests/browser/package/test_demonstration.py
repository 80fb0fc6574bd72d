"""examples/react-wizard, served by Vite as its README says: the three steps, driven as a user does."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.npm_projects import TARBALL, install, vite
from tests.support.browser.typescript import BuiltClient
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.once import OncePerRun
from tests.support.paths import ROOT

pytestmark = pytest.mark.live

EXAMPLE = ROOT / "examples" / "react-wizard"
Ignore = Callable[[str, list[str]], set[str]]
UNCOPIED: Ignore = shutil.ignore_patterns("node_modules", "dist")


@pytest.fixture(scope="session")
def demonstration(once_per_run: OncePerRun, built_client: BuiltClient) -> Path:
    """Return the example with everything installed and built; the tarball lies where `scripts/pack` puts it."""

    def build(folder: Path) -> None:
        app = folder / "examples" / "react-wizard"
        shutil.copytree(EXAMPLE, app, ignore=UNCOPIED)
        tarball = folder / "build" / "npm" / TARBALL
        tarball.parent.mkdir(parents=True)
        shutil.copy(built_client.folder / TARBALL, tarball)
        install(app)
        vite(app, "build")

    return once_per_run("demonstration", build) / "examples" / "react-wizard"


@pytest.fixture
def address(server: LiveServer, demonstration: Path) -> Iterator[str]:
    """Serve the example on a free port; return its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["node", "node_modules/vite/bin/vite.js", "preview", "--host=127.0.0.1", f"--port={port}", "--strictPort"]
    environment = os.environ | {"WIZARD_URL": server.url}
    with subprocess.Popen(command, cwd=demonstration, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert any("127.0.0.1" in line for line in process.stdout)
        yield f"http://127.0.0.1:{port}/"
        process.kill()


@pytest.fixture
def page(context: BrowserContext, address: str, owner: Person) -> Page:
    """Return the first page of the example, after the login."""
    opened = context.new_page()
    opened.goto(address)
    opened.get_by_label("Access token").fill(owner.token)
    opened.get_by_role("button", name="Log in").click()
    return opened


def test_an_investigation_is_set_up_watched_and_read(page: Page, owner: Person, results: dict[str, Any]) -> None:
    page.get_by_role("button", name="New investigation").click()
    page.get_by_label("Name", exact=True).fill("Made in React")
    page.get_by_label("Identifier").first.fill("183.62.140.253")
    page.get_by_role("button", name="Add tool").click()
    page.get_by_label("Name of tool 1").fill("failed_logins")
    expect(page.get_by_role("heading", name="Made in React")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("region", name="Progress", exact=True)).to_be_visible()

    investigation_id = page.url.partition("#")[2]
    owner.report(investigation_id, "tool_execution_started", tool_name="failed_logins")
    owner.log(investigation_id, "a line of the executor")
    expect(page.locator("wizard-log")).to_contain_text("a line of the executor")
    owner.change(investigation_id, results=results, status="COMPLETED")
    owner.change(investigation_id, wizard_step="RESULTS")

    expect(page.locator("wizard-results")).to_contain_text(results["findings"][0]["title"])


def test_a_question_of_the_executor_is_answered(page: Page, owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.report(investigation_id, "input_requested", request_id="q1", prompt="Go on?", kind="confirm")
    page.get_by_role("link", name=settings["name"]).click()

    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text(re.compile("input_given"))).to_be_visible()

    [question] = owner.state(investigation_id)["progress"]["inputs"]
    assert (question["status"], question["answer"]) == ("ANSWERED", True)


def test_a_template_is_saved_and_begins_another_investigation(
    page: Page, owner: Person, settings: dict[str, Any]
) -> None:
    owner.create(settings=settings)
    page.get_by_role("link", name=settings["name"]).click()
    page.get_by_role("button", name="Save as template").click()
    page.get_by_role("link", name="All investigations").click()
    page.get_by_role("button", name="Use").click()
    expect(page.get_by_role("heading", name=settings["name"])).to_be_visible()

    assert owner.call("GET", "/active").document["total"] == 2
