"""axe-core reports nothing serious on any view: light and dark, on a desktop and on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live
WIDTHS = {"wide": 1440, "narrow": 390}


def serious_violations(page: Page) -> list[str]:
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_on_any_view(
    scheme: Any, width: str, axe: str, console: ConsolePage, view_paths: dict[str, str]
) -> None:
    page = console.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    page.evaluate(axe)
    violations = {}
    for view, path in view_paths.items():
        console.open_view(view, path)
        console.unfold(view)
        if serious := serious_violations(page):
            violations[view] = serious

    assert violations == {}


@pytest.fixture
def conflict(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """Make a conflict, so that the console asks which of two changes to keep."""
    investigation_id = owner.create(settings=settings)
    console.open_investigation(investigation_id)
    console.page.keyboard.press("x")
    console.page.get_by_label("Name", exact=True).fill("Mine")
    expect(console.save_status).to_have_text("offline, will be sent")
    owner.change(investigation_id, settings=settings | {"name": "Theirs"})
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()
    expect(console.page.get_by_role("dialog", name="Two changes of the same thing")).to_be_visible()
    return console


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_in_a_conflict(scheme: Any, width: str, axe: str, conflict: ConsolePage) -> None:
    conflict.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    conflict.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    conflict.page.evaluate(axe)

    assert serious_violations(conflict.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_login_page(
    scheme: Any, axe: str, browser: Browser, server: LiveServer
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_label("Access token")).to_be_visible()
    page.evaluate(axe)
    before = serious_violations(page)
    page.get_by_label("Access token").fill("not-a-token")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert (before, serious_violations(page)) == ([], [])
    context.close()
