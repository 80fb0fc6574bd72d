"""The JavaScript client is typed: its JSDoc holds, and the declarations that ship are those of its modules."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from typescript import CLIENT, TypeScript, copied_modules

DECLARATIONS = CLIENT / "types"
WRONG = "wrong.js"


@dataclass(frozen=True)
class Compiled:
    """said: the compiler's complaints, each beginning with a file's name. types: the declarations it has made."""

    said: list[str]
    types: dict[str, str]


@pytest.fixture(scope="module")
def compiled(typescript: TypeScript, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """All modules and one that uses them wrongly: once, because it takes seconds."""
    folder = tmp_path_factory.mktemp("compiled")
    modules = copied_modules(folder / "client")
    (modules / WRONG).write_text(
        "import { createApi } from './index.js';\ncreateApi().patch('id', { status: 'DONE' }, {});\n"
    )
    said = typescript.declarations(modules, folder / "types").splitlines()
    (folder / "types" / WRONG).with_suffix(".d.ts").unlink()
    return Compiled(said, _texts(folder / "types"))


def test_the_types_hold(compiled: Compiled) -> None:
    assert [line for line in compiled.said if not line.startswith((WRONG, " "))] == []


def test_a_wrong_use_is_noticed(compiled: Compiled) -> None:
    assert any(line.startswith(WRONG) and "DONE" in line for line in compiled.said)


def test_the_declarations_are_those_of_the_modules(compiled: Compiled) -> None:
    """After a change of a module: DECLARATIONS are made anew by `scripts/declare-types`."""
    assert _texts(DECLARATIONS) == compiled.types


@pytest.mark.parametrize("module", sorted(CLIENT.rglob("*.js")), ids=lambda path: str(path.relative_to(CLIENT)))
def test_a_module_stays_under_200_lines_and_imports_only_its_own(module: Path) -> None:
    lines = module.read_text().splitlines()
    imported = [
        line.rpartition(" from ")[2] for line in lines if line.startswith(("import ", "export {")) and " from " in line
    ]

    assert len(lines) < 200
    assert all(name.startswith(("'./", "'../")) for name in imported)


def _texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.d.ts")}
