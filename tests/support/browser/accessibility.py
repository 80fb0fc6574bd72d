"""Serious violations that axe-core, evaluated in a page, reports in the light and in the dark."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

# The rules of axe-core that depend on colors. No other rule has another result in the dark: the color scheme only
# selects between colors, which the tests of the console's files prove.
COLOR_RULES = ["color-contrast", "link-in-text-block"]
SCHEMES: dict[Any, dict[str, Any]] = {"light": {}, "dark": {"runOnly": COLOR_RULES}}


def violations_by_scheme(page: Page) -> Iterator[tuple[str, list[str]]]:
    """Yield each color scheme that has serious violations, with them."""
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if violations := _serious_violations(page, **options):
            yield scheme, violations


def _serious_violations(page: Page, **options: Any) -> list[str]:
    result = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"]} | options)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
