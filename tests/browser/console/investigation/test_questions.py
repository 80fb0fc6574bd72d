"""The console shows what an executor asks, sends the answer, and shows findings as they come."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.accessibility import violations_by_scheme
from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


@pytest.fixture
def running(owner: Person, settings: dict[str, Any]) -> str:
    """Return the id of an investigation in PROGRESS."""
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    return investigation_id


def ask(person: Person, investigation_id: str, **members: Any) -> None:
    person.report(investigation_id, "input_requested", **({"request_id": "q1", "prompt": "Block it?"} | members))


def answer_of(person: Person, investigation_id: str) -> Any:
    (asked,) = person.call("GET", f"/{investigation_id}/state").document["progress"]["inputs"]
    return asked["answer"]


def closed(console: ConsolePage, text: str) -> Locator:
    return console.page.get_by_role("region", name="Earlier questions").get_by_text(text, exact=True)


def test_a_question_is_counted_in_the_title_until_it_is_answered(
    console: ConsolePage, owner: Person, running: str
) -> None:
    console.open_investigation(running)
    ask(owner, running, kind="confirm")
    expect(console.page).to_have_title(re.compile(r"^\(1\) "))
    expect(console.page.get_by_text("Block it?", exact=True)).to_be_visible()

    console.button("No").click()

    expect(closed(console, "No")).to_be_visible()
    expect(console.page).to_have_title(re.compile(r"^[^(]"))
    assert answer_of(owner, running) is False


def test_an_option_is_chosen_by_keyboard(console: ConsolePage, owner: Person, running: str) -> None:
    ask(owner, running, kind="choice", options=["Watch", "Block", "Ignore"])
    console.open_investigation(running)

    console.page.get_by_label("Watch").focus()
    console.page.keyboard.press("ArrowDown")
    console.page.keyboard.press("Enter")

    expect(closed(console, "Block")).to_be_visible()
    assert answer_of(owner, running) == "Block"


def test_a_typed_answer_survives_events_until_it_is_sent(console: ConsolePage, owner: Person, running: str) -> None:
    ask(owner, running, kind="text")
    console.open_investigation(running)
    text = console.page.get_by_role("textbox", name="Block it?")
    text.fill("Only at night")

    owner.report(running, "finding_added", title="a", description="d", severity="low", confidence=1)
    expect(console.page.get_by_role("region", name="Findings so far")).to_be_visible()
    expect(text).to_have_value("Only at night")
    console.button("Answer").click()

    expect(closed(console, "Only at night")).to_be_visible()


def test_a_form_has_a_field_for_each_property_and_shows_what_was_refused(
    console: ConsolePage, owner: Person, running: str
) -> None:
    properties = {
        "port": {"type": "integer", "title": "Port", "minimum": 1},
        "mode": {"enum": ["drop", "reject"]},
        "permanent": {"type": "boolean"},
        "hosts": {"type": "array", "items": {"type": "string"}},
        "release": {"title": "Release"},
        "note": {"type": "string"},
    }
    ask(owner, running, kind="form", schema={"properties": properties, "required": ["port"]})
    console.open_investigation(running)
    page = console.page
    port = page.get_by_label("Port", exact=True)
    port.fill("12345678901234567890")
    console.button("Answer").click()
    assert port.evaluate("field => field.validity.rangeOverflow")
    port.fill("22")
    page.get_by_label("Mode (optional)").select_option("reject")
    page.get_by_label("Permanent").check()
    page.get_by_label("Release (optional)").fill("3.10")
    page.get_by_label("Hosts (optional)").fill("none")
    console.button("Answer").click()
    expect(page.get_by_text("answer.hosts").first).to_be_visible()

    page.get_by_label("Hosts (optional)").fill('["a", "b"]')
    console.button("Answer").click()

    expect(page.get_by_role("region", name="Earlier questions")).to_be_visible()
    answer = {"port": 22, "mode": "reject", "permanent": True, "hosts": ["a", "b"], "release": "3.10"}
    assert answer_of(owner, running) == answer


def test_a_viewer_sees_the_question_and_gets_no_form(
    console_for: ConsoleFor, person_for: PersonFor, owner: Person, running: str
) -> None:
    viewer = person_for()
    owner.share(running, viewer, "viewer")
    ask(owner, running, kind="confirm")
    console = console_for(viewer)
    console.open_investigation(running)

    expect(console.page.get_by_text("The owner and editors can answer.")).to_be_visible()
    expect(console.button("Yes")).to_have_count(0)


def test_findings_show_while_the_executor_is_at_work(console: ConsolePage, owner: Person, running: str) -> None:
    console.open_investigation(running)
    found = {"title": "Guessing", "description": "528 attempts", "severity": "high", "confidence": 0.9}

    owner.report(running, "finding_added", **found)

    expect(console.page.get_by_role("region", name="Findings so far").get_by_text("Guessing")).to_be_visible()


def test_axe_finds_nothing_serious_in_questions(axe: str, console: ConsolePage, owner: Person, running: str) -> None:
    ask(owner, running, kind="confirm")
    ask(owner, running, request_id="q2", kind="choice", options=["a", "b"])
    ask(owner, running, request_id="q3", kind="form", schema={"properties": {"port": {"type": "integer"}}})
    ask(owner, running, request_id="q4", kind="text")
    owner.report(running, "input_withdrawn", request_id="q4")
    console.open_investigation(running)
    expect(console.page.get_by_text("Block it?", exact=True)).to_have_count(4)
    console.page.evaluate(axe)

    assert list(violations_by_scheme(console.page)) == []
