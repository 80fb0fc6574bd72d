"""The dialogs, the drawer and the notices of the console in another language: no text stays English."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.console_page import VIEW_SELECTORS
from tests.support.browser.languages import PageIn, english_texts
from tests.support.live.users import Document, Person, PersonFor

pytestmark = pytest.mark.live


def button(page: Page | Locator, english: str) -> Locator:
    """Find a button by its English text, which may stand in several brackets and before a count."""
    return page.get_by_role("button", name=re.compile(rf"^⟦+{english}⟧+( \d+)?$"))


def choose(page: Page, english: str) -> None:
    """Choose an item of the menu of the investigation."""
    page.locator(".head .menu summary").click()
    button(page.locator(".head .menu"), english).click()


def keys(*pressed: str) -> Callable[[Page], None]:
    """Return a function that presses the keys one after the other."""

    def press(page: Page) -> None:
        for key in pressed:
            page.keyboard.press(key)

    return press


def open_names_of_template(page: Page) -> None:
    """Open the question that follows when a template has the name already."""
    keys("i", "t")(page)
    page.locator("#template-name").fill("Brute force")
    page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("dialog[open]")).to_have_count(2)


def open_fill_dialog(page: Page) -> None:
    page.locator(".template-choice summary").click()
    page.locator(".template-choice li button").first.click()
    expect(page.locator("dialog[open] wizard-templates form")).to_be_visible()


def open_name_of_view(page: Page) -> None:
    page.evaluate("location.hash = '#/history?status=CANCELLED'")
    button(page, "Save view").click()


def select_all_and(english: str) -> Callable[[Page], None]:
    def ask(page: Page) -> None:
        page.locator("wizard-history thead input[type=checkbox]").check()
        button(page.locator(".selection").first, english).click()

    return ask


DIALOGS = {
    "keys": ("home", keys("?")),
    "time zone": ("home", lambda page: button(page, "Times are in .*").click()),
    "sharing": ("progress", keys("i", "s")),
    "code": ("progress", lambda page: button(page, "Copy as code").click()),
    "template": ("settings", keys("i", "t")),
    "name of a template": ("settings", open_names_of_template),
    "settings of a template": ("settings", open_fill_dialog),
    "start over": ("progress", keys("i", "b")),
    "cancelling": ("progress", keys("i", "c")),
    "deletion": ("progress", keys("i", "d")),
    "report": ("results", lambda page: choose(page, "Report")),
    "restoring": ("version", lambda page: button(page.locator(".past-view"), "Restore.*").click()),
    "view of the history": ("history", open_name_of_view),
    "several cancellations": ("history", select_all_and("Cancel")),
    "several deletions": ("history", select_all_and("Delete")),
    "deletion of a template": ("templates", lambda page: button(page, "Delete .*").click()),
}


def show(page: Page, view: str, path: str) -> None:
    page.evaluate("path => { location.hash = `#/${path}`; }", path)
    expect(page.locator(VIEW_SELECTORS[view]).first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def close_dialogs(page: Page) -> None:
    dialogs = page.locator("dialog[open]")
    for _ in dialogs.all():
        page.keyboard.press("Escape")
    expect(dialogs).to_have_count(0)


@pytest.fixture
def invited(person_for: PersonFor, owner: Person, view_paths: dict[str, str]) -> Person:
    """Return a user who is invited to the running investigation."""
    other = person_for()
    assert owner.invite(view_paths["progress"].removeprefix("i/"), other, "viewer").status == 200
    return other


def test_no_dialog_has_a_text_in_another_language(
    page_in: PageIn, owner: Person, invited: Person, view_paths: dict[str, str]
) -> None:
    page = page_in("ja-JP")
    found: set[tuple[str, str]] = set()
    for name, (view, open_dialog) in DIALOGS.items():
        show(page, view, view_paths[view])
        open_dialog(page)
        expect(page.locator("dialog[open]").last).to_be_visible()
        found |= {(name, text) for text in english_texts(page, owner.user_id, invited.user_id)}
        close_dialogs(page)

    assert found == set()


def test_the_question_before_leaving_has_no_text_in_another_language(
    page_in: PageIn, person_for: PersonFor, owner: Person, settings: Document
) -> None:
    reader, investigation_id = person_for(), owner.create(settings=settings)
    owner.share(investigation_id, reader, "viewer")
    page = page_in("ja-JP", reader)
    page.evaluate("path => { location.hash = `#/${path}`; }", f"i/{investigation_id}")

    choose(page, "Leave")

    expect(page.locator("dialog[open]")).to_be_visible()
    assert english_texts(page, owner.user_id, reader.user_id) == set()


def test_a_conflict_has_no_text_in_another_language(page_in: PageIn, owner: Person, settings: Document) -> None:
    investigation_id = owner.create(settings=settings)
    page = page_in("ja-JP")
    show(page, "settings", f"i/{investigation_id}")
    page.keyboard.press("x")
    page.get_by_label(re.compile("^⟦+Name⟧+$")).first.fill("Gateway 1")
    expect(page.locator(".saving")).to_have_text(re.compile("offline"))
    owner.change(investigation_id, settings=settings | {"name": "Gateway 2"})
    offline = english_texts(page, owner.user_id)
    page.locator(".drawer-bar button").last.click()
    expect(page.locator("wizard-conflict dialog")).to_be_visible()

    assert offline | english_texts(page, owner.user_id) == set()


def test_the_drawer_and_its_notices_have_no_text_in_another_language(
    page_in: PageIn, owner: Person, view_paths: dict[str, str]
) -> None:
    page = page_in("ja-JP")
    page.keyboard.press("f")
    expect(page.locator("#drawer-content .none")).to_be_visible()
    found = english_texts(page, owner.user_id)
    show(page, "progress", view_paths["progress"])
    expect(page.locator("wizard-connection")).to_contain_text(re.compile("live"))
    keys("v", "2", "v", "a")(page)
    owner.log(view_paths["progress"].removeprefix("i/"), "a line")
    expect(page.locator("#drawer-content tbody tr").first).to_be_visible()
    found |= english_texts(page, owner.user_id)
    for tab in page.locator("[role=tab]").all():
        tab.click()
        found |= english_texts(page, owner.user_id)
    page.keyboard.press("x")
    found |= english_texts(page, owner.user_id)

    assert found == set()
