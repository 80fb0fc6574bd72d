"""The architecture as a test: a module imports from its own layer or a lower one, at its top, without cycles."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

PACKAGE = ROOT / "wizard_service"
LAYERS = (
    ("process", "config", "errors", "metrics", "timestamps"),
    ("store",),
    ("domain",),
    ("feed",),
    ("web",),
    ("blueprints",),
    ("app", "cli", "server", "gunicorn_conf", "__main__"),
)
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
MAY_IMPORT_GEVENT = {f"wizard_service.{name}" for name in ("process.threads", "server.worker")}


def imports_of(module: str) -> Iterator[str]:
    """Yield the absolute names of what a module imports, of `from a import b` the name `a.b`."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def own_imports(module: str) -> set[str]:
    """Return the modules of this package that a module imports."""
    found = set()
    for name in imports_of(module):
        candidates = (name, name.rpartition(".")[0])
        found |= {next((each for each in candidates if each in MODULES), module)} - {module}
    return found


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("module", [name for name in MODULES if part_of(name) in LAYER_OF])
def test_a_module_imports_only_from_its_own_layer_or_a_lower_one(module: str) -> None:
    reached = {each: LAYER_OF[part_of(each)] for each in own_imports(module) if part_of(each) in LAYER_OF}

    too_high = {each for each, layer in reached.items() if layer > LAYER_OF[part_of(module)]}

    assert too_high == set()
    assert "client" not in {part_of(each) for each in own_imports(module)}


def test_every_module_has_a_layer_or_stands_alone() -> None:
    assert {part_of(name) for name in MODULES} - set(LAYER_OF) <= {"", "client", "tools"}


def test_the_client_imports_nothing_of_the_service() -> None:
    clients = [name for name in MODULES if part_of(name) in ("client", "tools")]

    foreign = {each for name in clients for each in own_imports(name) if part_of(each) not in ("", "client", "tools")}

    assert foreign == set()


def test_there_is_no_import_cycle() -> None:
    graph = {module: own_imports(module) for module in MODULES}
    while leaves := [module for module, needed in graph.items() if not needed & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]

    assert graph == {}


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_imported_inside_a_function(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    hidden = [
        node for function in functions for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("module", MODULES)
def test_flask_and_the_environment_are_used_only_where_they_belong(module: str) -> None:
    names = set(imports_of(module))
    below_web = LAYER_OF.get(part_of(module), 0) < LAYER_OF["web"]
    reads_environment = "os.environ" in MODULES[module].read_text() or "os.getenv" in MODULES[module].read_text()

    assert not (below_web and any(name.split(".")[0] == "flask" for name in names))
    assert not reads_environment
    assert module in MAY_IMPORT_GEVENT or not any(name.split(".")[0] == "gevent" for name in names)


@pytest.mark.parametrize("module", MODULES)
def test_a_file_stays_under_200_lines(module: str) -> None:
    assert len(MODULES[module].read_text().splitlines()) < 200
