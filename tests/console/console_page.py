"""The console as a person uses it: by what it says, not by how it is built."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# What an executor stores at the end.
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


# What each view has and the others have not.
SIGNS = {
    "home": ".at-home h1",
    "templates": ".at-templates h1",
    "history": ".at-history h1",
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
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def log_in(self, token: str) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("Access token").fill(token)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Investigations", exact=True)).to_be_visible()

    def open(self, place: str) -> None:
        """Go to what stands behind the # of the address."""
        self.page.evaluate("place => { location.hash = place }", f"#/{place}")

    def watch(self, investigation_id: str, view: str = "") -> None:
        """Open an investigation and wait until it is there: the page before was live as well."""
        self.open(f"i/{investigation_id}{view}")
        expect(self.page.locator(".head .facts")).to_have_text(re.compile(f"{investigation_id}.*saved"))
        self.expect_live()

    def look(self, view: str, place: str) -> None:
        """Open one of the fixture `places` and wait until it is shown, and all of it."""
        _, slash, investigation = place.partition("i/")
        if slash:
            known, slash, rest = investigation.partition("/")
            self.watch(known, slash + rest)
        else:
            self.open(place)
        expect(self.page.locator(SIGNS[view]).first).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def rendered(self) -> None:
        """Wait until what has happened so far shows: the console renders before the next frame."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name, exact=True, level=1)

    @property
    def saving(self) -> Locator:
        """What the page says about saving."""
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
        """Show what the newest entry of the trail has changed, when that is the view."""
        if view == "audit":
            self.page.locator("wizard-audit summary").first.click()

    def expect_saved(self) -> None:
        self.rendered()
        expect(self.saving).to_have_text(re.compile("^saved"))

    def expect_live(self, transport: str = "") -> None:
        expect(self.connection).to_have_text(re.compile(f"{transport}.*live"))

    def expect_step(self, step: str) -> None:
        """Expect this step to be on the screen."""
        current = self.page.locator("wizard-steps").locator('button[aria-current="step"]')
        expect(current).to_contain_text(step)

    @property
    def id(self) -> str:
        found = re.search(r"#/i/([\w-]+)", self.page.url)
        assert found, self.page.url
        return found[1]

    def event_ids(self) -> list[int]:
        """Return the numbers of the events in the drawer, the newest first."""
        cells = self.page.locator("#drawer-content tbody td:first-child").all_inner_texts()
        return [int(cell.rpartition("-")[2]) for cell in cells]


ConsoleFor = Callable[..., ConsolePage]
