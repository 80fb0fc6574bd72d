"""The client on a page of another origin, which WIZARD_ALLOWED_ORIGINS names."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.live.server import LiveServer
from tests.support.live.users import ALLOWED_ORIGIN, Person

pytestmark = pytest.mark.live

# A frontend of another origin reads from the service, changes what it read, and follows by every transport.
USE = """async ([service, token, id, transports]) => {
    const { createApi, follow } = await import(`${service}/static/client/index.js`);
    const api = createApi({ baseUrl: `${service}/api/v1/wizard`, token: () => token });
    const { cursor } = await api.poll(id);
    const { document, etag } = await api.get(id);
    const { document: changed } = await api.patch(id, { settings: { name: 'From elsewhere' } }, { etag });
    const ids = {};
    for (const transport of transports) {
        for await (const event of follow(api, id, { cursor, transports: [transport], shared: false })) {
            ids[transport] = event.id;
            await api.patch(id, { settings: { name: transport } }, { etag: '*' });
            break;
        }
    }
    const { events } = await api.poll(id, { cursor });
    const changes = events.filter(({ event_type }) => event_type === 'state_updated');
    const sources = changes.map(({ source }) => source);
    return { name: document.settings.name, changed: changed.settings.name, ids, sources };
}"""
READ = """([url, token]) =>
    fetch(url, {headers: {Authorization: `Bearer ${token}`}}).then(() => 'read', () => 'refused')"""
TRANSPORTS = ["websocket", "sse", "long_poll", "poll"]


def page_of(context: BrowserContext, origin: str) -> Page:
    context.route(f"{origin}/**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{origin}/")
    return page


def test_a_page_of_an_allowed_origin_calls_changes_and_follows_by_every_transport(
    server: LiveServer, context: BrowserContext, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    page = page_of(context, ALLOWED_ORIGIN)

    result = page.evaluate(USE, [server.url, owner.token, investigation_id, TRANSPORTS])

    assert (result["name"], result["changed"]) == (settings["name"], "From elsewhere")
    assert result["ids"].keys() == {*TRANSPORTS}
    assert len(set(result["ids"].values())) == 1
    assert result["sources"] == ["USER", "USER", "USER", "POLLING", "POLLING"]


def test_a_page_of_any_other_origin_cannot_read(server: LiveServer, context: BrowserContext, owner: Person) -> None:
    page = page_of(context, "https://elsewhere.example")

    outcome = page.evaluate(READ, [f"{server.url}/api/v1/wizard/active", owner.token])

    assert outcome == "refused"
