"""A tab that follows a feed and collects the ids it receives."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.support.live.users import Person

PageAt = Callable[..., Page]

HIDE = """() => {
    window.visibility = 'hidden';
    Object.defineProperty(document, 'visibilityState', {get: () => visibility});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
FOLLOW = """([token, id, options]) => {
    window.api = client.createApi({token: window.currentToken ?? (() => token)});
    window.ids = [];
    window.feed = client.follow(api, id, options);
    (async () => {
        try { for await (const event of feed) if (event.id) ids.push(event.id); }
        catch (failure) { window.failure = failure.code ?? String(failure); }
    })();
}"""


class FeedPage:
    """One tab's `follow`; options are those of the client."""

    def __init__(self, page: Page, person: Person, investigation_id: str | None, **options: Any) -> None:
        self.page = page
        page.evaluate(FOLLOW, [person.token, investigation_id, options])

    @property
    def offsets(self) -> list[int]:
        ids: list[str] = self.page.evaluate("ids")
        return [int(event_id.rpartition("-")[2]) for event_id in ids]

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.page.evaluate("feed.getState()")
        return state

    def wait_for(self, count: int) -> None:
        self.page.wait_for_function("count => ids.length >= count || window.failure", arg=count)
        failure = self.page.evaluate("window.failure ?? null")
        assert failure is None, failure

    def wait_until_live(self, transport: str) -> None:
        condition = "name => feed.getState().phase === 'live' && feed.getState().transport === name"
        self.page.wait_for_function(condition, arg=transport)
