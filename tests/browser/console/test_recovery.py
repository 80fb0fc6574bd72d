"""Retrying failed investigations, and the banner for returning users."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from wizard_service.timestamps import timestamp

pytestmark = pytest.mark.live

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def running(owner: Person, settings: dict[str, Any]) -> str:
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.report(investigation_id, "progress_updated", percent_complete=45, current_phase="execution")
    return investigation_id


def age(server: LiveServer, investigation_id: str, accessed: timedelta, changed: timedelta) -> None:
    """Move the last access and the last change into the past.

    The investigation must not have been read before, because the server records an access after its response.
    """
    statement = "UPDATE investigation_states SET last_accessed = ?, updated_at = ? WHERE investigation_id = ?"
    moments = [timestamp(datetime.now(UTC) - ago) for ago in (accessed, changed)]
    assert server.change_rows(statement, *moments, investigation_id) == 1


def banner(console: ConsolePage) -> Locator:
    return console.page.get_by_role("region", name="Where you were")


def return_to(console: ConsolePage, investigation_id: str) -> None:
    # The console waits one second for the checkpoint, and a busy machine may need more.
    console.page.evaluate(NO_TIMEOUTS)
    console.open_investigation(investigation_id)


def test_retry_resumes_a_failed_investigation(console: ConsolePage, owner: Person, running: str) -> None:
    owner.report(running, "error_occurred", error_message="the replica is gone", recoverable=False)
    console.open(f"i/{running}")
    expect(console.page.get_by_role("alert")).to_contain_text("the replica is gone")

    console.button("Retry").click()

    expect(console.page.get_by_role("alert")).to_have_count(0)
    expect(console.page.locator("wizard-steps")).to_contain_text("In progress")
    console.expect_step("Progress")
    assert owner.state(running)["status"] == "IN_PROGRESS"


def test_a_failed_investigation_shows_its_reason_from_the_state_and_can_be_cancelled(
    console: ConsolePage, owner: Person, running: str
) -> None:
    reason = {"error_type": "timeout_error", "error_code": "E42", "recovery_action": "Restart the replica."}
    owner.report(running, "error_occurred", error_message="the replica is gone", recoverable=False, **reason)
    # The state has the reason, so the feed is not needed for it.
    console.page.route("**/poll*", lambda route: route.abort())
    console.open(f"i/{running}")
    alert = console.page.get_by_role("alert")
    expect(alert).to_contain_text("the replica is gone Timeout error, code E42")
    expect(alert).to_contain_text("What to do: Restart the replica.")

    alert.get_by_role("button", name="Cancel").click()
    console.button("Cancel investigation").click()

    cancelled = console.page.locator(".banner.cancelled")
    expect(cancelled).to_contain_text("This investigation was cancelled. the replica is gone")
    assert owner.state(running)["status"] == "CANCELLED"


def test_a_recoverable_error_is_logged_and_the_investigation_continues(
    console: ConsolePage, owner: Person, running: str
) -> None:
    console.open_investigation(running)

    owner.report(running, "error_occurred", error_message="one page was unreadable", recoverable=True)

    expect(console.page.get_by_role("log")).to_contain_text("error: one page was unreadable")
    expect(console.button("Retry")).to_have_count(0)
    expect(console.page.locator("wizard-steps")).to_contain_text("In progress")


def test_the_banner_shows_the_step_after_hours_away(console: ConsolePage, server: LiveServer, running: str) -> None:
    age(server, running, 3 * HOUR, 2 * HOUR)
    return_to(console, running)

    expect(banner(console)).to_contain_text("3 hr. ago")
    expect(banner(console)).to_contain_text("Progress")
    expect(banner(console).get_by_role("button")).to_have_text(["Resume", "Cancel it", ""])
    banner(console).get_by_role("button", name="Resume").click()

    expect(banner(console)).to_have_count(0)
    console.expect_step("Progress")


@pytest.mark.parametrize("accessed", [10 * MINUTE, 55 * MINUTE])
def test_no_banner_shows_within_an_hour(
    accessed: timedelta, console: ConsolePage, server: LiveServer, running: str
) -> None:
    age(server, running, accessed, 2 * DAY)
    return_to(console, running)

    expect(banner(console)).to_have_count(0)


def test_an_investigation_opens_without_a_checkpoint(console: ConsolePage, running: str) -> None:
    console.page.route("**/checkpoint", lambda _: None)

    console.open(f"i/{running}")

    console.expect_step("Progress")


@pytest.fixture
def stale(console: ConsolePage, server: LiveServer, running: str) -> ConsolePage:
    age(server, running, 8 * DAY, 9 * DAY)
    return_to(console, running)
    expect(banner(console)).to_contain_text("9 days")
    offered = ["Resume", "New with these settings", "Archive", "Cancel it", ""]
    expect(banner(console).get_by_role("button")).to_have_text(offered)
    return console


def test_start_fresh_creates_an_investigation_with_the_same_settings(stale: ConsolePage, owner: Person) -> None:
    original = stale.id
    banner(stale).get_by_role("button", name="New with these settings").click()

    stale.expect_step("Settings")
    expect(stale.page.get_by_label("Name", exact=True)).to_be_enabled()
    assert stale.id != original
    assert owner.state(stale.id)["settings"] == owner.state(original)["settings"]
    assert owner.state(original)["status"] == "IN_PROGRESS"


def test_a_stale_investigation_can_be_archived(stale: ConsolePage, owner: Person) -> None:
    banner(stale).get_by_role("button", name="Archive").click()

    expect(stale.heading("Investigations")).to_be_visible()
    assert owner.call("GET", "/active").document["investigations"] == []
    stale.button("Undo").click()
    expect(stale.page.get_by_text("Restored", exact=True)).to_be_visible()
    assert len(owner.call("GET", "/active").document["investigations"]) == 1


def test_a_stale_investigation_is_cancelled_after_confirmation(stale: ConsolePage, owner: Person) -> None:
    banner(stale).get_by_role("button", name="Cancel it").click()
    stale.page.get_by_role("dialog").get_by_role("button", name="Cancel investigation").click()

    expect(stale.page.get_by_text("This investigation was cancelled.")).to_be_visible()
    assert owner.state(stale.id)["status"] == "CANCELLED"


def test_a_dismissed_banner_shows_again_for_another_investigation(
    stale: ConsolePage, server: LiveServer, owner: Person, settings: dict[str, Any]
) -> None:
    banner(stale).get_by_role("button", name="Dismiss").click()
    expect(banner(stale)).to_have_count(0)

    other = owner.create(settings=settings)
    age(server, other, 8 * DAY, 9 * DAY)
    return_to(stale, other)
    expect(banner(stale)).to_be_visible()


def test_the_banner_of_a_failed_investigation_offers_retry(
    console: ConsolePage, owner: Person, server: LiveServer, running: str
) -> None:
    owner.report(running, "error_occurred", error_message="gone", recoverable=False)
    age(server, running, 2 * HOUR, 2 * HOUR)
    return_to(console, running)

    banner(console).get_by_role("button", name="Retry").click()

    expect(console.page.locator("wizard-steps")).to_contain_text("In progress")
    assert owner.state(running)["status"] == "IN_PROGRESS"


def test_the_banner_of_a_completed_investigation_leads_to_its_results(
    console: ConsolePage, owner: Person, server: LiveServer, running: str
) -> None:
    done = {"results": RESULTS, "status": "COMPLETED"}
    assert owner.call("PATCH", f"/{running}/state", done, {"If-Match": "*"}).status == 200
    age(server, running, 8 * DAY, 8 * DAY)
    return_to(console, running)
    console.page.locator("wizard-steps").get_by_role("button", name="Settings").click()
    console.expect_step("Settings")

    banner(console).get_by_role("button", name="View results").click()

    console.expect_step("Results")
