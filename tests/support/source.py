"""The package's own source: each file is read and parsed once, for all tests of its architecture."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support.paths import ROOT

PACKAGE = ROOT / "wizard_service"
SQL = re.compile(
    r"\bSELECT\b.*\bFROM\b|\bINSERT (OR \w+ )?INTO\b|\bUPDATE \w+ SET\b|\bDELETE FROM\b"
    r"|\b(WHERE|ORDER BY|JOIN|PRAGMA) ",
    re.DOTALL,
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of the package under its dotted name."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def room(self) -> str:
        """The part of the package below its top, such as `domain` or `app`."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def functions(self) -> list[Function]:
        return [node for node in self.nodes if isinstance(node, Function)]

    @cached_property
    def imports(self) -> frozenset[str]:
        """Absolute names; `from a import b` is the name `a.b`."""
        return frozenset(name for node in self.nodes for name in self._imported_by(node))

    @property
    def libraries(self) -> set[str]:
        """Top-level names of all that the module imports."""
        return {name.partition(".")[0] for name in self.imports}

    @property
    def attributes(self) -> Iterator[str]:
        """Dotted names such as `os.environ`, imported or looked up."""
        yield from self.imports
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield f"{node.value.id}.{node.attr}"

    @property
    def sql(self) -> list[str]:
        """Strings that hold SQL; documentation is left out."""
        documented = ast.Module | ast.ClassDef | Function
        documentation = {ast.get_docstring(node, clean=False) for node in self.nodes if isinstance(node, documented)}
        texts = (node.value for node in self.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
        return [text for text in texts if SQL.search(text) and text not in documentation]

    def _imported_by(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
            parents = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _named(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_named(path): Module(_named(path), path) for path in sorted(PACKAGE.rglob("*.py"))}


def own_imports(module: Module) -> set[str]:
    """Return the names of the package's modules that a module imports."""
    candidates = ((name, name.rpartition(".")[0]) for name in module.imports)
    modules = {next((name for name in names if name in MODULES), module.name) for names in candidates}
    return modules - {module.name}
