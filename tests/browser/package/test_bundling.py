"""Bundlers leave out what a page does not use of the npm package, and keep the elements that it defines."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browser.typescript import TOOLS, BuiltClient

API = "import { createApi } from '@wizard-service/client'; createApi({});"
ELEMENTS = "import { defineElements } from '@wizard-service/client/elements';"
Bundle = Callable[[str], str]
TAGS = ("wizard-progress", "wizard-log", "wizard-changes", "wizard-results")


@pytest.fixture
def bundle(built_client: BuiltClient, tmp_path: Path) -> Bundle:
    package = tmp_path / "node_modules" / "@wizard-service" / "client"
    package.parent.mkdir(parents=True)
    package.symlink_to(built_client.folder / "package")

    def run(source: str) -> str:
        command = ["node", str(TOOLS / "esbuild" / "bin" / "esbuild"), "--bundle", "--format=esm", "--minify"]
        done = subprocess.run(command, cwd=tmp_path, input=source, check=True, capture_output=True, text=True)
        return done.stdout

    return run


def test_a_page_that_defines_the_elements_has_all_of_them(bundle: Bundle) -> None:
    bundled = bundle(f"{ELEMENTS} defineElements();")

    assert [tag for tag in TAGS if tag not in bundled] == []


def test_a_page_that_only_imports_the_elements_has_none_of_them(bundle: Bundle) -> None:
    bundled = bundle(f"{API} {ELEMENTS}")

    assert "wizard-" not in bundled
    assert "/poll" in bundled


def test_a_page_that_uses_the_store_has_neither_hooks_nor_elements(bundle: Bundle) -> None:
    store = "import { INITIAL_STATE } from '@wizard-service/client/store'; console.log(INITIAL_STATE);"

    assert len(bundle(store)) < len(bundle(API)) / 4
