"""Joined modules run as the modules themselves do; what cannot be joined is refused."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from wizard_service.tools.bundle.modules import UnsupportedModule, code_of, join_library, join_modules, joined_lines

MODULES = {
    "main.mjs": "import './first.mjs';\nimport { total, two as second } from './sums/index.mjs';\n"
    "const name = 'main';\nconsole.log(name, total(1, second), await Promise.resolve('later'));\n",
    "first.mjs": "const name = 'first';\nconsole.log(name);\n",
    "sums/index.mjs": "export { total } from './total.mjs';\nimport { two } from './two.mjs';\nexport { two };\n"
    "console.log(new URL('x', import.meta.url).pathname.endsWith('/sums/x'));\n",
    "sums/total.mjs": "import { two } from './two.mjs';\n/** Adds. */\nexport function total(one, other) {\n"
    "  // All of them.\n  return one + other + two;\n}\n",
    "sums/two.mjs": "export const two = 2;\nexport class Unused {}\nconsole.log('two');\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(path: Path) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    return subprocess.run([node, str(path)], check=True, capture_output=True, text=True).stdout


def test_joined_modules_run_once_each_and_in_the_same_order(folder: Path) -> None:
    joined = folder / "joined.mjs"
    joined.write_text(join_modules(folder / "main.mjs", folder))

    assert run(joined) == run(folder / "main.mjs") == "first\ntwo\ntrue\nmain 5 later\n"
    assert not re.search(r"Adds|All of them|^ ", joined.read_text(), re.MULTILINE)


def test_a_module_that_forwards_to_a_library_exports_what_the_module_exports(folder: Path) -> None:
    page = folder / "page.mjs"
    page.write_text("import { total, two } from './sums/index.mjs';\nconsole.log(total(1, two));\n")
    expected = run(page)
    library = join_library(folder / "sums" / "index.mjs", folder)
    (folder / "library.mjs").write_text(library.code)

    (folder / "sums" / "index.mjs").write_text(library.forwarding(folder / "sums" / "index.mjs", "../library.mjs"))
    (folder / "sums" / "total.mjs").unlink()

    assert run(page) == expected == "two\ntrue\n5\n"


def test_only_a_style_sheet_has_lines_that_lose_their_indentation() -> None:
    static = ROOT / "wizard_service" / "static"
    # A style sheet, or a backtick of a regular expression.
    allowed = re.compile(r"sheet\(`[^`]*`\)|\[\^`\]")
    texts = {path: allowed.sub("", code_of(path)) for path in static.rglob("*.js")}

    assert {path.name for path, text in texts.items() for line in text.splitlines() if line.count("`") % 2} == set()


def test_only_a_line_whose_end_means_nothing_is_joined_with_the_next_one() -> None:
    code = "f(\n1,\n[\n2]\n);\ng(); // all,\nreturn\nh;\n"

    assert joined_lines(code) == "f(1,[2]\n);g(); // all,\nreturn\nh;"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("first.mjs", "export default 1;\n", "export default"),
        ("first.mjs", "import * as all from './sums/two.mjs';\n", "import *"),
        ("first.mjs", "await import('./sums/two.mjs');\n", "import("),
        ("sums/two.mjs", "import { total } from './total.mjs';\n", "imports itself"),
        ("first.mjs", "export let changing = 1;\n", "export let"),
    ],
)
def test_a_module_that_cannot_be_joined_is_refused(folder: Path, name: str, text: str, reason: str) -> None:
    (folder / name).write_text(text)

    with pytest.raises(UnsupportedModule, match=re.escape(reason)):
        join_modules(folder / "main.mjs", folder)
