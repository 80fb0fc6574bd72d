"""The connection that the top bar shows agrees with what the page knows."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_without_a_network_nothing_is_called_live(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    context = console.page.context
    console.open_investigation(owner.create(settings=settings))
    # The list is read again shortly after the event of the creation.
    expect(console.page.get_by_role("heading", name="Active 1")).to_be_visible()

    context.set_offline(True)
    expect(console.connection).to_contain_text("offline")
    console.open("")
    expect(console.page.get_by_text("1 active investigation", exact=True)).to_be_visible()
    expect(console.connection).to_contain_text("offline")

    context.set_offline(False)
    console.expect_live()
    expect(console.page.get_by_text("kept current as they change")).to_be_visible()


def test_an_investigation_that_is_not_there_shows_the_connection_of_the_lists(console: ConsolePage) -> None:
    console.open("i/nowhere")

    expect(console.page.get_by_text("This investigation is not there")).to_be_visible()
    console.expect_live()
    transports = console.page.get_by_role("group", name="Transport")
    expect(transports.get_by_role("button", disabled=True)).to_have_count(4)
