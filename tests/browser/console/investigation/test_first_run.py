"""The first investigation of a new user: filled in, started, and run by the command that the page offers."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.paths import ROOT

pytestmark = pytest.mark.live


def test_the_example_runs_by_the_command_that_the_page_offers(
    console: ConsolePage, owner: Person, server: LiveServer
) -> None:
    console.button("New").first.click()
    console.button("Fill in the example").click()
    console.expect_saved()
    console.button("Start investigation").click()
    command = console.page.get_by_label("Command", exact=True).inner_text()

    done = subprocess.run(
        ["sh", "-c", command], check=False, capture_output=True, text=True, cwd=ROOT, env=server.environment
    )

    assert done.returncode == 0, done.stderr
    console.expect_step("Results")
    findings = owner.state(console.id)["results"]["findings"]
    assert findings
    expect(console.page.get_by_role("heading", name=f"{len(findings)} findings")).to_be_visible()
