"""The console in another language: every text, date and number, and English where it has no other."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser.console_page import RESULTS, VIEW_SELECTORS
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person

pytestmark = pytest.mark.live
PageIn = Callable[[str], Page]

# A language made of English: each text in brackets, with the dates and numbers of Japanese.
LANGUAGES = """
import { en } from './en.js';
const translated = (value) => {
  if (typeof value === 'string') return `⟦${value}⟧`;
  if (typeof value === 'function') return (...values) => `⟦${value(...values)}⟧`;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, translated(text)]));
};
const [elements, console] = [translated(en.elements), translated(en.console)];
export const LANGUAGES = [en, { tag: 'ja', elements, console }];
"""
# Names and values of the API, and programs, are the same in every language.
UNTRANSLATED = "script, style, noscript, code, pre, kbd, datalist, .mono, .paths, wizard-changes, .ticker"
# Returns the texts and names that a person reads, also those of elements.
READ_TEXTS = """selector => {
    const names = ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'];
    const texts = [];
    const read = (node) => {
        if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
        if (node.matches?.(selector)) return;
        for (const name of names) if (node.getAttribute?.(name)) texts.push(node.getAttribute(name));
        for (const child of [...node.childNodes, ...(node.shadowRoot?.childNodes ?? [])]) read(child);
    };
    read(document.body);
    return [document.title, ...texts];
}"""
UUID = r"\w{8}(-\w{4}){3}-\w{12}"
TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
# Data of the tests, and names that stay: of the product, programs, formats and the time zone.
NAMES = re.compile(
    "wizard|UTC|curl|Python|JavaScript|CSV|JSON|HTML|Of the template|Brute force|SSH brute force|reader|Gateway|"
    "Every address that failed|root_attempts|limit|failed_logins|a line|gone|execution|528 attempts|Guessing|address|"
    "Attempts|host",
    re.IGNORECASE,
)


@pytest.fixture
def page_in(browser: Browser, server: LiveServer, owner: Person) -> Iterator[PageIn]:
    """Return a function that opens the console of the owner in a browser of a locale."""
    with ExitStack() as opened:

        def page(locale: str) -> Page:
            context = browser.new_context(locale=locale, timezone_id="UTC", reduced_motion="reduce")
            opened.callback(context.close)
            context.route("**/static/texts/languages.js", languages)
            shown = context.new_page()
            shown.goto(server.url)
            shown.locator("#token").fill(owner.token)
            shown.locator("button[type=submit]").click()
            expect(shown.locator(".at-home h1")).to_be_visible()
            return shown

        yield page


def languages(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=LANGUAGES)


def english_texts(page: Page, owner: Person) -> set[str]:
    """Return what a person reads on the page in English words that are not data."""
    data = re.compile(f"{owner.user_id}|{UUID}|{NAMES.pattern}", re.IGNORECASE)
    found = set()
    for text in page.evaluate(READ_TEXTS, UNTRANSLATED):
        rest = text
        while rest != (rest := TRANSLATED.sub("", rest)):
            pass
        if re.search("[A-Za-z]{2}", data.sub("", rest)):
            found.add(text)
    return found


def test_no_view_has_a_text_in_another_language(page_in: PageIn, owner: Person, view_paths: dict[str, str]) -> None:
    page = page_in("ja-JP")
    found: set[tuple[str, str]] = set()
    for view, path in view_paths.items():
        page.evaluate("path => { location.hash = `#/${path}`; }", path)
        expect(page.locator(VIEW_SELECTORS[view]).first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        found |= {(view, text) for text in english_texts(page, owner)}

    assert page.locator("html").get_attribute("lang") == "ja"
    assert found == set()


def test_a_refused_form_and_the_login_have_no_text_in_another_language(page_in: PageIn, owner: Person) -> None:
    page = page_in("ja-JP")
    page.keyboard.press("n")
    expect(page.locator("wizard-settings")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("wizard-settings .problem").first).to_be_visible()
    found = english_texts(page, owner)
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#token")).to_be_visible()

    assert found | english_texts(page, owner) == set()


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
