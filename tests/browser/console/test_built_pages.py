"""The pages of an installed package: one script and one style sheet each, which the browser keeps indefinitely."""

import gzip
import re
import shutil
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.contexts import new_context
from tests.support.live.server import LiveServer
from tests.support.live.users import serving, token_of
from tests.support.paths import ROOT, WITHOUT_EXTRAS
from wizard_service.tools.bundle.pages import build_pages

pytestmark = [pytest.mark.live, pytest.mark.own_server]
ELEMENTS = ROOT / "wizard_service" / "static" / "elements"
# The name of the element that a module defines.
DEFINED = re.compile(r"^export class \w+ extends elementWith\('([\w-]+)'", re.MULTILINE)
# Imports each module of an element, and returns the names of the elements whose class it exports.
IMPORT_ELEMENTS = """modules => Promise.all(Object.entries(modules).map(async ([path, name]) => {
    const exported = Object.values(await import(`/static/elements/${path}`));
    return exported.includes(customElements.get(name)) ? name : path;
}))"""
SHOW_IN_ANOTHER_LANGUAGE = """async () => {
    const { defineElements, ENGLISH, setLanguage } = await import('/static/elements/index.js');
    const steps = { ...ENGLISH.elements.steps, title: 'Schritte' };
    setLanguage({ tag: 'de', elements: { ...ENGLISH.elements, steps } });
    const Steps = defineElements().find((one) => one === customElements.get('wizard-steps'));
    document.body.replaceChildren(new Steps());
}"""
RESOURCES = "performance.getEntriesByType('resource').map(({ name, transferSize }) => [name, transferSize])"
DECODERS = {"gzip": gzip.decompress, "identity": bytes}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Run the package as a wheel installs it."""
    folder = tmp_path_factory.mktemp("built")
    package = folder / "wizard_service"
    shutil.copytree(ROOT / "wizard_service", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "sql", package / "sql")
    build_pages(package / "static")
    path = f"{folder}:{WITHOUT_EXTRAS.removeprefix(f'{ROOT}:')}"
    with serving(folder, PYTHONPATH=path) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = new_context(browser)
    yield context.new_page()
    context.close()


def static_files(page: Page, server: LiveServer) -> dict[str, int]:
    """Return the static files that a page has loaded, and how many bytes of each came over the network."""
    begin = f"{server.url}/static/"
    return {name.removeprefix(begin): size for name, size in page.evaluate(RESOURCES) if name.startswith(begin)}


def test_the_console_loads_one_script_and_one_style_sheet_and_later_none(page: Page, server: LiveServer) -> None:
    page.goto(server.url)
    console = ConsolePage(page, server.url)
    console.log_in(token_of("installed"))
    first = static_files(page, server)
    # The icon is also an image of the page.
    built = {name for name in first if name.startswith("pages/")}
    assert sorted(name.split(".")[0] + "." + name.split(".")[-1] for name in built) == [
        "pages/console.css",
        "pages/console.js",
        "pages/theme-before-paint.js",
    ]
    assert set(first) - built <= {"console/icon.svg"}

    page.goto(f"{server.url}/#/history")
    page.reload()

    expect(console.heading("History")).to_be_visible()
    assert {name: size for name, size in static_files(page, server).items() if name in built} == dict.fromkeys(built, 0)
    assert console.page_errors == []


def test_the_documentation_is_one_script_too(page: Page, server: LiveServer) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.url}/docs")

    expect(page.locator("section#post_investigations")).to_be_attached()
    assert {name.rpartition(".")[2] for name in static_files(page, server)} == {"css", "js"}
    assert errors == []


def test_the_module_of_each_element_defines_it_and_loads_one_file_for_all(page: Page, server: LiveServer) -> None:
    modules = {
        path.relative_to(ELEMENTS).as_posix(): name
        for path in ELEMENTS.rglob("*.js")
        for name in DEFINED.findall(path.read_text())
    }
    page.goto(f"{server.url}/health")

    assert sorted(page.evaluate(IMPORT_ELEMENTS, modules)) == sorted(modules.values())

    others = static_files(page, server).keys() - {f"elements/{path}" for path in modules}
    assert [(name.split(".")[0], name.rpartition(".")[2]) for name in others] == [("pages/elements", "js")]


def test_the_elements_take_another_language_and_the_colours_of_their_theme(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/health")

    page.evaluate(SHOW_IN_ANOTHER_LANGUAGE)

    expect(page.get_by_role("navigation", name="Schritte")).to_be_visible()
    expect(page.locator("html")).to_have_css("--wz-tokens", "1")


@pytest.mark.parametrize("coding", DECODERS)
def test_a_built_file_is_kept_for_ever_and_sent_in_the_coding_that_the_client_accepts(
    page: Page, server: LiveServer, coding: str
) -> None:
    page.goto(server.url)
    source = str(page.locator("script[type=module]").get_attribute("src"))
    request = urllib.request.Request(f"{server.url}/{source}", headers={"Accept-Encoding": coding})

    with urllib.request.urlopen(request) as answer:
        headers, body = answer.headers, answer.read()

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers.get("Content-Encoding", "identity") == coding
    stored = server.folder / "wizard_service" / f"{source}.gz"
    assert DECODERS[coding](body) == gzip.decompress(stored.read_bytes())
