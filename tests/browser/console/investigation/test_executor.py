"""The console shows whether an executor works on an investigation: waiting, at work, stopped, lost."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


@pytest.fixture
def started(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings | {"name": "Gateway"}, wizard_step="PROGRESS")


def executor(console: ConsolePage) -> Locator:
    return console.page.get_by_role("region", name="Executor", exact=True)


def side(console: ConsolePage) -> Locator:
    return console.page.get_by_role("navigation", name="Active investigations").get_by_role("link", name="Gateway")


def card(console: ConsolePage) -> Locator:
    return console.page.locator("main").get_by_role("link", name="Gateway")


def take(person: Person, investigation_id: str, **members: Any) -> dict[str, str]:
    """Take the lease as `worker-7` and return the header that names it."""
    answer = person.call("POST", f"/{investigation_id}/lease", {"executor": "worker-7"} | members)
    assert answer.status == 201, answer.body
    return {"Wizard-Lease": answer.document["lease_id"]}


def test_an_executor_is_awaited_then_at_work_then_stopped(console: ConsolePage, owner: Person, started: str) -> None:
    console.open_investigation(started)
    expect(executor(console)).to_contain_text("Waiting for an executor")
    expect(side(console)).to_contain_text("Waiting")

    lease = take(owner, started, ttl_s=600)
    expect(executor(console)).to_contain_text("worker-7 works on it")
    expect(executor(console)).to_contain_text("last report")
    expect(side(console)).not_to_contain_text("Waiting")

    assert owner.call("DELETE", f"/{started}/lease", headers=lease).status == 204
    expect(executor(console)).to_contain_text("worker-7 has stopped")
    expect(side(console)).to_contain_text("Executor stopped")
    executor(console).page.get_by_role("button", name="Start again").click()
    expect(console.button("Run the example")).to_be_visible()


def test_a_lost_executor_shows_in_the_page_and_in_the_lists(console: ConsolePage, owner: Person, started: str) -> None:
    console.open_investigation(started)
    take(owner, started, ttl_s=5)

    expect(executor(console)).to_contain_text("worker-7 was lost")
    expect(executor(console)).to_contain_text("last seen")
    expect(executor(console).page.get_by_role("button", name="Start again")).to_be_visible()
    expect(side(console)).to_contain_text("Executor lost")
    console.open("")
    expect(card(console)).to_contain_text("Executor lost")


def test_a_viewer_sees_the_executor_and_starts_none(
    console_for: ConsoleFor, person_for: PersonFor, owner: Person, started: str
) -> None:
    viewer = person_for()
    owner.share(started, viewer, "viewer")
    console = console_for(viewer)
    console.open_investigation(started)

    expect(executor(console)).to_contain_text("Waiting for an executor")
    expect(console.page.get_by_role("region", name="Start an executor")).to_have_count(0)
