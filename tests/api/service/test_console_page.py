"""The console's page: complete, and allowed to load nothing but itself."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.api.client import Embed
from tests.support.paths import ROOT
from wizard_service.config import ServerSettings

STATIC = ROOT / "wizard_service" / "static"
PARTS = ("console", "docs", "elements", "lib", "texts")
MODULES = [path for part in PARTS for path in sorted((STATIC / part).rglob("*.js"))]
STYLES = [path for part in PARTS for path in sorted((STATIC / part).rglob("*.css"))]
IMPORT = re.compile(r"""^(?:import|export \{|\})(?:[^"';]*from)? ["'](.+?)["'];$""", re.MULTILINE)


def status_of(client: FlaskClient, path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def test_the_page_allows_scripts_styles_and_connections_of_the_service_only(client: FlaskClient) -> None:
    policy = client.get("/", headers={"Host": "wizard.example:8000"}).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")
    assert rules["connect-src"] == "'self' ws://wizard.example:8000 wss://wizard.example:8000"
    assert "unsafe" not in policy


def test_the_page_has_nothing_inline(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_every_file_that_the_page_references_exists(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    named = re.findall(r"""(?:src|href)="(static/[^"]+)\"""", html)

    assert len(named) > 4
    assert {status_of(client, f"/{name}") for name in named} == {200}


def test_the_page_finds_the_api_at_any_mount_point(embed: Embed) -> None:
    server = ServerSettings(base_path="/wiz")
    host = embed(Flask("host"), server=server)

    inside = host.test_client().get("/wiz/").get_data(as_text=True)

    assert '<meta name="wizard-base-path" content="/wiz">' in inside
    assert status_of(host.test_client(), "/wiz/static/console/console.js") == 200
    assert host.test_client().get("/").status_code == 404


def name_of(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


def imports_of(module: Path) -> list[Path]:
    """Return the files that a module imports."""
    return [(module.parent / imported).resolve() for imported in IMPORT.findall(module.read_text())]


def test_the_page_names_every_module_that_a_browser_would_find_by_reading_others(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    modules = {imported for module in MODULES if module.parent != STATIC / "docs" for imported in imports_of(module)}

    assert [name_of(module) for module in modules if f'href="static/{name_of(module)}"' not in html] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_imports_only_existing_modules_of_the_package(module: Path) -> None:
    assert all(imported.startswith(".") for imported in IMPORT.findall(module.read_text()))
    for imported in imports_of(module):
        assert imported.is_relative_to(STATIC)
        assert imported.exists()


@pytest.mark.parametrize("module", sorted((STATIC / "elements").rglob("*.js")), ids=name_of)
def test_an_element_imports_only_elements_their_texts_and_the_merge_patch(module: Path) -> None:
    others = {path for path in imports_of(module) if not path.is_relative_to(STATIC / "elements")}
    texts = {STATIC / "texts" / name for name in ("elements.js", "language.js")}

    assert others <= {STATIC / "client" / "merge-patch.js"} | texts


@pytest.mark.parametrize("path", MODULES + STYLES, ids=name_of)
def test_a_file_has_less_than_200_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 200


def test_the_color_scheme_selects_colors_and_nothing_else() -> None:
    """The tests of accessibility rely on it: in the dark they look at colors alone."""
    looks = re.compile(r"prefers-color-scheme|prefers-contrast|forced-colors")

    assert [name_of(path) for path in MODULES + STYLES if looks.search(path.read_text())] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES + STYLES}), ids=name_of)
def test_a_folder_has_at_most_16_files(folder: Path) -> None:
    assert len([path for path in folder.iterdir() if path.is_file()]) <= 16


def test_at_most_one_module_in_eight_is_short() -> None:
    short = [path for path in MODULES if len(path.read_text().splitlines()) <= 40]

    assert len(short) * 8 <= len(MODULES)


def test_modules_import_without_cycles() -> None:
    graph = {path: set(imports_of(path)) for path in MODULES}
    while leaves := [path for path, imported in graph.items() if not imported & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]

    assert graph == {}
