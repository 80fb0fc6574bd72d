"""The history functions of the JavaScript client against a running service."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser.feed_page import PageAt
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def page(server: LiveServer, page_at: PageAt, owner: Person) -> Page:
    opened = page_at(server.bind)
    opened.evaluate("token => { window.api = client.createApi({token: () => token}); }", owner.token)
    return opened


def test_a_bulk_action_returns_an_outcome_for_each(page: Page, owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=settings)

    outcome = page.evaluate(
        "id => api.runBulk({action: 'cancel', investigation_ids: [id, 'unknown']})", investigation_id
    )

    assert [(result["done"], result.get("code")) for result in outcome["results"]] == [
        (True, None),
        (False, "not_found"),
    ]
    assert owner.state(investigation_id)["status"] == "CANCELLED"


def test_the_overview_counts_and_only_admins_list_users(page: Page, owner: Person, settings: dict[str, Any]) -> None:
    owner.create(settings=settings)

    total, refusal = page.evaluate(
        """async () => {
            const overview = await api.overview({days: 2, utc_offset: 60});
            return [overview.total, await api.users().catch(failure => failure.code)];
        }"""
    )

    assert (total, refusal) == (1, "forbidden")
