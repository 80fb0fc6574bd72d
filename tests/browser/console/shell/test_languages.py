"""The console in another language: every text, date and number, and English where it has no other."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, VIEW_SELECTORS
from tests.support.browser.languages import PageIn, english_texts
from tests.support.live.users import Document, Person

pytestmark = pytest.mark.live


def test_no_view_has_a_text_in_another_language(page_in: PageIn, owner: Person, view_paths: dict[str, str]) -> None:
    page = page_in("ja-JP")
    found: set[tuple[str, str]] = set()
    for view, path in view_paths.items():
        page.evaluate("path => { location.hash = `#/${path}`; }", path)
        expect(page.locator(VIEW_SELECTORS[view]).first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        found |= {(view, text) for text in english_texts(page, owner.user_id)}

    assert page.locator("html").get_attribute("lang") == "ja"
    assert found == set()


def test_a_refused_form_and_the_login_have_no_text_in_another_language(page_in: PageIn, owner: Person) -> None:
    page = page_in("ja-JP")
    page.keyboard.press("n")
    expect(page.locator("wizard-settings")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("wizard-settings .problem").first).to_be_visible()
    found = english_texts(page, owner.user_id)
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#token")).to_be_visible()

    assert found | english_texts(page, owner.user_id) == set()


def test_dates_numbers_and_counts_are_those_of_the_language(page_in: PageIn, owner: Person, done: str) -> None:
    page = page_in("ja-JP")
    page.evaluate("path => { location.hash = `#/${path}`; }", f"i/{done}")

    expect(page.locator("wizard-results dl.facts")).to_contain_text("2026年1月2日 00:00")
    expect(page.locator("wizard-log, .saving").last).to_contain_text(re.compile("今|前"))


def test_a_browser_in_a_language_without_texts_shows_english(page_in: PageIn) -> None:
    page = page_in("fr-FR")

    expect(page.get_by_role("heading", name="Investigations", exact=True, level=1)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.fixture
def done(owner: Person, settings: Document) -> str:
    """Return an investigation with results."""
    completed = owner.create(settings=settings)
    owner.change(completed, wizard_step="PROGRESS")
    owner.change(completed, results=RESULTS, status="COMPLETED")
    return completed
