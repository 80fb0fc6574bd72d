"""Drives the console as a user does: by roles, labels and text."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# The results that an executor stores at the end.
RESULTS = {
    "findings": [
        {
            "title": "Guessing",
            "description": "528 attempts",
            "severity": "high",
            "confidence": 0.9,
            "evidence": [{"attempts": 528}],
        }
    ],
    "risk_score": {"overall_score": 72.5, "category_scores": {"brute_force": 70}, "risk_level": "high"},
    "completed_at": "2026-01-02T00:00:00Z",
}


# A selector for each view, which matches once that view shows.
VIEW_SELECTORS = {
    "home": ".at-home h1",
    "templates": ".at-templates h1",
    "editor": ".template-editor wizard-settings",
    "history": ".at-history h1",
    "overview": ".at-overview wizard-overview figure",
    "settings": "wizard-settings",
    "progress": "wizard-progress",
    "error": "wizard-progress",
    "results": "wizard-results",
    "audit": "wizard-audit summary",
    "version": ".past-view .banner",
}


class ConsolePage:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.page_errors: list[str] = []
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))

    def log_in(self, token: str) -> None:
        """Fill in the login form, which the page shows."""
        self.page.get_by_label("Access token").fill(token)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Investigations", exact=True)).to_be_visible()

    def open(self, path: str) -> None:
        """Set the fragment of the address."""
        self.page.evaluate("fragment => { location.hash = fragment }", f"#/{path}")

    def open_investigation(self, investigation_id: str, view: str = "") -> None:
        """Open an investigation and wait until the page shows it and follows its feed."""
        self.open(f"i/{investigation_id}{view}")
        expect(self.page.locator(".head .facts")).to_have_text(re.compile(f"{investigation_id}.*(saved|as it was)"))
        self.expect_live()

    def open_view(self, view: str, path: str) -> None:
        """Open one of the fixture `view_paths` and wait until all of it has rendered."""
        _, is_investigation, investigation = path.partition("i/")
        if is_investigation:
            investigation_id, slash, rest = investigation.partition("/")
            self.open_investigation(investigation_id, slash + rest)
        else:
            self.open(path)
        expect(self.page.locator(VIEW_SELECTORS[view]).first).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def wait_until_rendered(self) -> None:
        """Wait for two frames: the console renders pending changes before the next frame."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True, level=1)

    @property
    def save_status(self) -> Locator:
        return self.page.locator(".facts").get_by_role("status")

    @property
    def connection(self) -> Locator:
        return self.page.locator("wizard-connection").get_by_role("status")

    def fill_in(self, name: str, *, entity: str = "183.62.140.253", tool: str = "failed_logins_by_address") -> None:
        """Fill in the settings of a new investigation and wait until they are saved."""
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Identifier").first.fill(entity)
        self.button("Add tool").click()
        self.page.get_by_label("Name of tool 1").fill(tool)
        self.expect_saved()

    def unfold(self, view: str) -> None:
        """Unfold the newest entry where the view is the audit trail."""
        if view == "audit":
            self.page.locator("wizard-audit summary").first.click()

    def expect_saved(self) -> None:
        self.wait_until_rendered()
        expect(self.save_status).to_have_text(re.compile("^saved"))

    def expect_live(self, transport: str = "") -> None:
        expect(self.connection).to_have_text(re.compile(f"{transport}.*live"))

    def expect_step(self, step: str) -> None:
        """Expect the page to show this step."""
        current = self.page.locator("wizard-steps").locator('button[aria-current="step"]')
        expect(current).to_contain_text(step)

    @property
    def id(self) -> str:
        match = re.search(r"#/i/([\w-]+)", self.page.url)
        assert match, self.page.url
        return match[1]

    def event_offsets(self) -> list[int]:
        """Return the offsets of the events in the drawer, the newest first."""
        cells = self.page.locator("#drawer-content tbody td:first-child").all_inner_texts()
        return [int(cell.rpartition("-")[2]) for cell in cells]


ConsoleFor = Callable[..., ConsolePage]
