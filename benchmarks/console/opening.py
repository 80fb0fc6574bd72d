"""The time until the list of investigations shows, by the latency of the network."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.support.live.server import LiveServer
from tests.support.live.users import Person

from .pages import SETTINGS, logged_in, user_of

INVESTIGATIONS = 20
OPENINGS = 5
# Notes when the first investigation of the list shows.
NOTE = """(() => {
    const note = () => {
        if (document.querySelector('nav a.item')) window.listedAt = performance.now();
        else requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
})()"""


def measure_opening(browser: Browser, server: LiveServer, latency_ms: int) -> Iterator[tuple[str, str]]:
    with user_of(server) as person:
        for number in range(INVESTIGATIONS):
            person.create(settings=SETTINGS | {"name": f"Listed {number}"})
        for latency in (0, latency_ms):
            cold, warm = [], []
            for _ in range(OPENINGS):
                with logged_in(browser, person) as context:
                    cold.append(_open(context, person, latency))
                    warm.append(_open(context, person, latency))
            yield f"first list at {latency} ms latency, cold", _median(cold)
            yield f"first list at {latency} ms latency, warm", _median(warm)


def _open(context: BrowserContext, person: Person, latency_ms: int) -> dict[str, float]:
    """Open the console in a new tab. Return ms, requests and KB received until the list shows."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    unlimited = {"downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency_ms, **unlimited})
    received: dict[str, float] = {}
    sent: set[str] = set()

    def finished(event: Any) -> None:
        received[event["requestId"]] = event["encodedDataLength"]

    def from_network(event: Any) -> None:
        response = event["response"]
        if not response.get("fromDiskCache") and not response["url"].startswith("data:"):
            sent.add(event["requestId"])

    network.on("Network.loadingFinished", finished)
    network.on("Network.responseReceived", from_network)
    page.add_init_script(NOTE)
    page.goto(f"{person.server.url}/")
    page.wait_for_function("() => window.listedAt !== undefined", polling=50)
    ms = page.evaluate("listedAt")
    page.close()
    return {"ms": ms, "requests": len(sent), "KB": sum(received.values()) / 1000}


def _median(openings: list[dict[str, float]]) -> str:
    openings.sort(key=lambda opening: opening["ms"])
    middle = openings[len(openings) // 2]
    return f"{middle['ms']:.0f} ms, {middle['requests']:.0f} requests, {middle['KB']:.0f} KB"
