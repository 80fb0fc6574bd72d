"""Importing the package of the clients loads no HTTP client; a name that is used loads its module."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from wizard_service import client

# Python itself loads 34 modules here, and what `client/__init__` needs for its types some 30 more.
MOST_MODULES = 80
HEAVY = {"httpx2", "httpcore2", "anyio", "asyncio", "ssl", "wsproto", "email", "json", "flask"}


def _loaded_by(statement: str) -> set[str]:
    command = [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())


def test_the_import_of_the_package_loads_few_modules() -> None:
    loaded = _loaded_by("import wizard_service.client")

    assert "wizard_service.client" in loaded
    assert len(loaded) <= MOST_MODULES
    assert not loaded & HEAVY


def test_a_client_does_not_load_the_other_one() -> None:
    loaded = _loaded_by("from wizard_service.client import WizardClient")

    assert "wizard_service.client.client" in loaded
    assert "wizard_service.client.async_client" not in loaded


@pytest.mark.parametrize("name", client.__all__)
def test_every_public_name_is_imported_when_it_is_used(name: str) -> None:
    assert getattr(client, name) is not None
    assert name in dir(client)


def test_type_checkers_read_the_names_that_programs_can_import() -> None:
    (checked,) = (node for node in ast.parse(Path(client.__file__).read_text()).body if isinstance(node, ast.If))
    imports = (node for node in checked.body if isinstance(node, ast.ImportFrom))

    declared = {alias.name: f".{node.module}" for node in imports for alias in node.names}

    assert declared == client._MODULES
    assert set(declared) == set(client.__all__)


def test_a_star_imports_every_public_name() -> None:
    names: dict[str, object] = {}
    exec("from wizard_service.client import *", names)

    assert set(client.__all__) <= set(names)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Missing'"):
        client.Missing  # noqa: B018 - reading it raises
