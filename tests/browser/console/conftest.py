"""Fixtures that run the console in Chromium against a real server with several workers.

Each test has its own users, so tests share the server.
"""

import uuid
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from tests.support.browser.console_page import RESULTS, ConsoleFor, ConsolePage
from tests.support.browser.console_pages import ConsolePages
from tests.support.examples.command import EXAMPLE_COMMAND
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person, PersonFor, serving

# How long a failed test waits for what its page shows.
SNAPSHOT_TIMEOUT_MS = 10_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the page shows to the report of a failed test."""
    report = yield
    console = item.funcargs.get("console") if isinstance(item, pytest.Function) else None
    if report.failed and report.when == "call" and isinstance(console, ConsolePage):
        report.sections.append((f"page at {console.page.url}", _snapshot(console)))
    return report


def _snapshot(console: ConsolePage) -> str:
    try:
        shown = console.page.locator("body").aria_snapshot(timeout=SNAPSHOT_TIMEOUT_MS)
    except Error as error:
        shown = str(error)
    return "\n".join([*console.page_errors, shown])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_LOGIN_LINKS": "true", "WIZARD_EXAMPLE_COMMAND": EXAMPLE_COMMAND}
    settings |= {"WIZARD_STREAMS_PER_USER": "200", "WIZARD_POLLING_RATE_LIMIT_PER_S": "0"}
    with serving(tmp_path_factory.mktemp("console"), **settings) as running:
        yield running


@pytest.fixture
def person_for(server: LiveServer) -> Iterator[PersonFor]:
    """Return a function that makes a user from an id (default: a new one), scopes and ttl_s."""
    with ExitStack() as opened:

        def person(user_id: str | None = None, *scopes: str, ttl_s: int = 600) -> Person:
            return Person(server, opened, user_id or f"user-{uuid.uuid4()}", *scopes, ttl_s=ttl_s)

        yield person


@pytest.fixture
def owner(person_for: PersonFor) -> Person:
    return person_for()


@pytest.fixture(scope="session")
def console_pages(browser: Browser, server: LiveServer) -> Iterator[ConsolePages]:
    with closing(ConsolePages(browser, server.url)) as pages:
        yield pages


@pytest.fixture
def console_for(console_pages: ConsolePages) -> Iterator[ConsoleFor]:
    """Return a function that logs a user in to the console, in a separate browser context."""
    with ExitStack() as opened:

        def console(person: Person) -> ConsolePage:
            opened_console = console_pages.take()
            opened_console.log_in(person.token)
            opened.callback(console_pages.give_back, opened_console)
            return opened_console

        yield console


@pytest.fixture
def console(console_for: ConsoleFor, owner: Person) -> ConsolePage:
    return console_for(owner)


@pytest.fixture
def template(owner: Person, settings: dict[str, Any]) -> Document:
    """Return a template with the placeholder `address`, and every setting different from the defaults of the form."""
    filled = {
        "name": "Of the template",
        "description": "Every address that failed",
        "entities": [{"entity_type": "host", "entity_id": "{{address}}", "name": "Gateway"}],
        "time_range": {"start": "2026-01-01T00:00:00.000Z", "end": "2026-01-02T12:30:00.000Z"},
        "tools": [{"tool_name": "root_attempts", "enabled": True, "parameters": {"limit": 3}}],
        "correlation_mode": "AND",
        "execution_mode": "sequential",
    }
    answer = owner.call("POST", "/templates", {"name": "Brute force", "settings": settings | filled})
    assert answer.status == 201, answer.body
    return answer.document


@pytest.fixture
def view_paths(owner: Person, settings: dict[str, Any], template: Document) -> dict[str, str]:
    """Create content for every view and return the path of each view by name."""
    draft, running, failed, done = (owner.create(settings=settings | {"name": name}) for name in ("a", "b", "c", "d"))
    for started in (running, failed, done):
        owner.change(started, wizard_step="PROGRESS")
        owner.report(started, "progress_updated", percent_complete=45, current_phase="execution")
        owner.report(started, "tool_execution_started", tool_name="failed_logins")
        owner.report(started, "agent_updated", agent_name="reader", status="running", progress=10)
        owner.log(started, "a line")
    owner.report(failed, "error_occurred", error_message="gone", recoverable=False)
    owner.change(done, results=RESULTS, status="COMPLETED")
    ids = {"settings": draft, "progress": running, "error": failed, "results": done}
    ids |= {"audit": f"{done}/audit", "version": f"{done}/v6"}
    template_id = template["template_id"]
    lists = {"home": "", "templates": f"templates/{template_id}", "history": "history", "overview": "overview"}
    return lists | {"editor": f"templates/{template_id}/edit"} | {k: f"i/{v}" for k, v in ids.items()}
