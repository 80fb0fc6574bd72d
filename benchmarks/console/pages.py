"""A page of the console for one user, the processor time of its main thread, and what the user's executor reports."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person

TOOLS = [f"tool_{number:02}" for number in range(12)]
LINES_OF_REPORT = 50
_LINES_OF_REQUEST = 500
SETTINGS = {
    "name": "A long log",
    "entities": [{"entity_type": "ip", "entity_id": "203.0.113.7"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": name} for name in TOOLS],
}
# In ms of the page's clock; the seconds are for load averages above 1.
TIMEOUT_MS = 60_000


@contextmanager
def user_of(server: LiveServer) -> Iterator[Person]:
    with ExitStack() as opened:
        yield Person(server, opened, f"user-{uuid.uuid4()}", ttl_s=3600)


@contextmanager
def logged_in(browser: Browser, person: Person) -> Iterator[BrowserContext]:
    """Return a browser context with the session cookie of a user."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(TIMEOUT_MS)
    origin = {"Origin": person.server.url}
    answer = context.request.post(f"{person.server.url}/api/v1/wizard/session", headers=person.bearer | origin)
    assert answer.ok, answer.text()
    yield context
    context.close()


def start_investigation(person: Person, lines: int) -> str:
    """Return the id of a running investigation with a log of this length."""
    investigation_id = person.create(settings=SETTINGS)
    person.change(investigation_id, wizard_step="PROGRESS")
    person.report(investigation_id, "progress_updated", percent_complete=1, current_phase="execution")
    for begin in range(0, lines, _LINES_OF_REQUEST):
        person.report(investigation_id, "log_appended", lines=log_lines(begin, min(lines, begin + _LINES_OF_REQUEST)))
    return investigation_id


def log_lines(begin: int, end: int) -> list[Document]:
    """Return lines as the example writes them: an address, a count, and an agent."""
    text = "burst of {} failed logins from 183.62.140.{} within 60 s, users root, admin, test, oracle"
    return [
        {"message": text.format(number, number % 250), "level": "info", "agent_name": f"reader-{number % 4}"}
        for number in range(begin, end)
    ]


def report(person: Person, investigation_id: str, number: int) -> None:
    """Report 50 lines and a percent, as an executor does."""
    lines = log_lines(number * LINES_OF_REPORT, (number + 1) * LINES_OF_REPORT)
    events = [
        {"event_type": "log_appended", "data": {"lines": lines}},
        {"event_type": "progress_updated", "data": {"percent_complete": number % 100}},
    ]
    answer = person.call("POST", f"/{investigation_id}/events", events)
    assert answer.status == 200, answer.body


def open_investigation(context: BrowserContext, person: Person, investigation_id: str) -> Page:
    """Open an investigation and wait until its log shows and its feed is live."""
    page = context.new_page()
    page.goto(f"{person.server.url}/#/i/{investigation_id}")
    expect(page.get_by_role("log").get_by_text("burst").first).to_be_visible(timeout=TIMEOUT_MS)
    expect(page.locator("wizard-connection").get_by_role("status")).to_contain_text("live", timeout=TIMEOUT_MS)
    return page


class MainThread:
    """The processor time that the main thread of a page has used."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read_ms(self) -> dict[str, float]:
        """Return the time of all tasks, and of scripts, styles and layout among them, since the page was opened."""
        metrics = {row["name"]: row["value"] for row in self._session.send("Performance.getMetrics")["metrics"]}
        names = ("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
        return {name.removesuffix("Duration"): metrics[name] * 1000 for name in names}

    def over(self, page: Page, ms: float) -> dict[str, float]:
        """Return the time used in the next `ms`."""
        before = self.read_ms()
        page.wait_for_timeout(ms)
        after = self.read_ms()
        return {name: after[name] - before[name] for name in before}
