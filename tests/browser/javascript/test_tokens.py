"""The option `token` of the JavaScript client: a string, a function, or something else."""

import pytest

from tests.support.browser.feed_page import PageAt
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live

TRANSPORTS = ["websocket", "sse", "long_poll", "poll"]
FOLLOW_WITH_STRING = """([token, id, transport]) => {
    window.failure = null;
    window.received = [];
    const api = client.createApi({token});
    (async () => {
        const feed = client.follow(api, id, {transports: [transport]});
        try { for await (const event of feed) received.push(event.event_type); }
        catch (failure) { window.failure = [failure.status, failure.code]; }
    })();
}"""


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_string_is_a_token(server: LiveServer, page_at: PageAt, owner: Person, transport: str) -> None:
    investigation_id = owner.create()
    page = page_at(server.bind)

    page.evaluate(FOLLOW_WITH_STRING, [owner.token, investigation_id, transport])

    page.wait_for_function("received.length || failure")
    assert page.evaluate("[received[0], failure]") == ["state_sync", None]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_following_with_a_string_ends_when_the_token_has_expired(
    server: LiveServer, page_at: PageAt, person_for: PersonFor, transport: str
) -> None:
    owner = person_for("constant-" + transport)
    investigation_id = owner.create()
    page = page_at(server.bind)
    expiring = person_for(owner.user_id, ttl_s=3).token

    page.evaluate(FOLLOW_WITH_STRING, [expiring, investigation_id, transport])

    page.wait_for_function("failure")
    assert page.evaluate("failure") == [401, "token_expired"]


def test_anything_else_than_a_string_or_a_function_is_refused_at_once(server: LiveServer, page_at: PageAt) -> None:
    refusals = page_at(server.bind).evaluate(
        """() => [7, {}, null].map(token => {
            try { client.createApi({token}); return null; } catch (failure) { return failure.message; }
        })"""
    )

    assert refusals == ['The option "token" is neither a string nor a function.'] * 3
