"""The console's page: complete, and allowed to load nothing but itself."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_api import Embed

from wizard_service.config import ServerSettings

STATIC = Path(__file__).resolve().parents[2] / "wizard_service" / "static"
MODULES = [path for name in ("console", "elements") for path in sorted((STATIC / name).glob("*.js"))]
STYLES = [path for name in ("console", "elements") for path in sorted((STATIC / name).glob("*.css"))]
IMPORT = re.compile(r"""^(?:import|export \{)(?:[^"';]*from)? ["'](.+?)["'];?$""", re.MULTILINE)


def status_of(client: FlaskClient, path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def test_the_page_allows_no_scripts_styles_or_connections_but_its_own(client: FlaskClient) -> None:
    policy = client.get("/", headers={"Host": "wizard.example:8000"}).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")
    assert rules["connect-src"] == "'self' ws://wizard.example:8000 wss://wizard.example:8000"
    assert "unsafe" not in policy


def test_the_page_has_nothing_inline(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


def test_everything_the_page_names_is_there(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    named = re.findall(r"""(?:src|href)="(static/[^"]+)\"""", html)

    assert len(named) > 4
    assert {status_of(client, f"/{name}") for name in named} == {200}


def test_the_page_finds_the_api_wherever_it_is_mounted(embed: Embed) -> None:
    server = ServerSettings(base_path="/wiz")
    host = embed(Flask("host"), server=server)

    inside = host.test_client().get("/wiz/").get_data(as_text=True)

    assert '<meta name="wizard-base-path" content="/wiz">' in inside
    assert status_of(host.test_client(), "/wiz/static/console/console.js") == 200
    assert host.test_client().get("/").status_code == 404


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_module_imports_what_is_there_and_nothing_of_third_parties(module: Path) -> None:
    for imported in IMPORT.findall(module.read_text()):
        assert imported.startswith("."), imported
        assert (module.parent / imported).resolve().is_relative_to(STATIC)
        assert (module.parent / imported).exists(), imported


@pytest.mark.parametrize(
    "module", [path for path in MODULES if path.parent.name == "elements"], ids=lambda path: path.name
)
def test_an_element_needs_neither_the_console_nor_the_client(module: Path) -> None:
    assert {Path(each).parent.as_posix() for each in IMPORT.findall(module.read_text())} <= {"."}


@pytest.mark.parametrize("path", MODULES + STYLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_of_the_console_stays_under_200_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 200


def test_modules_of_the_console_import_without_cycles() -> None:
    graph = {path: {(path.parent / each).resolve() for each in IMPORT.findall(path.read_text())} for path in MODULES}
    while leaves := [path for path, needed in graph.items() if not needed & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]

    assert graph == {}
