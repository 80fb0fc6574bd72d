"""`follow` in a hidden tab."""

import pytest

from tests.support.browser.feed_page import HIDE, FeedPage, PageAt
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_a_hidden_tab_polls_slowly_and_polls_at_once_when_it_becomes_visible(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    page.clock.install()
    page.evaluate(HIDE)
    beginning = owner.beginning(investigation_id)
    followed = FeedPage(page, owner, investigation_id, cursor=beginning, transports=["poll"], shared=False)
    page.wait_for_function("feed.getState().interval_ms >= 30000")
    # From here on only a change of visibility makes it poll again.
    page.clock.pause_at(page.evaluate("Date.now() + 10_000"))
    owner.log(investigation_id, "while hidden")

    page.evaluate("visibility = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1000)

    page.wait_for_function("ids.length === 2")
    assert followed.offsets == [1, 2]
