"""The recipes of docs/frameworks.md, each in a page that Vite has built with the npm package."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.installed_page import InstalledPage
from tests.support.browser.npm_projects import ProjectOf, vite
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.once import OncePerRun
from tests.support.paths import ROOT

pytestmark = pytest.mark.live

PAGE = (ROOT / "docs" / "frameworks.md").read_text()
RECIPE = re.compile(r"^## ([\w ]+)\n\n```js\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECIPES = {title.lower().replace(" ", "-"): code for title, code in RECIPE.findall(PAGE)}
# The members that the project was asked for.
STATE = [
    "wizardState",
    "serverState",
    "localChanges",
    "isLoading",
    "isSyncing",
    "error",
    "polling",
    "templates",
    "selectedTemplate",
    "auditLog",
]
ACTIONS = [
    "setWizardState",
    "updateWizardState",
    "syncWithServer",
    "rollbackChanges",
    "setCurrentStep",
    "navigateToStep",
    "loadTemplates",
    "createTemplate",
    "updateTemplate",
    "deleteTemplate",
    "selectTemplate",
    "applyTemplate",
    "startPolling",
    "stopPolling",
    "refreshState",
    "loadAuditLog",
    "resetWizard",
]


@pytest.fixture(scope="session")
def built(once_per_run: OncePerRun, project: ProjectOf) -> Path:
    """Return the page that shows each recipe."""

    def build(folder: Path) -> None:
        shutil.copytree(Path(__file__).parent / "recipes", folder, dirs_exist_ok=True)
        (folder / "node_modules").symlink_to(project("react-19") / "node_modules")
        for name, code in RECIPES.items():
            (folder / f"{name}.js").write_text(code)
        vite(folder, "build", "--mode=development")

    return once_per_run("recipes", build) / "dist"


def test_every_recipe_has_a_page() -> None:
    pages = (Path(__file__).parent / "recipes" / "pages").glob("*.js")

    assert {page.stem for page in pages} == RECIPES.keys()


@pytest.mark.parametrize("recipe", ["zustand", "tanstack-query", "vue", "svelte"])
def test_a_page_of_another_library_shows_and_changes_the_state(
    server: LiveServer, context: BrowserContext, owner: Person, settings: dict[str, Any], built: Path, recipe: str
) -> None:
    investigation_id = owner.create(settings=settings)
    opened = InstalledPage(server, context, built)
    opened.open(token=owner.token, id=investigation_id, recipe=recipe)
    name = opened.page.get_by_label("Name")

    expect(name).to_have_value(settings["name"])
    owner.change(investigation_id, settings=settings | {"name": "changed elsewhere"})
    expect(name).to_have_value("changed elsewhere")
    with opened.page.expect_response(lambda response: response.request.method == "PATCH" and response.ok):
        name.fill("changed here")
        name.blur()

    assert owner.state(investigation_id)["settings"]["name"] == "changed here"
    assert opened.problems == []


def test_the_zustand_store_has_every_member_that_was_asked_for(
    server: LiveServer, context: BrowserContext, owner: Person, investigation_id: str, built: Path
) -> None:
    opened = InstalledPage(server, context, built)
    opened.open(token=owner.token, id=investigation_id, recipe="zustand")
    expect(opened.page.get_by_label("Name")).to_be_visible()

    assert {*STATE, *ACTIONS} - {*opened.page.evaluate("members()")} == set()


def test_zod_schemas_of_the_openapi_document_accept_a_state_and_refuse_a_wrong_one(
    server: LiveServer, context: BrowserContext, owner: Person, investigation_id: str, built: Path
) -> None:
    opened = InstalledPage(server, context, built)
    opened.open(token=owner.token, id=investigation_id, recipe="zod")

    expect(opened.page.locator("main")).to_have_text("true, false at version")
