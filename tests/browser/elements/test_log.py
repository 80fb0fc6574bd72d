"""The log of any length: what of it is rendered, read, found, copied and kept in place."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.element_page import give, show

pytestmark = pytest.mark.live

LINES = [{"message": f"line {number}"} for number in range(5000)]
SCROLL_TOP = "box => box.scrollTop"
# The text of the first line that is on the screen, and how far its top is from that of the list.
FIRST_LINE = """box => {
    const top = box.getBoundingClientRect().top;
    const item = [...box.querySelectorAll('li')].find((item) => item.getBoundingClientRect().bottom > top);
    return [item.textContent, Math.round(item.getBoundingClientRect().top - top)];
}"""


@pytest.fixture
def log(page: Page) -> Locator:
    """Show 5,000 lines, and return the list."""
    show(page, "wizard-log", lines=LINES)
    page.evaluate("element.style.setProperty('--wizard-log-height', '200px')")
    shown = page.get_by_role("log")
    expect(shown).to_contain_text("line 4999")
    return shown


def scroll_to(log: Locator, px: int) -> None:
    """Scroll and wait for the next frame, which emits the scroll event before it calls back."""
    log.evaluate("(box, px) => { box.scrollTop = px; return new Promise(requestAnimationFrame); }", px)


def test_every_line_can_be_reached_although_few_are_rendered(log: Locator) -> None:
    assert log.get_by_role("listitem").count() < 60

    log.focus()
    log.press("Home")

    expect(log.get_by_role("listitem").first).to_have_text("line 0")
    assert log.get_by_role("listitem").count() < 60
    scroll_to(log, 2500 * 18)
    expect(log).to_contain_text("line 2500")
    log.press("End")
    expect(log.get_by_role("listitem").last).to_have_text("line 4999")


def test_the_log_follows_until_the_user_scrolls_up_and_then_stays_where_it_is(page: Page, log: Locator) -> None:
    give(page, lines=[*LINES, {"message": "newest"}])
    expect(log.get_by_text("newest")).to_be_in_viewport()

    scroll_to(log, 1000)
    expect(page.get_by_label("Follow")).not_to_be_checked()
    give(page, lines=[*LINES, {"message": "newest"}, {"message": "newer"}])

    expect(page.get_by_text("5,002 lines")).to_be_visible()
    assert log.evaluate(SCROLL_TOP) == 1000


def test_older_lines_appear_above_without_moving_what_is_read(page: Page, log: Locator) -> None:
    page.evaluate("element.addEventListener('wizard-log-older', () => { window.wanted = true; })")
    give(page, older="there")
    log.focus()
    log.press("Home")
    page.wait_for_function("window.wanted && element.shadowRoot.querySelector('[role=log]').scrollTop === 0")
    scroll_to(log, 50)
    before = log.evaluate(FIRST_LINE)
    older = [{"message": "an older line of some length " * 6} for _ in range(500)]
    page.evaluate("older => { element.lines = [...older, ...element.lines]; }", older)

    expect(page.get_by_text("the newest 5,500 lines")).to_be_visible()
    assert log.evaluate(FIRST_LINE) == before
    give(page, older="expired")
    log.press("Home")
    expect(page.get_by_text("Older lines are not stored any more.")).to_be_in_viewport()


def test_the_log_follows_when_it_is_resized_in_the_frame_in_which_it_scrolls(page: Page, log: Locator) -> None:
    log.evaluate(
        """async (box) => {
            element.lines = [...element.lines, { message: 'newest' }];
            await new Promise((resolve) => box.addEventListener('scroll', resolve, { once: true }));
            // A task of its own: the next frame emits the scroll event before it observes the size.
            await new Promise((resolve) => setTimeout(resolve));
            box.scrollTop = box.scrollHeight - 201;
            element.style.setProperty('--wizard-log-height', '120px');
        }"""
    )

    expect(log.get_by_text("newest")).to_be_in_viewport()
    expect(page.get_by_label("Follow")).to_be_checked()


def test_a_wrapped_line_is_read_whole_and_one_that_is_not_has_one_row(page: Page, log: Locator) -> None:
    give(page, lines=[*LINES, {"message": "word " * 100}])
    long = log.get_by_role("listitem").last
    expect(long).to_contain_text("word word")
    assert long.evaluate("item => item.offsetHeight") > 18
    expect(long).to_be_in_viewport()

    page.get_by_label("Wrap").uncheck()

    expect(long).to_have_css("height", "18px")
    assert log.evaluate("box => box.scrollWidth > box.clientWidth")


def test_the_search_finds_lines_that_are_not_rendered_and_marks_every_match(page: Page, log: Locator) -> None:
    log.focus()
    log.press("Control+f")
    field = page.get_by_label("Search the log")
    expect(field).to_be_focused()

    field.fill("line 12")

    expect(page.get_by_text("111 of 5,000 lines")).to_be_visible()
    expect(log.get_by_role("listitem").last).to_have_text("line 1299")
    give(page, lines=[*LINES, {"message": "line 12 and line 12"}, {"message": "other"}])
    expect(page.get_by_text("112 of 5,002 lines")).to_be_visible()
    expect(log.get_by_role("listitem").last.locator("mark")).to_have_text(["line 12", "line 12"])


def test_copying_takes_every_line_that_matches(page: Page, log: Locator) -> None:
    page.evaluate("element.addEventListener('wizard-log-copy', ({ detail }) => { window.copied = detail.text; })")
    lines = [*LINES, {"message": "late", "level": "error", "agent_name": "a", "timestamp": "2026-01-01T00:00:00.000Z"}]
    give(page, lines=lines)

    page.get_by_role("button", name="Copy these lines").click()
    assert page.evaluate("copied.split('\\n').length") == 5002
    page.get_by_label("Lowest level").select_option("error")
    expect(page.get_by_text("1 of 5,001 lines")).to_be_visible()
    page.get_by_role("button", name="Copy these lines").click()

    assert page.evaluate("copied") == "2026-01-01T00:00:00.000Z ERROR   a late\n"


def test_a_tool_shows_the_lines_logged_while_it_ran(page: Page, log: Locator) -> None:
    def at(second: int, message: str) -> dict[str, Any]:
        return {"message": message, "timestamp": f"2026-01-01T00:00:{second:02}.000Z"}

    give(page, lines=[at(1, "before"), at(2, "first"), at(3, "last"), at(4, "after")])
    ran = {"tool_name": "geo", "started_at": at(2, "")["timestamp"], "completed_at": at(3, "")["timestamp"]}
    page.evaluate("element.addEventListener('wizard-log-tool', ({ detail }) => { element.tool = detail.tool; })")

    give(page, tool=ran)
    expect(log.locator(".message")).to_have_text(["first", "last"])
    page.get_by_role("button", name="Show all").click()

    expect(log.locator(".message")).to_have_text(["before", "first", "last", "after"])


def test_the_height_of_the_header_does_not_depend_on_what_it_counts(page: Page, log: Locator) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        top = "box => box.offsetTop"
        give(page, lines=LINES[:1])
        expect(page.locator(".count")).to_have_text(re.compile("1 line$"))
        one = log.evaluate(top)
        give(page, lines=LINES, older="there")
        expect(page.get_by_text("the newest 5,000 lines")).to_be_visible()
        assert log.evaluate(top) == one
