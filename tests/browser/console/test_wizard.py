"""From settings to results: by hand, by a real executor, and over reloads."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.paths import ROOT

pytestmark = pytest.mark.live


@pytest.fixture
def started(console: ConsolePage) -> ConsolePage:
    """Fill in and start an investigation by hand."""
    console.page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.fill_in("Guessing at the gateway")
    console.button("Start investigation").click()
    console.expect_step("Progress")
    console.expect_saved()
    return console


def test_settings_are_saved_as_they_are_typed(console: ConsolePage, owner: Person) -> None:
    console.page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.fill_in("Guessing at the gateway")

    settings = owner.state(console.id)["settings"]

    assert settings["name"] == "Guessing at the gateway"
    assert settings["entities"] == [{"entity_type": "ip_address", "entity_id": "183.62.140.253"}]
    assert settings["tools"][0]["parameters"] == {"min_attempts": 5}


def test_settings_that_cannot_be_saved_show_why_and_survive_a_reload(console: ConsolePage) -> None:
    console.page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.page.get_by_label("Name", exact=True).fill("Half")

    expect(console.save_status).to_have_text("not saved: Name at least one entity.")
    console.page.reload()

    expect(console.page.get_by_label("Name", exact=True)).to_have_value("Half")
    console.button("Start investigation").click()
    expect(console.page.get_by_text("Add at least one tool.")).to_be_visible()


def test_starting_with_invalid_settings_moves_the_focus_to_the_first_problem(
    console: ConsolePage, owner: Person, settings: dict[str, object]
) -> None:
    page = console.page
    console.open_investigation(owner.create(settings=settings))
    page.get_by_label("Identifier").fill("")
    page.get_by_label("Name", exact=True).fill("")
    expect(console.save_status).to_contain_text("not saved")

    console.button("Start investigation").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()

    page.get_by_label("Name", exact=True).fill("Named")
    console.button("Start investigation").click()
    expect(page.get_by_text("Name at least one entity.", exact=True)).to_be_visible()
    expect(console.button("Add entity")).to_be_focused()

    page.get_by_label("Identifier").fill("203.0.113.7")
    page.get_by_label("To", exact=True).fill("")
    console.button("Start investigation").click()
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    expect(page.get_by_text("Write the time as 2026-01-31 09:30.", exact=True)).to_be_visible()


def test_a_relative_range_moves_to_the_start(console: ConsolePage, owner: Person) -> None:
    console.button("New").first.click()
    console.fill_in("Daily")
    page = console.page
    expect(page.get_by_text("The last 24 hours before each start")).to_be_visible()
    console.button("last 7 d").click()
    expect(page.get_by_text("The last 7 days before each start")).to_be_visible()
    console.expect_saved()

    console.button("Start investigation").click()

    expect(page.get_by_role("heading", name="Waiting for an executor")).to_be_visible()
    # The page shows the start before the service has answered.
    console.expect_saved()
    state = owner.state(console.id)
    assert state["settings"]["time_range"]["last_s"] == 604_800
    assert state["settings"]["time_range"]["end"] == state["progress"]["started_at"]


def test_a_range_with_an_edited_end_is_not_relative(console: ConsolePage, owner: Person) -> None:
    console.button("New").first.click()
    console.fill_in("Fixed")

    console.page.get_by_label("From", exact=True).fill("2026-01-31 09:30")

    expect(console.page.get_by_text("before each start")).to_have_count(0)
    console.expect_saved()
    assert owner.state(console.id)["settings"]["time_range"].keys() == {"start", "end"}


def test_an_investigation_goes_from_settings_to_results(started: ConsolePage, owner: Person) -> None:
    page, investigation_id = started.page, started.id
    expect(page.get_by_role("heading", name="Waiting for an executor")).to_be_visible()

    owner.report(investigation_id, "tool_execution_started", tool_name="failed_logins_by_address")
    owner.report(investigation_id, "progress_updated", percent_complete=45, current_phase="execution")
    owner.log(investigation_id, "burst of 112 attempts")
    expect(page.get_by_role("progressbar", name="Whole investigation")).to_have_attribute("aria-valuenow", "45")
    expect(page.get_by_text("burst of 112 attempts")).to_be_visible()

    owner.change(investigation_id, results=RESULTS, status="COMPLETED")
    started.expect_step("Results")
    expect(page.get_by_role("img", name="Risk 73 of 100, high")).to_be_visible()
    page.get_by_text("Guessing", exact=True).click()
    expect(page.get_by_text("528 attempts")).to_be_visible()
    assert started.page_errors == []


def test_a_reload_restores_each_step(started: ConsolePage, owner: Person) -> None:
    page, investigation_id = started.page, started.id
    owner.report(investigation_id, "progress_updated", percent_complete=45, current_phase="execution")
    owner.log(investigation_id, "one", "two")

    page.reload()
    started.expect_step("Progress")
    expect(page.get_by_role("progressbar", name="Whole investigation")).to_have_attribute("aria-valuenow", "45")
    expect(page.get_by_role("log").get_by_role("listitem")).to_have_count(2)

    page.locator("wizard-steps").get_by_role("button", name="Settings").click()
    page.reload()
    started.expect_step("Settings")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Guessing at the gateway")
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()

    started.open(f"i/{investigation_id}")
    owner.change(investigation_id, results=RESULTS, status="COMPLETED")
    page.reload()
    started.expect_step("Results")
    expect(page.get_by_role("img", name="Risk 73 of 100, high")).to_be_visible()


def test_a_failed_investigation_can_go_back_to_its_settings(started: ConsolePage, owner: Person) -> None:
    owner.report(started.id, "error_occurred", error_message="the replica is gone", recoverable=False)

    expect(started.page.get_by_role("alert")).to_contain_text("the replica is gone")
    started.button("Back to settings").click()
    started.page.get_by_role("dialog").get_by_role("button", name="Back to settings").click()

    started.expect_step("Settings")
    expect(started.page.get_by_label("Name", exact=True)).to_be_enabled()


def test_cancelling_ends_the_running_phase_tool_and_agent(started: ConsolePage, owner: Person) -> None:
    owner.report(started.id, "phase_changed", to_phase="execution")
    owner.report(started.id, "agent_updated", agent_name="reader", status="running", progress=10)
    expect(started.page.locator("wizard-progress .agents")).to_contain_text("reader, Running")

    started.button("Cancel").click()
    started.button("Cancel investigation").click()

    expect(started.page.locator("wizard-progress .agents")).to_contain_text("reader, Cancelled")
    expect(started.page.locator("wizard-progress .phases")).to_contain_text("Execution, Cancelled")
    expect(started.page.locator("wizard-progress .tools")).to_contain_text("Not run")
    expect(started.page.locator("wizard-progress .spin")).to_have_count(0)


@pytest.fixture
def executor(server: LiveServer, owner: Person) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the example that investigates an OpenSSH log, slowed down so that the console can follow it."""
    script = ROOT / "examples" / "ssh_log_investigation.py"
    command = [sys.executable, str(script), str(ROOT / "examples" / "sample_auth.log"), "--url", server.url]
    command += ["--token", owner.token, "--investigation-id", f"followed-{owner.user_id}", "--delay", "0.02"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=Path(script).parent)
    yield running
    running.kill()
    running.wait()


def test_an_executor_is_followed_to_its_results(
    console: ConsolePage, owner: Person, executor: "subprocess.Popen[bytes]"
) -> None:
    # The list receives the investigation over the feed, without a reload.
    console.page.get_by_role("navigation").get_by_role("link", name="SSH logins on").first.click()

    console.expect_step("Results")

    state = owner.state(console.id)
    score = int(state["results"]["risk_score"]["overall_score"] + 0.5)
    findings = len(state["results"]["findings"])
    expect(console.page.get_by_role("img", name=f"Risk {score} of 100")).to_be_visible()
    expect(console.page.get_by_role("heading", name=f"{findings} findings")).to_be_visible()
    assert executor.wait() == 0
    assert console.page_errors == []
