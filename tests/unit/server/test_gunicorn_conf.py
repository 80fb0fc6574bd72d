"""gunicorn's master imports what workers share and no more, and gunicorn's objects have what the hooks use."""

import ast
import json
import logging
import os
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.config import KNOWN_SETTINGS, Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from tests.support.paths import ROOT
from tests.support.python_programs import output_of

PACKAGE = ROOT / "wizard_service"
CONFIGURATION = PACKAGE / "gunicorn_conf.py"
MAPS_MEMORY = {"shared_array", "SlotBuffers", "SharedHashTable", "StripedLock"}
IMPORTED = "import json, sys, wizard_service.gunicorn_conf; print(json.dumps(sorted(sys.modules)))"
APPLIED = """
import wizard_service.gunicorn_conf as conf
from gunicorn.config import Config
config = Config()
for name, value in vars(conf).items():
    if name in config.settings:
        config.set(name, value)
print(config.worker_class.__module__, config.preload_app, config.reload)
"""


def calls_at_import(module: Path) -> set[str]:
    """Return the names of the functions that a module calls when it is imported."""
    assignments = [node for node in ast.parse(module.read_text()).body if isinstance(node, ast.Assign)]
    calls = [node for assignment in assignments for node in ast.walk(assignment) if isinstance(node, ast.Call)]
    return {node.func.id for node in calls if isinstance(node.func, ast.Name)}


def test_the_master_imports_nothing_that_must_be_patched(tmp_path: Path) -> None:
    imported = json.loads(output_of("-c", IMPORTED, cwd=tmp_path))

    assert {"peewee", "flask", "prometheus_client", "wizard_service.app", "wizard_service.store"} & {*imported} == set()


def test_the_master_imports_every_module_that_maps_shared_memory(tmp_path: Path) -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if MAPS_MEMORY & calls_at_import(path)]
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}

    imported = json.loads(output_of("-c", IMPORTED, cwd=tmp_path))

    assert len(modules) >= 5
    assert modules - {*imported} == set()


def test_no_imported_name_is_taken_for_a_setting_of_gunicorn() -> None:
    imports = [node for node in ast.walk(ast.parse(CONFIGURATION.read_text())) if isinstance(node, ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}

    assert names & {setting.name for setting in KNOWN_SETTINGS} == set()


def test_gunicorn_accepts_every_setting_and_hook(tmp_path: Path) -> None:
    applied = output_of("-c", APPLIED, cwd=tmp_path)

    assert applied == "wizard_service.server.worker False False\n"


def test_workers_have_the_attributes_that_the_hooks_use() -> None:
    worker = Worker(3, os.getppid(), [], None, 30, Config(), Logger(Config()))
    worker.tmp.close()

    assert (worker.age, worker.pid, worker.alive) == (3, "[booting]", True)
    assert isinstance(worker.log.error_log, logging.Logger)
    assert "wsgi" in Worker.load_wsgi.__code__.co_names


def test_the_master_has_the_attributes_that_the_hooks_use() -> None:
    assert Arbiter.LISTENERS == []
    assert "worker_age" in Arbiter.__init__.__code__.co_names
    assert "worker_age" in Arbiter.spawn_worker.__code__.co_names
