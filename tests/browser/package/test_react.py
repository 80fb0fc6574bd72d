"""The hooks in pages of React 18 and 19, in StrictMode, rendered in the browser or on a server first."""

import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browser.installed_page import InstalledPage
from tests.support.browser.npm_projects import ENVIRONMENT, ProjectOf
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person

pytestmark = pytest.mark.live
ServerOf = Callable[[Path, str], str]
NO_CONNECTIONS = """async ([address, token]) => {
    const response = await fetch(address, {headers: {Authorization: `Bearer ${token}`}});
    return (await response.json()).connections.length === 0;
}"""


@pytest.fixture(params=["react-18", "react-19"])
def installed(request: pytest.FixtureRequest, project: ProjectOf) -> Path:
    return project(request.param)


@pytest.fixture
def render_server(server: LiveServer, owner: Person) -> Iterator[ServerOf]:
    """Return a function: project, investigation -> the address at which its server renders the page."""
    with ExitStack() as started:

        def start(folder: Path, investigation_id: str) -> str:
            environment = ENVIRONMENT | {"WIZARD_URL": server.url, "WIZARD_TOKEN": owner.token}
            command = ["node", "server.js"]
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
            started.enter_context(process)
            started.callback(process.kill)
            assert process.stdout
            return f"http://127.0.0.1:{process.stdout.readline().strip()}/{investigation_id}"

        yield start


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_the_hooks_show_and_change_what_they_follow(
    server: LiveServer, context: BrowserContext, owner: Person, investigation_id: str, installed: Path
) -> None:
    opened = InstalledPage(server, context, installed / "dist")
    opened.open(token=owner.token, id=investigation_id)
    page = opened.page

    page.get_by_label("Name").fill("named in React")
    expect(page.locator("output")).to_have_text("v2, 0 pending, live")
    expect(page.locator("h1")).to_have_text("named in React")
    expect(section(page, "Investigations")).to_contain_text("1 open")
    expect(section(page, "Investigations").locator("li")).to_have_text("named in React")
    expect(section(page, "Feed")).to_contain_text("state_updated")

    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.log(investigation_id, "line of the feed")
    expect(section(page, "Wizard").locator("li")).to_have_text("line of the feed")
    page.get_by_role("button", name="Save as template").click()
    expect(section(page, "Templates").locator("li")).to_have_text("Saved")

    assert owner.state(investigation_id)["settings"]["name"] == "named in React"
    assert opened.problems == []


def test_components_share_one_store_in_strict_mode_and_stop_it_when_all_are_gone(
    server: LiveServer, context: BrowserContext, owner: Person, investigation_id: str, installed: Path
) -> None:
    opened = InstalledPage(server, context, installed / "dist")
    opened.open(token=owner.token, id=investigation_id)
    page = opened.page
    expect(page.locator("output")).to_have_text("v1, 0 pending, live")
    assert opened.count(f"GET {BASE}/{investigation_id}/checkpoint") == 1

    page.get_by_role("button", name="Hide").click()
    connections = f"{server.url}{BASE}/{investigation_id}/connections"
    page.wait_for_function(NO_CONNECTIONS, arg=[connections, owner.token])
    page.get_by_role("button", name="Show").click()
    expect(page.locator("output")).to_have_text("v1, 0 pending, live")

    assert opened.count(f"GET {BASE}/{investigation_id}/checkpoint") == 2
    assert opened.problems == []


def test_a_page_that_a_server_has_rendered_is_hydrated_without_a_warning(
    server: LiveServer,
    context: BrowserContext,
    owner: Person,
    settings: dict[str, Any],
    installed: Path,
    render_server: ServerOf,
) -> None:
    investigation_id = owner.create(settings=settings)
    address = render_server(installed, investigation_id)
    with urllib.request.urlopen(address) as response:
        html = response.read().decode()
    opened = InstalledPage(server, context, installed / "dist", rendered_by=address)
    opened.page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { window.heading = document.querySelector('h1'); })"
    )
    opened.open()
    page = opened.page

    expect(page.locator("output")).to_have_text("v1, 0 pending, live")
    page.get_by_label("Name").fill("hydrated")
    expect(page.locator("h1")).to_have_text("hydrated")

    assert f"<h1>{settings['name']}</h1>" in html
    assert "0 pending, not live" in html.replace("<!-- -->", "")
    assert page.evaluate("heading === document.querySelector('h1')")
    assert opened.problems == []
