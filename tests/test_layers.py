"""The architecture as a test: layers, the seam around the database, and the size of folders, files and functions."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from tests.support.paths import ROOT
from tests.support.source import MODULES, Module, own_imports

LAYERS = (
    ("process", "config", "errors", "metrics", "timestamps"),
    ("store",),
    ("domain",),
    ("feed",),
    ("web",),
    ("blueprints",),
    ("app", "cli", "server", "gunicorn_conf", "__main__"),
)
# The top of the package holds nothing but its version.
LAYER_OF = {"": 0} | {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
# These are separate programs, which run without the service.
ALONE = {"client", "tools"}
DRIVERS = {"peewee", "playhouse", "sqlite3", "psycopg", "psycopg_pool"}
# The modules that may depend on the insides of a library; a test of each breaks when the library changes there.
HOOKS = {
    "gevent": {
        "wizard_service.process.parking",
        "wizard_service.process.threads",
        "wizard_service.server.acceptor",
        "wizard_service.server.preload",
        "wizard_service.server.taken_connections",
        "wizard_service.server.worker",
    },
    "gunicorn": {
        "wizard_service.server.error_pages",
        "wizard_service.server.logger",
        "wizard_service.server.request_hooks",
        "wizard_service.server.taken_connections",
        "wizard_service.server.worker",
    },
    "simple_websocket": {"wizard_service.web.streaming.websocket"},
}
SERVICE = [module for module in MODULES.values() if module.room not in ALONE]
FOLDERS = ("wizard_service", "tests", "examples", "benchmarks", "scripts")
MAX_LINES, MAX_FILES, MAX_FUNCTION_LINES, USUAL_FUNCTION_LINES, SMALL_LINES = 200, 16, 30, 15, 40


def named(modules: Iterable[Module], is_offender: Callable[[Module], object]) -> set[str]:
    return {module.name for module in modules if is_offender(module)}


def layer_of(name: str) -> int:
    return LAYER_OF[MODULES[name].room]


def test_every_module_belongs_to_a_layer_or_to_a_standalone_program() -> None:
    assert {module.room for module in MODULES.values()} <= {*LAYER_OF, *ALONE}


def test_a_module_imports_only_from_its_own_layer_or_a_lower_one() -> None:
    arrows = {(module.name, name) for module in SERVICE for name in own_imports(module)}
    known = {(module, name) for module, name in arrows if MODULES[name].room not in ALONE}

    assert {(module, name) for module, name in known if layer_of(name) > layer_of(module)} == set()


def test_only_commands_import_the_standalone_programs() -> None:
    others = [module for module in SERVICE if module.room != "cli"]

    assert named(others, lambda module: {MODULES[name].room for name in own_imports(module)} & ALONE) == set()


def test_client_and_tools_import_nothing_of_the_service() -> None:
    alone = [module for module in MODULES.values() if module.room in ALONE]

    assert named(alone, lambda module: {MODULES[name].room for name in own_imports(module)} - ALONE - {""}) == set()


def test_there_is_no_import_cycle() -> None:
    graph = {module.name: own_imports(module) for module in MODULES.values()}
    while leaves := [name for name, needed in graph.items() if not needed & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]

    assert graph == {}


def test_nothing_is_imported_inside_a_function() -> None:
    def imports_late(module: Module) -> bool:
        inside = (node for function in module.functions for node in ast.walk(function))
        return any(isinstance(node, ast.Import | ast.ImportFrom) for node in inside)

    assert named(MODULES.values(), imports_late) == set()


def test_flask_is_used_only_from_web_upwards() -> None:
    below = [module for module in SERVICE if layer_of(module.name) < LAYER_OF["web"]]

    assert named(below, lambda module: any(name.startswith("flask") for name in module.libraries)) == set()


def test_the_environment_is_read_only_by_config() -> None:
    others = [module for module in MODULES.values() if module.room != "config"]

    assert named(others, lambda module: {"os.environ", "os.getenv"} & set(module.attributes)) == set()


@pytest.mark.parametrize("library", HOOKS)
def test_a_library_whose_insides_are_used_is_imported_only_by_the_modules_that_use_them(library: str) -> None:
    assert named(MODULES.values(), lambda module: library in module.libraries) == HOOKS[library]


def test_drivers_are_used_only_by_the_store() -> None:
    others = [module for module in MODULES.values() if module.room != "store"]

    assert named(others, lambda module: module.libraries & DRIVERS) == set()


def test_sql_is_written_only_in_the_store() -> None:
    others = [module for module in MODULES.values() if module.room != "store"]

    assert named(others, lambda module: module.sql) == set()


def test_pragmas_are_written_only_for_sqlite() -> None:
    others = [module for module in MODULES.values() if not module.name.startswith("wizard_service.store.sqlite.")]

    assert named(others, lambda module: "PRAGMA" in module.text) == set()


def test_a_folder_holds_at_most_16_files() -> None:
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    kept = [path for path in files if not {"__pycache__", "node_modules"} & set(path.parts)]
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in kept)

    assert {folder for folder, size in sizes.items() if size > MAX_FILES} == set()


def test_a_file_stays_under_200_lines() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    long = [path for path in paths if len(path.read_text().splitlines()) >= MAX_LINES]

    assert {str(path.relative_to(ROOT)) for path in long} == set()


def test_at_most_one_module_in_eight_is_small() -> None:
    modules = [module for module in MODULES.values() if not module.is_package]
    small = [module.name for module in modules if module.lines <= SMALL_LINES]

    assert len(small) <= len(modules) / 8, small


def test_a_function_has_at_most_30_lines_and_nine_in_ten_have_15() -> None:
    lengths = {
        f"{module.name}.{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in MODULES.values()
        for function in module.functions
    }

    assert {name for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == set()
    assert sorted(lengths.values())[int(len(lengths) * 0.9)] <= USUAL_FUNCTION_LINES
