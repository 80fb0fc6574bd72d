"""A React page, built with Vite, uses the store unchanged through useSyncExternalStore."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.support.browser.npm_projects import ProjectOf
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_a_react_page_shows_and_changes_the_state(
    server: LiveServer, context: BrowserContext, owner: Person, settings: dict[str, Any], project: ProjectOf
) -> None:
    investigation_id = owner.create(settings=settings)
    built = project("react-19") / "dist"

    def serve(route: Route) -> None:
        route.fulfill(path=built / (route.request.url.partition("/app/")[2] or "index.html"))

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
