"""Pages that Vite has built on the npm package, opened in Chromium at the address of the service."""

import json
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.support.live.server import LiveServer


class InstalledPage:
    """A page of `built` below /app/, which a server may have rendered."""

    def __init__(self, server: LiveServer, context: BrowserContext, built: Path, rendered_by: str = "") -> None:
        self._server = server
        self._built = built
        self._rendered_by = rendered_by
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.problems: list[str] = []
        self.page.on("request", lambda request: self.requests.append(f"{request.method} {request.url}"))
        self.page.on("pageerror", lambda failure: self.problems.append(str(failure)))
        self.page.on("console", lambda message: self._notice(message.type, message.text))
        self.page.route("**/app/**", self._serve)

    def open(self, name: str = "index.html", **given: Any) -> None:
        """Open a page that finds `given` in `window.given`; a server that renders it supplies its own."""
        if not self._rendered_by:
            self.page.add_init_script(f"window.given = {json.dumps(given)}")
        self.page.goto(f"{self._server.url}/app/{name}")

    def count(self, request: str) -> int:
        """Count the requests, written as `GET /path`, that the page has sent."""
        method, path = request.split()
        return self.requests.count(f"{method} {self._server.url}{path}")

    def _serve(self, route: Route) -> None:
        name = route.request.url.partition("/app/")[2]
        if name.endswith(".html") and self._rendered_by:
            with urllib.request.urlopen(self._rendered_by) as response:
                route.fulfill(body=response.read(), content_type="text/html")
        else:
            route.fulfill(path=self._built / name)

    def _notice(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(text)
