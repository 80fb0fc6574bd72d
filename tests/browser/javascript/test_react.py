"""A React page, built with Vite, uses the store unchanged through useSyncExternalStore."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.support.browser.typescript import CLIENT
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live

NPM_INSTALL = ("npm", "install", "--silent", "--no-audit", "--no-fund")
SOURCE = Path(__file__).resolve().parent / "react_page"


@pytest.fixture
def built_page(tmp_path: Path) -> Path:
    """Install React and Vite and build the page; return the folder with the result."""
    folder = Path(shutil.copytree(SOURCE, tmp_path / "page"))
    shutil.copytree(CLIENT, folder / "client")
    try:
        subprocess.run([*NPM_INSTALL, "--prefer-offline"], cwd=folder, check=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as failure:
        pytest.skip(f"npm cannot install React and Vite: {failure}")
    subprocess.run(["npm", "run", "build"], cwd=folder, check=True, capture_output=True)
    return folder / "dist"


def test_a_react_page_shows_and_changes_the_state(
    server: LiveServer, context: BrowserContext, owner: Person, settings: dict[str, Any], built_page: Path
) -> None:
    investigation_id = owner.create(settings=settings)

    def serve(route: Route) -> None:
        route.fulfill(path=built_page / (route.request.url.partition("/app/")[2] or "index.html"))

    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda failure: failures.append(str(failure)))
    page.add_init_script(f"window.given = {{token: '{owner.token}', id: '{investigation_id}'}}")
    page.route("**/app/**", serve)
    page.goto(f"{server.url}/app/")

    page.get_by_label("Name").fill("named in React")
    expect(page.locator("output")).to_have_text("v2, 0 pending, live")
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.log(investigation_id, "line of the feed")
    expect(page.locator("li")).to_have_text("line of the feed")

    assert owner.state(investigation_id)["settings"]["name"] == "named in React"
    assert failures == []
