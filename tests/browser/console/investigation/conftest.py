"""An investigation that two users may change."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.overwriting import name_field
from tests.support.live.users import Person, PersonFor


@pytest.fixture
def editor(person_for: PersonFor) -> Person:
    return person_for()


@pytest.fixture
def shared(console: ConsolePage, owner: Person, editor: Person, settings: dict[str, Any]) -> str:
    """Open an investigation that the editor may change, and rename it in the console."""
    investigation_id = owner.create(settings=settings)
    assert owner.share(investigation_id, editor, "editor").status == 200
    console.open_investigation(investigation_id)
    name_field(console).fill("Mine")
    console.expect_saved()
    expect(console.heading("Mine")).to_be_visible()
    return investigation_id
