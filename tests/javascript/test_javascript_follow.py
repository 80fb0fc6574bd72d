"""`follow` in a browser: each event once and in order, whatever the network does."""

import threading
from collections.abc import Iterator

import pytest
from blocking_proxy import BlockingProxy
from cutting_proxy import CuttingProxy
from following import HIDE, Following, PageAt
from live_people import Person, PersonFor
from live_server import LiveServer
from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.live

EVENTS, EVENTS_PER_REPORT = 5000, 100
RENEWALS = 2
# Often enough that every transport is left and entered many times; later when nothing has come since the last change,
# for on a busy machine to connect takes its time.
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
TOLD_LINES = [{"message": "line"}]


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


@pytest.fixture
def cutting(server: LiveServer) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(server.bind, seed=7, at_least_bytes=20_000, at_most_bytes=200_000)
    yield proxy
    proxy.close()


def write_many(person: Person, investigation_id: str) -> None:
    report = [{"event_type": "log_appended", "data": {"lines": TOLD_LINES}}] * EVENTS_PER_REPORT
    for _ in range(EVENTS // EVENTS_PER_REPORT):
        assert person.call("POST", f"/{investigation_id}/events", report).status == 200


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
def test_5000_events_arrive_once_and_in_order_over_cuts_and_changes_of_transport(
    cutting: CuttingProxy, page_at: PageAt, owner: Person, investigation_id: str, shared: bool
) -> None:
    beginning = owner.beginning(investigation_id)
    followed = Following(page_at(cutting.bind), owner, investigation_id, cursor=beginning, shared=shared)
    followed.page.evaluate(CHANGE_AT_RANDOM)
    writer = threading.Thread(target=write_many, args=(owner, investigation_id))

    writer.start()
    followed.wait_for(EVENTS + 1)
    writer.join()

    assert followed.numbers == list(range(1, EVENTS + 2))
    assert cutting.cuts > 0


def test_it_falls_back_when_transports_are_blocked_and_climbs_back_when_they_are_not(
    proxy: BlockingProxy, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(proxy.bind)
    page.clock.install()
    followed = Following(page, owner, investigation_id, cursor=owner.beginning(investigation_id), shared=False)
    heard = 1
    for blocked, transport in [((), "websocket"), (("websocket",), "sse"), (("websocket", "sse"), "long_poll")]:
        proxy.block(*blocked)
        followed.wait_until_live(transport)
        owner.log(investigation_id, transport)
        heard += 1
        followed.wait_for(heard)

    proxy.block()
    page.clock.fast_forward("10:00")
    followed.wait_until_live("websocket")
    owner.log(investigation_id, "back")
    followed.wait_for(heard + 1)

    assert followed.numbers == list(range(1, heard + 2))


@pytest.mark.parametrize("blocked", [("sse",), ("websocket", "sse")], ids="+".join)
def test_what_is_blocked_from_the_start_is_done_without(
    proxy: BlockingProxy, page_at: PageAt, owner: Person, investigation_id: str, blocked: tuple[str, ...]
) -> None:
    proxy.block(*blocked)

    followed = Following(page_at(proxy.bind), owner, investigation_id, shared=False)
    followed.wait_until_live("long_poll" if "websocket" in blocked else "websocket")
    owner.log(investigation_id, "heard")

    followed.wait_for(1)
    assert followed.numbers == [2]


@pytest.mark.parametrize("transport", ["websocket", "sse", "long_poll", "poll"])
def test_everything_is_followed_by_any_transport_however_many_investigations_there_are(
    server: LiveServer, page_at: PageAt, owner: Person, transport: str
) -> None:
    known = [owner.create() for _ in range(12)]
    followed = Following(
        page_at(server.bind), owner, None, cursor=owner.beginning(known[0]), transports=[transport], shared=False
    )
    followed.wait_for(len(known))

    for each in known:
        owner.log(each, "line")

    followed.wait_for(2 * len(known))
    assert followed.numbers == list(range(1, 2 * len(known) + 1))


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
    followed = Following(page, owner, investigation_id, cursor=beginning, transports=[transport], shared=False)
    while len(issued) < RENEWALS + 1:
        owner.log(investigation_id, "line")
        page.wait_for_timeout(100)
    last = int(owner.cursor(investigation_id).rpartition("-")[2])

    followed.wait_for(last)
    assert followed.numbers == list(range(1, last + 1))


def test_an_expired_cursor_is_told_and_the_feed_goes_on(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    followed = Following(page, owner, investigation_id, cursor="another-7", shared=False)
    page.evaluate("window.feed.close()")
    told = page.evaluate(
        """async id => {
            for await (const event of client.follow(api, id, {cursor: 'another-7', shared: false})) {
                return [event.event_type, event.data.sync_reason, event.data.state.investigation_id];
            }
        }""",
        investigation_id,
    )

    assert told == ["state_sync", "cursor_expired", investigation_id]
    assert followed.numbers == []


def test_a_feed_that_may_not_be_followed_is_refused(
    server: LiveServer, page_at: PageAt, owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    followed = Following(page_at(server.bind), person_for(), investigation_id)

    followed.page.wait_for_function("window.failure")

    assert followed.page.evaluate("[window.failure, feed.getState().phase]") == ["not_found", "ended"]


def test_a_hidden_tab_polls_slowly_and_comes_back_at_once_when_it_is_seen(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    page.clock.install()
    page.evaluate(HIDE)
    beginning = owner.beginning(investigation_id)
    followed = Following(page, owner, investigation_id, cursor=beginning, transports=["poll"], shared=False)
    page.wait_for_function("feed.getState().interval_ms >= 30000")
    # From here on nothing but being seen lets it ask again.
    page.clock.pause_at(page.evaluate("Date.now() + 10_000"))
    owner.log(investigation_id, "while hidden")

    page.evaluate("visibility = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1000)

    page.wait_for_function("ids.length === 2")
    assert followed.numbers == [1, 2]
