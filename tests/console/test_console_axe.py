"""axe-core finds nothing serious on any view, in light and dark, on a desk and on a phone."""

from typing import Any

import pytest
from console_page import ConsolePage
from live_people import Person
from live_server import LiveServer
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.live
WIDTHS = {"wide": 1440, "narrow": 390}


def serious(page: Page) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_on_any_view(
    scheme: Any, width: str, axe: str, console: ConsolePage, places: dict[str, str]
) -> None:
    page = console.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    page.evaluate(axe)
    found = {}
    for view, place in places.items():
        console.look(view, place)
        console.unfold(view)
        if faults := serious(page):
            found[view] = faults

    assert found == {}


@pytest.fixture
def disputed(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """A console that asks which of two changes of one field counts."""
    known = owner.create(settings=settings)
    console.watch(known)
    console.page.keyboard.press("x")
    console.page.get_by_label("Name", exact=True).fill("Mine")
    expect(console.saving).to_have_text("offline, will be sent")
    owner.change(known, settings=settings | {"name": "Theirs"})
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()
    expect(console.page.get_by_role("dialog", name="Two changes of the same thing")).to_be_visible()
    return console


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_in_a_conflict(scheme: Any, width: str, axe: str, disputed: ConsolePage) -> None:
    disputed.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    disputed.page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    disputed.page.evaluate(axe)

    assert serious(disputed.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_before_anybody_is_logged_in(
    scheme: Any, axe: str, browser: Browser, server: LiveServer
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_label("Access token")).to_be_visible()
    page.evaluate(axe)
    before = serious(page)
    page.get_by_label("Access token").fill("not-a-token")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert (before, serious(page)) == ([], [])
    context.close()
