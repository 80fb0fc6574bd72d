"""Seven tabs of one browser are live over one stream."""

from collections.abc import Iterator

import pytest

from tests.support.browser.feed_page import HIDE, FeedPage, PageAt
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor, serving

pytestmark = pytest.mark.live

TABS = 7
# Fewer than tabs: with a stream each, the service would refuse most of them.
STREAMS = 2
# Longer than the time after which a silent leader is replaced.
LONG_MS = 15_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_STREAMS_PER_USER": str(STREAMS), "WIZARD_POLLING_RATE_LIMIT_PER_S": "0"}
    with serving(tmp_path_factory.mktemp("tabs"), **settings) as running:
        yield running


def wait_for_leaders(tabs: list[FeedPage], count: int = 1) -> list[FeedPage]:
    """Return the tabs that lead, as soon as there are so many of them."""
    leading: list[FeedPage] = []

    def are_there() -> bool:
        leading[:] = [tab for tab in tabs if tab.state["leading"]]
        return len(leading) == count

    LiveServer.wait_until(are_there, f"{count} leading tabs")
    return leading


@pytest.mark.parametrize("everything", [False, True], ids=["one", "everything"])
def test_seven_tabs_are_live_over_one_stream_and_another_takes_over(
    server: LiveServer, page_at: PageAt, owner: Person, everything: bool
) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    followed = None if everything else investigation_id
    tabs = [FeedPage(page_at(server.bind), owner, followed, cursor=cursor) for _ in range(TABS)]
    for tab in tabs:
        tab.wait_until_live("websocket")
    wait_for_leaders(tabs)

    received = 0
    while len(tabs) > TABS - 3:
        owner.log(investigation_id, "line")
        received += 1
        for tab in tabs:
            tab.wait_for(received)
        (gone,) = wait_for_leaders(tabs)
        tabs.remove(gone)
        gone.page.close()
        owner.log(investigation_id, "without a leader")
        received += 1
        for tab in tabs:
            tab.wait_for(received)

    assert all(tab.offsets == list(range(2, received + 2)) for tab in tabs)
    wait_for_leaders(tabs)


def test_a_tab_that_opens_later_catches_up(server: LiveServer, page_at: PageAt, owner: Person) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    first = FeedPage(page_at(server.bind), owner, investigation_id, cursor=cursor)
    first.wait_until_live("websocket")
    for line in "abc":
        owner.log(investigation_id, line)
    first.wait_for(3)

    later = FeedPage(page_at(server.bind), owner, investigation_id, cursor=cursor)
    later.wait_for(3)

    assert later.offsets == first.offsets == [2, 3, 4]
    assert not later.state["leading"]


def test_a_tab_of_a_shared_investigation_follows_its_owners_feed(
    server: LiveServer, page_at: PageAt, owner: Person, person_for: PersonFor
) -> None:
    viewer = person_for()
    investigation_id = owner.create()
    owner.share(investigation_id, viewer, "viewer")
    cursor = owner.cursor(investigation_id)
    tabs = [FeedPage(page_at(server.bind), viewer, investigation_id, cursor=cursor) for _ in range(2)]

    owner.log(investigation_id, "line")
    for tab in tabs:
        tab.wait_for(1)

    assert tabs[0].offsets == tabs[1].offsets
    wait_for_leaders(tabs)


def test_a_leader_that_stops_sending_is_replaced(server: LiveServer, page_at: PageAt, owner: Person) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    silent = FeedPage(page_at(server.bind), owner, investigation_id, cursor=cursor)
    silent.wait_until_live("websocket")
    page = page_at(server.bind)
    page.clock.install()
    other = FeedPage(page, owner, investigation_id, cursor=cursor)
    other.wait_until_live("websocket")

    # The messages of the leader to the other tab are lost.
    silent.page.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    owner.log(investigation_id, "line")
    page.clock.fast_forward(LONG_MS)
    other.wait_for(1)

    assert other.state["leading"]


def test_a_hidden_leader_polls_slowly_once_no_other_tab_is_visible(
    server: LiveServer, page_at: PageAt, owner: Person
) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    page = page_at(server.bind)
    page.clock.install()
    leading = FeedPage(page, owner, None, cursor=cursor, transports=["poll"])
    leading.wait_until_live("poll")
    other = FeedPage(page_at(server.bind), owner, None, cursor=cursor, transports=["poll"])
    other.wait_until_live("poll")
    leading.page.evaluate(HIDE)
    owner.log(investigation_id, "seen in the other tab")
    other.wait_for(1)
    assert leading.state["interval_ms"] < 30_000

    other.page.evaluate(HIDE)
    page.clock.fast_forward(LONG_MS)

    leading.page.wait_for_function("feed.getState().interval_ms >= 30000")


def test_without_web_locks_each_tab_has_a_separate_stream(server: LiveServer, page_at: PageAt, owner: Person) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    pages = [page_at(server.bind) for _ in range(STREAMS)]
    for page in pages:
        page.evaluate("Object.defineProperty(navigator, 'locks', {value: undefined})")
    tabs = [FeedPage(page, owner, investigation_id, cursor=cursor) for page in pages]

    owner.log(investigation_id, "line")
    for tab in tabs:
        tab.wait_for(1)

    assert wait_for_leaders(tabs, STREAMS) == tabs
