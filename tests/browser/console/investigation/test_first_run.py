"""The first investigation of a new user: filled in, started, and run in each way that the page offers."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.live.users import Person, PersonFor
from tests.support.paths import ROOT

pytestmark = pytest.mark.live


@pytest.fixture
def started(console: ConsolePage) -> ConsolePage:
    """Return the page of an investigation with the settings of the example, which waits for an executor."""
    console.button("New").first.click()
    console.button("Fill in the example").click()
    console.expect_saved()
    console.button("Start investigation").click()
    expect(console.page.get_by_role("heading", name="Waiting for an executor")).to_be_visible()
    return console


def expect_results(console: ConsolePage, owner: Person) -> None:
    console.expect_step("Results")
    findings = owner.state(console.id)["results"]["findings"]
    assert findings
    heading = f"{len(findings)} finding{'s' if len(findings) > 1 else ''}"
    expect(console.page.get_by_role("heading", name=heading)).to_be_visible()


def test_the_example_runs_here_by_one_button(started: ConsolePage, owner: Person) -> None:
    started.button("Run the example").click()

    expect(started.page.get_by_role("region", name="Executor", exact=True)).to_contain_text("works on it")
    expect(started.page.get_by_role("region", name="Start an executor")).to_have_count(0)
    expect_results(started, owner)


def test_the_example_runs_by_the_command_of_the_page_in_any_folder(
    started: ConsolePage, owner: Person, tmp_path: object
) -> None:
    started.button("Make the command").click()
    command = started.page.get_by_label("Command", exact=True).inner_text()

    done = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True, cwd=str(tmp_path), env={})

    assert done.returncode == 0, done.stderr
    expect_results(started, owner)


def test_a_token_is_shown_once(started: ConsolePage) -> None:
    started.button("Make the command").click()
    expect(started.page.get_by_label("Command", exact=True)).to_contain_text("WIZARD_TOKEN=ey")

    started.page.reload()

    expect(started.button("Make the command")).to_be_visible()
    expect(started.page.get_by_text("WIZARD_TOKEN=ey")).to_have_count(0)


def test_the_code_for_an_own_executor_runs(started: ConsolePage, owner: Person) -> None:
    started.button("Make the command").click()
    command = started.page.get_by_label("Command", exact=True).inner_text()
    started.page.get_by_text("Write an executor of your own").click()
    code = started.page.get_by_label("Code", exact=True).inner_text()

    variables = {"WIZARD_TOKEN": command.removeprefix("WIZARD_TOKEN=").split()[0], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=variables)

    assert done.returncode == 0, done.stderr
    expect_results(started, owner)


def test_a_time_range_without_lines_of_the_example_is_reported_before_the_start(console: ConsolePage) -> None:
    console.button("New").first.click()
    console.fill_in("Mine")
    warning = console.page.get_by_text("this time range has none of them")
    expect(warning).to_be_visible()

    console.button("Use its time range").click()

    expect(warning).to_have_count(0)
    console.expect_saved()


def test_the_example_runs_with_the_time_range_of_its_log_where_another_would_find_nothing(
    console: ConsolePage, owner: Person
) -> None:
    console.button("New").first.click()
    console.fill_in("Mine")
    console.button("Start investigation").click()
    expect(console.page.get_by_text("this time range has none of them")).to_be_visible()
    expect(console.button("Run the example")).to_have_count(0)

    console.button("Run it with the time range of its log").click()

    expect_results(console, owner)
    assert owner.state(console.id)["settings"]["name"] == "Mine"


def test_a_run_that_failed_is_repeated_with_the_time_range_of_the_log(console: ConsolePage, owner: Person) -> None:
    console.button("New").first.click()
    console.fill_in("Mine")
    console.button("Start investigation").click()
    expect(console.page.get_by_role("heading", name="Waiting for an executor")).to_be_visible()
    console.expect_saved()
    owner.report(console.id, "error_occurred", error_message="no line", recoverable=False)
    expect(console.page.get_by_text("It stopped with an error.")).to_be_visible()

    console.button("Run it with the time range of its log").click()

    expect_results(console, owner)
    assert owner.state(console.id)["settings"]["name"] == "Mine"


def test_an_editor_runs_the_example_for_the_owner(
    console_for: ConsoleFor, person_for: PersonFor, owner: Person, started: ConsolePage
) -> None:
    editor = person_for()
    owner.share(started.id, editor, "editor")
    console = console_for(editor)
    console.open_investigation(started.id)

    console.button("Run the example").click()

    expect_results(console, owner)


def test_new_opens_the_draft_that_has_no_input_yet(console: ConsolePage, owner: Person) -> None:
    drafts = console.page.get_by_role("navigation", name="Active investigations").get_by_role("link")
    for _ in range(3):
        console.button("New").first.click()
        console.expect_step("Settings")
        expect(drafts).to_have_count(1)
        console.page.go_back()
        expect(console.heading("Investigations")).to_be_visible()
    assert owner.call("GET", "/active").document["total"] == 1

    console.button("New").first.click()
    console.page.get_by_label("Name", exact=True).fill("Typed")
    expect(console.save_status).to_contain_text("not saved")
    typed = console.id
    console.button("New").first.click()

    expect(drafts).to_have_count(2)
    expect(console.page.get_by_label("Name", exact=True)).to_have_value("")
    assert console.id != typed
