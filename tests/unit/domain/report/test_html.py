"""A report as an HTML page: every text is text, and the page needs and runs nothing."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from wizard_service.domain.report import html
from wizard_service.domain.report.document import Data, Facts, Heading, Note, Report, Section, Table, Text

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "h3"),
    *("dl", "dt", "dd", "p", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def page_with(text: str) -> str:
    blocks = (Heading(text), Text(text), Note(text), Data([text]), Facts([("n", text)]), Table(("c",), [(text,)]))
    return "".join(html.render(Report(text, Facts([("n", text)]), [Section("s", blocks)])))


@given(st.one_of(st.text(), st.text(st.sampled_from("<>/&;\"'=!-scriptimg "), max_size=60)))
def test_a_text_adds_no_element(text: str) -> None:
    assert Page(page_with(text)).elements == Page(page_with("x")).elements


def test_a_page_refers_to_nothing() -> None:
    page = page_with("https://evil.example")

    elements = Page(page).elements
    assert {name for name, _ in elements} == ALLOWED
    assert {attribute for _, attributes in elements for attribute in attributes} == {
        *("lang", "charset", "name", "content", "http-equiv", "class", "scope")
    }
    assert not re.search(r"url\(|@import", html.STYLE)


def test_the_policy_of_a_saved_page_allows_its_own_style_alone() -> None:
    page = page_with("x")

    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    (policy,) = [attributes["content"] for _, attributes in Page(page).elements if "http-equiv" in attributes]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_a_page_has_a_style_for_paper() -> None:
    assert "@media print" in html.STYLE
