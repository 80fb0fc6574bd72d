"""The example executor runs on the machine of a service with several workers, once for each investigation."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.examples.command import EXAMPLE_COMMAND
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor, request, serving, token_of
from tests.support.store.processes import wait_until
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("example"), WIZARD_EXAMPLE_COMMAND=EXAMPLE_COMMAND) as running:
        yield running


def test_the_example_completes_an_investigation_with_its_settings(owner: Person) -> None:
    draft = owner.create()
    settings = owner.call("GET", f"/{draft}/example").document["settings"]
    owner.change(draft, settings=settings, wizard_step="PROGRESS")

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: owner.call("POST", f"/{draft}/example").status, range(8)))

    assert sorted(statuses) == [204] + [409] * 7
    wait_until(lambda: owner.state(draft)["status"] != "IN_PROGRESS")
    assert owner.state(draft)["status"] == "COMPLETED"
    assert owner.state(draft)["results"]["findings"]


def test_the_example_works_for_an_editor(owner: Person, person_for: PersonFor) -> None:
    editor = person_for()
    shared = owner.create()
    owner.change(shared, settings=owner.call("GET", f"/{shared}/example").document["settings"], wizard_step="PROGRESS")
    owner.share(shared, editor, "editor")

    assert editor.call("POST", f"/{shared}/example").status == 204

    wait_until(lambda: owner.state(shared)["status"] == "COMPLETED")


def test_the_example_finds_a_service_with_a_base_path_of_its_own(tmp_path: Path) -> None:
    settings = {"WIZARD_EXAMPLE_COMMAND": EXAMPLE_COMMAND, "WIZARD_BASE_PATH": "/own/api"}
    token = token_of("u", "wizard:read", "wizard:write")
    bearer = {"Authorization": f"Bearer {token}"}
    with serving(tmp_path, **settings) as server, WizardClient(server.url, token, base_path="/own/api") as client:
        draft = client.create().document["investigation_id"]
        path = f"/own/api/{draft}/example"
        example = request(server, "GET", path, bearer).document
        assert example["command"][-2:] == ["--base-path", "/own/api"]
        client.update(draft, {"settings": example["settings"], "wizard_step": "PROGRESS"}, version=1)

        assert request(server, "POST", path, bearer).status == 204

        wait_until(lambda: client.get(draft).status == "COMPLETED")
