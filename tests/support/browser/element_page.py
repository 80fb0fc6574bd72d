"""Shows a custom element by itself, in a page that is not the console."""

from typing import Any

from playwright.sync_api import Page

SHOW = """async ([name, properties]) => {
    await import('/static/elements/index.js');
    window.element = Object.assign(document.createElement(name), properties);
    document.body.replaceChildren(element);
}"""


def show(page: Page, name: str, **properties: Any) -> None:
    page.evaluate(SHOW, [name, properties])


def give(page: Page, **properties: Any) -> None:
    page.evaluate("properties => { Object.assign(element, properties); }", properties)
