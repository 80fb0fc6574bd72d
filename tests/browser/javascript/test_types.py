"""The published package of the JavaScript client has types, and its modules stand alone."""

import re
from pathlib import Path

import pytest

from tests.support.browser.typescript import CLIENT, BuiltClient

RIGHT = """
import { createApi, follow, type WizardState } from './index.js';
const api = createApi();
const { document, etag }: { document: WizardState, etag: string } = await api.create({});
await api.patch(document.investigation_id, { status: 'CANCELLED' }, { etag });
for await (const event of follow(api, null)) event.id satisfies string | undefined;
"""


def test_the_declarations_accept_correct_use(built_client: BuiltClient) -> None:
    assert built_client.compile(RIGHT) == []


def test_the_declarations_refuse_an_unknown_status(built_client: BuiltClient) -> None:
    [error, *_] = built_client.compile(RIGHT.replace("CANCELLED", "DONE"))

    assert '"DONE"' in error


@pytest.mark.parametrize("module", sorted(CLIENT.rglob("*.js")), ids=lambda path: str(path.relative_to(CLIENT)))
def test_a_module_stays_under_200_lines_and_imports_only_the_package_and_react(module: Path) -> None:
    imports_react = "react" in module.relative_to(CLIENT).parts
    text = module.read_text()
    imported = re.findall(r"^(?:import|export|}).* from '(.*)';$", text, re.MULTILINE)

    assert len(text.splitlines()) < 200
    assert all(name.startswith(("./", "../")) or (imports_react and name == "react") for name in imported)
