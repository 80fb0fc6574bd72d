"""No text of a user has a meaning as Markdown, in any place of a report."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from wizard_service.domain.report import markdown
from wizard_service.domain.report.document import Data, Facts, Heading, Report, Section, Table, Text

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "# heading",
    "> quotation",
    "- item",
    "1. item",
    "1) item",
    "+ item",
    "---",
    "===",
    "    code",
    "```",
    "~~~",
    "| a | b |\n|---|---|",
    "\\| a",
    "a \\",
    "[x](https://evil.example)",
    "[x]: https://evil.example",
    "![x](https://evil.example/pixel)",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "<script>alert(1)</script>",
    "<!-- ",
    "</td></table>",
    "&lt;b&gt;",
    "&#60;b>",
    "`code`",
    "*a* **b** _c_ __d__ ~~e~~",
    "$x$",
    "a\r\n\r\n# b",
    "a\u2028# b",
    "a\x0b- b",
    "\t# a",
]
MARKS = st.sampled_from("#*_[]()<>!`|~\\-+=.:/ \t\n\r1a&;$")
TEXTS = st.text(st.one_of(MARKS, st.characters(codec="utf-8")), max_size=30)
STRUCTURE = ("h1", "h2", "h3", "table", "tr", "td", "ul", "li")
ELEMENTS = {*STRUCTURE, "p", "br", "blockquote", "thead", "tbody", "th"}


class Elements(HTMLParser):
    """The elements of a page, each by its name and attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def report_with(text: str) -> Report:
    """Return a report with a text in every place where a text of a user may be."""
    blocks = (Heading(text), Text(text), Facts([("Name", text)]), Table(("A", "B"), [(text, "x"), ("x", text)]))
    return Report(text, Facts([("Name", text)]), [Section("Section", blocks), Section("Last", [Text("end")])])


def rendered(text: str) -> Elements:
    return Elements(RENDERER.render("".join(markdown.render(report_with(text)))))


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_gives_the_elements_of_a_harmless_one(text: str) -> None:
    harmless = "\n".join("x" if line.strip() else "" for line in text.splitlines())

    assert without_breaks(rendered(text)) == without_breaks(rendered(harmless))


def without_breaks(page: Elements) -> list[tuple[str, list[tuple[str, str | None]]]]:
    return [element for element in page.elements if element[0] not in ("br", "p")]


@given(TEXTS)
@example("\\")
@example("1.")
@example("a\\|b")
def test_no_text_adds_an_element_or_loses_a_character(text: str) -> None:
    page = rendered(text)

    assert {name for name, _ in page.elements} <= ELEMENTS
    assert [name for name, _ in page.elements if name in STRUCTURE] == [
        *("h1", "ul", "li", "h2", "h3", "ul", "li", "table", "tr", "tr", "td", "td", "tr", "td", "td", "h2")
    ]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), min_size=1))
def test_a_reader_sees_the_text_as_it_was_written(text: str) -> None:
    written = RENDERER.renderInline(markdown.inline(text))

    assert one_line(unescape(written)) == one_line(text)


@given(st.lists(st.text(st.sampled_from("`~ab"), max_size=12), min_size=1, max_size=5))
def test_no_line_of_data_ends_its_code_block(lines: list[str]) -> None:
    report = Report("t", Facts([]), [Section("Section", [Data(lines)])])

    tokens = RENDERER.parse("".join(markdown.render(report)))

    assert [token.content for token in tokens if token.type == "fence"] == ["".join(f"{line}\n" for line in lines)]


def test_addresses_are_written_so_that_no_renderer_makes_links_of_them() -> None:
    assert markdown.inline("https://a.example www.a.example a@b.example") == (
        r"https:\//a.example www\.a.example a\@b.example"
    )
