"""Fixtures of the audit trail: a trail of two entries."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person


@pytest.fixture
def entries(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """Open the audit trail of an investigation that was created and renamed."""
    investigation_id = owner.create(settings=settings)
    assert owner.change(investigation_id, settings={"name": "Renamed"}).status == 200
    console.open(f"i/{investigation_id}/audit")
    expect(console.page.locator("wizard-audit summary")).to_have_count(2)
    return console
