"""Everybody can use it: by the keyboard alone, with a screen reader, on a phone, in the dark."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from console_page import ConsolePage
from live_people import Person
from playwright.sync_api import Page, expect
from test_console_wizard import RESULTS

pytestmark = pytest.mark.live
AXE = "axe-core@4.14.1"
WIDTHS = {"wide": 1440, "narrow": 390}


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core; WIZARD_TEST_AXE names a file where there is no registry."""
    if given := os.environ.get("WIZARD_TEST_AXE"):
        return Path(given).read_text()
    folder = tmp_path_factory.mktemp("axe")
    try:
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), AXE]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as missing:
        pytest.skip(f"axe-core cannot be installed: {missing}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def places(owner: Person, settings: dict[str, Any]) -> dict[str, str]:
    """Every view, with something to see on it."""
    draft, running, failed, done = (owner.create(settings=settings | {"name": name}) for name in ("a", "b", "c", "d"))
    for each in (running, failed, done):
        owner.change(each, wizard_step="PROGRESS")
        owner.report(each, "progress_updated", percent_complete=45, current_phase="execution")
        owner.report(each, "tool_execution_started", tool_name="failed_logins")
        owner.report(each, "agent_updated", agent_name="reader", status="running", progress=10)
        owner.log(each, "a line")
    owner.report(failed, "error_occurred", error_message="gone", recoverable=False)
    owner.change(done, results=RESULTS, status="COMPLETED")
    ids = {"settings": draft, "progress": running, "error": failed, "results": done}
    return {"home": "", "templates": "templates", "history": "history"} | {k: f"i/{v}" for k, v in ids.items()}


def serious(page: Page) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_serious_on_any_view(
    scheme: Any, width: str, axe: str, console: ConsolePage, places: dict[str, str]
) -> None:
    page = console.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    page.evaluate(axe)
    found = {}
    for view, place in places.items():
        console.open(place)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        if place.startswith("i/"):
            console.expect_live()
        if faults := serious(page):
            found[view] = faults

    assert found == {}


def test_no_view_is_wider_than_a_phone(console: ConsolePage, places: dict[str, str]) -> None:
    console.page.set_viewport_size({"width": 360, "height": 800})
    for view, place in places.items():
        console.open(place)
        expect(console.page.locator("[aria-busy=true]")).to_have_count(0)
        assert console.page.evaluate("document.documentElement.scrollWidth") == 360, view
        assert console.page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") == 0, view


def test_the_keyboard_alone_does_everything(console: ConsolePage, owner: Person) -> None:
    page, keys = console.page, console.page.keyboard
    keys.press("n")
    expect(console.heading("New investigation")).to_be_visible()
    page.get_by_label("Name", exact=True).focus()
    keys.type("Typed only")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("10.0.0.1")
    tab_to(page, "Add tool")
    keys.press("Enter")
    keys.type("root_attempts")
    console.expect_saved()
    tab_to(page, "Start investigation")
    keys.press("Enter")
    console.expect_step("Progress")
    assert owner.state(console.id)["settings"]["entities"][0]["entity_id"] == "10.0.0.1"

    keys.press("1")
    console.expect_step("Settings")
    keys.press("g")
    keys.press("h")
    expect(console.heading("History")).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    deepest = """() => { let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.textContent?.trim() }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(deepest) == name:
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_every_request_can_be_copied_as_a_program(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    known = owner.create(settings=settings)
    console.open(f"i/{known}")
    console.expect_live()
    console.button("Do it from a program").click()
    dialog = console.page.get_by_role("dialog", name="Do it from a program")
    dialog.get_by_role("button", name="Copy").click()
    copied = console.page.evaluate("navigator.clipboard.readText()")

    answer = subprocess.run(
        ["sh", "-c", copied], env=os.environ | {"TOKEN": owner.token}, capture_output=True, check=True
    )

    assert f'"investigation_id":"{known}"' in answer.stdout.decode()
    dialog.get_by_role("button", name="Python").click()
    dialog.get_by_role("button", name="Copy").click()
    program = console.page.evaluate("navigator.clipboard.readText()")
    told = subprocess.run(
        ["python3", "-c", program], env=os.environ | {"TOKEN": owner.token}, capture_output=True, check=True
    )
    assert told.stdout.startswith(b"200 ")
