"""The client on a page of another origin, which WIZARD_ALLOWED_ORIGINS names."""

from typing import Any

import pytest
from live_people import ALLOWED_ORIGIN, Person
from live_server import LiveServer
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.live

# As a frontend would: everything from the service, and a change made on what was read.
USE = """async ([service, token, id, transports]) => {
    const { createApi, follow } = await import(`${service}/static/client/index.js`);
    const api = createApi({ baseUrl: `${service}/api/v1/wizard`, token: () => token });
    const { cursor } = await api.poll(id);
    const { document, etag } = await api.get(id);
    const { document: changed } = await api.patch(id, { settings: { name: 'From elsewhere' } }, { etag });
    const told = {};
    for (const transport of transports) {
        for await (const event of follow(api, id, { cursor, transports: [transport], shared: false })) {
            told[transport] = event.id;
            break;
        }
    }
    return { name: document.settings.name, changed: changed.settings.name, told };
}"""
TRANSPORTS = ["websocket", "sse", "long_poll", "poll"]


def page_of(context: BrowserContext, origin: str) -> Page:
    context.route(f"{origin}/**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{origin}/")
    return page


def test_a_page_of_an_allowed_origin_calls_changes_and_follows_by_every_transport(
    server: LiveServer, context: BrowserContext, owner: Person, settings: dict[str, Any]
) -> None:
    known = owner.create(settings=settings)
    page = page_of(context, ALLOWED_ORIGIN)

    seen = page.evaluate(USE, [server.url, owner.token, known, TRANSPORTS])

    assert (seen["name"], seen["changed"]) == (settings["name"], "From elsewhere")
    assert seen["told"].keys() == {*TRANSPORTS}
    assert len(set(seen["told"].values())) == 1


def test_a_page_of_any_other_origin_gets_nothing(server: LiveServer, context: BrowserContext, owner: Person) -> None:
    page = page_of(context, "https://elsewhere.example")

    ask = "([url, token]) => fetch(url, {headers: {Authorization: `Bearer ${token}`}}).then(() => 'told', () => 'not')"
    told = page.evaluate(ask, [f"{server.url}/api/v1/wizard/active", owner.token])

    assert told == "not"
