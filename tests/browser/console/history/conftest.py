"""Fixtures of the history: investigations of each outcome."""

from typing import Any

import pytest

from tests.support.browser.console_page import RESULTS
from tests.support.live.users import Person


@pytest.fixture
def past_ids(owner: Person, settings: dict[str, Any]) -> dict[str, str]:
    """Create three investigations and return their ids by outcome."""
    ids = {name: owner.create(settings=settings | {"name": name}) for name in ("finished", "failed", "unfinished")}
    for name in ("finished", "failed"):
        owner.change(ids[name], wizard_step="PROGRESS")
    owner.change(ids["finished"], results=RESULTS, status="COMPLETED")
    owner.report(ids["failed"], "error_occurred", error_message="gone", recoverable=False)
    return ids
