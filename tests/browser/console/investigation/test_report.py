"""The console shows the report of an investigation, prints it and saves it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    made = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.change(made, results=RESULTS, status="COMPLETED", wizard_step="RESULTS")
    return made


@pytest.fixture
def dialog(console: ConsolePage, investigation_id: str) -> Locator:
    """Open the report from the menu of the investigation."""
    console.open_investigation(investigation_id)
    console.page.get_by_role("button", name="More actions").click()
    console.page.get_by_role("button", name="Report", exact=True).click()
    opened = console.page.get_by_role("dialog", name="Report")
    expect(opened).to_be_visible()
    return opened


def test_the_dialog_shows_the_report_with_its_style(dialog: Locator) -> None:
    frame = dialog.frame_locator("iframe")

    expect(frame.get_by_role("heading", name="SSH brute force")).to_be_visible()
    expect(frame.get_by_role("heading", name="Guessing")).to_be_visible()
    expect(frame.locator("pre")).to_have_css("white-space-collapse", "preserve")


@pytest.mark.parametrize(("link", "suffix"), [("HTML", "html"), ("Markdown", "md")])
def test_the_report_is_saved_under_the_name_of_the_investigation(
    console: ConsolePage, dialog: Locator, investigation_id: str, tmp_path: Path, link: str, suffix: str
) -> None:
    with console.page.expect_download() as saving:
        dialog.get_by_role("link", name=link).click()

    assert saving.value.suggested_filename == f"{investigation_id}-report.{suffix}"
    saving.value.save_as(tmp_path / "report")
    assert "Guessing" in (tmp_path / "report").read_text()


def test_print_prints_the_report_and_not_the_console(console: ConsolePage, dialog: Locator) -> None:
    frame = dialog.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Guessing")).to_be_visible()
    console.page.evaluate(
        """() => {
            window.printed = [];
            const frame = document.querySelector('iframe').contentWindow;
            frame.addEventListener('beforeprint', () => window.printed.push(frame.document.title));
            window.addEventListener('beforeprint', () => window.printed.push('console'));
        }"""
    )

    dialog.get_by_role("button", name="Print").click()

    console.page.wait_for_function("() => window.printed.length > 0")
    assert console.page.evaluate("() => window.printed") == ["SSH brute force"]


def test_a_saved_page_looks_the_same_without_the_service(console: ConsolePage, dialog: Locator, tmp_path: Path) -> None:
    with console.page.expect_download() as saving:
        dialog.get_by_role("link", name="HTML").click()
    saved = tmp_path / "report.html"
    saving.value.save_as(saved)
    requests: list[str] = []
    page = console.page.context.new_page()
    page.on("request", lambda request: requests.append(request.url))

    page.goto(saved.as_uri())

    expect(page.locator("pre")).to_have_css("white-space-collapse", "preserve")
    assert requests == [saved.as_uri()]
    page.close()


@pytest.mark.parametrize("is_in_frame", [False, True], ids=["after it opens", "after a click into the report"])
def test_escape_closes_the_report(dialog: Locator, is_in_frame: bool) -> None:
    heading = dialog.frame_locator("iframe").get_by_role("heading", name="Guessing")
    expect(heading).to_be_visible()
    if is_in_frame:
        heading.click()

    dialog.page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
