"""axe-core reports nothing serious on any view: light and dark, on a desktop and on a phone.

All text grows with the font size that is set in the browser.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser.accessibility import violations_by_scheme
from tests.support.browser.console_page import ConsolePage
from tests.support.browser.contexts import new_context
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live
WIDTHS = (1440, 390)
# Returns the classes or tags of the elements whose text does not double with the font size of the browser. The figures
# of a chart grow with the chart.
FIXED_TEXTS = """() => {
    const all = (root) => [...root.querySelectorAll("body *")].flatMap(inside);
    const inside = (node) => [node, ...[...(node.shadowRoot?.querySelectorAll("*") ?? [])].flatMap(inside)];
    const nodes = all(document).filter((node) => !node.closest("svg"));
    const sizes = () => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize));
    const before = sizes();
    document.documentElement.style.fontSize = "200%";
    const after = sizes();
    document.documentElement.style.fontSize = "";
    const isFixed = (_, index) => Math.abs(after[index] - 2 * before[index]) > 0.01;
    return [...new Set(nodes.filter(isFixed).map((node) => node.className || node.tagName))];
}"""


def violations_in_all_looks(page: Page) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the color scheme, the width in pixels and the violations of each look that has some."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, violations in violations_by_scheme(page):
            yield scheme, width, violations


def test_axe_finds_nothing_serious_on_any_view(axe: str, console: ConsolePage, view_paths: dict[str, str]) -> None:
    console.page.evaluate(axe)
    violations = {}
    for view, path in view_paths.items():
        console.open_view(view, path)
        console.unfold(view)
        if serious := list(violations_in_all_looks(console.page)):
            violations[view] = serious

    assert violations == {}


def test_all_text_grows_with_the_font_size_of_the_browser(console: ConsolePage, view_paths: dict[str, str]) -> None:
    fixed = {}
    for view, path in view_paths.items():
        console.open_view(view, path)
        console.unfold(view)
        if texts := console.page.evaluate(FIXED_TEXTS):
            fixed[view] = texts

    assert fixed == {}


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


def test_axe_finds_nothing_serious_in_a_conflict(axe: str, conflict: ConsolePage) -> None:
    conflict.page.evaluate(axe)

    assert list(violations_in_all_looks(conflict.page)) == []


def test_axe_finds_nothing_serious_on_the_login_page(axe: str, browser: Browser, server: LiveServer) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_label("Access token")).to_be_visible()
    page.evaluate(axe)
    before = list(violations_in_all_looks(page))
    page.get_by_label("Access token").fill("not-a-token")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert (before, list(violations_in_all_looks(page))) == ([], [])
    context.close()
