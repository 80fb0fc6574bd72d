"""`follow` in a browser: each event once and in order, whatever the network does."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.support.browser.blocking_proxy import BlockingProxy
from tests.support.browser.feed_page import FeedPage, PageAt
from tests.support.live.cutting_proxy import CuttingProxy
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live

EVENTS, EVENTS_PER_REPORT = 5000, 100
RENEWALS = 2
# The transport changes so often that each is left and entered many times, but less often while no event arrives:
# connecting takes time on a busy machine.
CHANGE_AT_RANDOM = """() => {
    const names = ['websocket', 'sse', 'long_poll', 'poll'];
    let waitMs = 400, before = 0;
    const change = () => {
        waitMs = ids.length > before ? 400 : 1.25 * waitMs;
        before = ids.length;
        feed.interrupt(names[Math.floor(Math.random() * names.length)]);
        setTimeout(change, waitMs);
    };
    setTimeout(change, waitMs);
}"""
RENEW = """() => {
    let token = null;
    window.currentToken = async renew => (token = renew || !token ? await issue() : token);
}"""
LINES = [{"message": "line"}]


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


@pytest.fixture
def cutting(server: LiveServer) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(server.bind, seed=7, at_least_bytes=20_000, at_most_bytes=200_000)
    yield proxy
    proxy.close()


def write_many(person: Person, investigation_id: str) -> None:
    report = [{"event_type": "log_appended", "data": {"lines": LINES}}] * EVENTS_PER_REPORT
    for _ in range(EVENTS // EVENTS_PER_REPORT):
        assert person.call("POST", f"/{investigation_id}/events", report).status == 200


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
def test_5000_events_arrive_once_and_in_order_across_cuts_and_changes_of_transport(
    cutting: CuttingProxy, page_at: PageAt, owner: Person, investigation_id: str, shared: bool
) -> None:
    beginning = owner.beginning(investigation_id)
    followed = FeedPage(page_at(cutting.bind), owner, investigation_id, cursor=beginning, shared=shared)
    followed.page.evaluate(CHANGE_AT_RANDOM)
    writer = threading.Thread(target=write_many, args=(owner, investigation_id))

    writer.start()
    followed.wait_for(EVENTS + 1)
    writer.join()

    assert followed.offsets == list(range(1, EVENTS + 2))
    assert cutting.cuts > 0


def test_the_client_falls_back_when_transports_are_blocked_and_retries_the_preferred_one(
    proxy: BlockingProxy, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(proxy.bind)
    page.clock.install()
    followed = FeedPage(page, owner, investigation_id, cursor=owner.beginning(investigation_id), shared=False)
    received = 1
    for blocked, transport in [((), "websocket"), (("websocket",), "sse"), (("websocket", "sse"), "long_poll")]:
        proxy.block(*blocked)
        followed.wait_until_live(transport)
        owner.log(investigation_id, transport)
        received += 1
        followed.wait_for(received)

    proxy.block()
    page.clock.fast_forward("10:00")
    followed.wait_until_live("websocket")
    owner.log(investigation_id, "back")
    followed.wait_for(received + 1)

    assert followed.offsets == list(range(1, received + 2))


@pytest.mark.parametrize("blocked", [("sse",), ("websocket", "sse")], ids="+".join)
def test_a_transport_that_is_blocked_from_the_start_is_skipped(
    proxy: BlockingProxy, page_at: PageAt, owner: Person, investigation_id: str, blocked: tuple[str, ...]
) -> None:
    proxy.block(*blocked)

    followed = FeedPage(page_at(proxy.bind), owner, investigation_id, shared=False)
    followed.wait_until_live("long_poll" if "websocket" in blocked else "websocket")
    owner.log(investigation_id, "line")

    followed.wait_for(1)
    assert followed.offsets == [2]


@pytest.mark.parametrize("transport", ["websocket", "sse", "long_poll", "poll"])
def test_everything_is_followed_by_any_transport_however_many_investigations_there_are(
    server: LiveServer, page_at: PageAt, owner: Person, transport: str
) -> None:
    investigation_ids = [owner.create() for _ in range(12)]
    followed = FeedPage(
        page_at(server.bind),
        owner,
        None,
        cursor=owner.beginning(investigation_ids[0]),
        transports=[transport],
        shared=False,
    )
    followed.wait_for(len(investigation_ids))

    for investigation_id in investigation_ids:
        owner.log(investigation_id, "line")

    followed.wait_for(2 * len(investigation_ids))
    assert followed.offsets == list(range(1, 2 * len(investigation_ids) + 1))


@pytest.mark.parametrize("transport", ["websocket", "sse", "long_poll", "poll"])
def test_an_expired_token_is_renewed_and_nothing_is_lost(
    server: LiveServer, context: BrowserContext, page_at: PageAt, person_for: PersonFor, transport: str
) -> None:
    owner = person_for("renewing-" + transport)
    investigation_id = owner.create()
    issued: list[str] = []

    def issue() -> str:
        issued.append(person_for(owner.user_id, ttl_s=3).token)
        return issued[-1]

    context.expose_function("issue", issue)
    page = page_at(server.bind)
    page.evaluate(RENEW)
    beginning = owner.beginning(investigation_id)
    followed = FeedPage(page, owner, investigation_id, cursor=beginning, transports=[transport], shared=False)
    while len(issued) < RENEWALS + 1:
        owner.log(investigation_id, "line")
        page.wait_for_timeout(100)
    last = int(owner.cursor(investigation_id).rpartition("-")[2])

    followed.wait_for(last)
    assert followed.offsets == list(range(1, last + 1))


def test_after_an_expired_cursor_the_feed_resumes_with_the_state(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    followed = FeedPage(page, owner, investigation_id, cursor="another-7", shared=False)
    page.evaluate("window.feed.close()")
    event = page.evaluate(
        """async id => {
            for await (const event of client.follow(api, id, {cursor: 'another-7', shared: false})) {
                return [event.event_type, event.data.sync_reason, event.data.state.investigation_id];
            }
        }""",
        investigation_id,
    )

    assert event == ["state_sync", "cursor_expired", investigation_id]
    assert followed.offsets == []


def test_a_feed_without_access_is_refused(
    server: LiveServer, page_at: PageAt, owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    followed = FeedPage(page_at(server.bind), person_for(), investigation_id)

    followed.page.wait_for_function("window.failure")

    assert followed.page.evaluate("[window.failure, feed.getState().phase]") == ["not_found", "ended"]
