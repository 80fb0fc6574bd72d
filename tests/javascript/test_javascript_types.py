"""The JavaScript client is typed: its JSDoc holds, and the declarations that ship are those of its modules."""

from pathlib import Path

import pytest
from typescript import CLIENT, TypeScript, copied_modules

DECLARATIONS = CLIENT / "types"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    return copied_modules(tmp_path / "client")


def test_the_types_hold(typescript: TypeScript, modules: Path) -> None:
    assert typescript.compile(modules, "--noEmit") == ""


def test_a_wrong_use_is_noticed(typescript: TypeScript, modules: Path) -> None:
    wrong = "import { createApi } from './index.js';\ncreateApi().patch('id', { status: 'DONE' }, {});\n"
    (modules / "wrong.js").write_text(wrong)

    assert "DONE" in typescript.compile(modules, "--noEmit")


def test_the_declarations_are_those_of_the_modules(typescript: TypeScript, modules: Path, tmp_path: Path) -> None:
    """After a change of a module: DECLARATIONS are made anew by `scripts/declare-types`."""
    typescript.declarations(modules, tmp_path / "types")

    assert _texts(DECLARATIONS) == _texts(tmp_path / "types")


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
