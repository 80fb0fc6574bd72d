"""A language made of English, and what a page shows that is not in it."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route

PageIn = Callable[..., Page]

# Each text is in brackets, with the dates and numbers of Japanese.
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
TIME_ZONE = r"[A-Z]\w+(/[\w+-]+)+"
TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
# Data of the tests, and names that stay: of the product, programs, formats, the time zone and members of the API.
NAMES = (
    "Settings, name|"
    "wizard|UTC|curl|Python|JavaScript|CSV|JSON|HTML|Of the template|Brute force|SSH brute force|reader|Gateway|"
    "Every address that failed|root_attempts|limit|failed_logins|a line|gone|execution|528 attempts|Guessing|address|"
    "Attempts|host"
)


def add_language(context: BrowserContext) -> None:
    """Serve the language to the pages of a context, which show it where the browser prefers `ja`."""
    context.route("**/static/texts/languages.js", _languages)


def _languages(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=LANGUAGES)


def english_texts(page: Page, *data: str) -> set[str]:
    """Return what a person reads on the page in English words that are neither names nor these texts of the test."""
    untranslated = re.compile("|".join([*map(re.escape, data), UUID, TIME_ZONE, NAMES]), re.IGNORECASE)
    found = set()
    for text in page.evaluate(READ_TEXTS, UNTRANSLATED):
        rest = text
        while rest != (rest := TRANSLATED.sub("", rest)):
            pass
        if re.search("[A-Za-z]{2}", untranslated.sub("", rest)):
            found.add(text)
    return found
