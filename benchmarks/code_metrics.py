"""Measure the code of a checkout: file sizes, folders, function lengths, drivers and SQL outside `store/`.

    python benchmarks/code_metrics.py [CHECKOUT]

The length of a file or function is in lines; docstrings and comments count, decorators do not. The largest folder is
the one with the most files of its own, sub-folders not counted. `scripts/check_words.py --report` counts the words that
the vocabulary refuses.
"""

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from statistics import quantiles

DRIVERS = {"peewee", "playhouse", "sqlite3", "psycopg", "psycopg_pool"}
SMALL_LINES, LARGE_LINES, LONG_FUNCTION_LINES = 40, 200, 30
_SQL = re.compile(r"\b(?:SELECT\s+\S|INSERT\s+(?:OR \w+ )?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s)")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def trees_of(paths: Iterable[Path]) -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in paths}


def imported_packages(tree: ast.Module) -> set[str]:
    """Return the top-level names of what a module imports absolutely."""
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def function_lengths(tree: ast.Module) -> list[int]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(function.end_lineno or 0) - function.lineno + 1 for function in functions]


def sql_literals(tree: ast.Module) -> int:
    """Count the strings, f-strings included, that hold a SQL statement; docstrings do not count."""
    nodes = list(ast.walk(tree))
    documented = [node for node in nodes if isinstance(node, _DOCUMENTED) and ast.get_docstring(node)]
    docstrings = [node.body[0].value for node in documented if isinstance(node.body[0], ast.Expr)]
    templates = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    skipped = {id(node) for node in chain(docstrings, *(template.values for template in templates))}
    constants = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in skipped]
    texts = chain(map(_template_text, templates), (node.value for node in constants if isinstance(node.value, str)))
    return sum(bool(_SQL.search(text)) for text in texts)


def _template_text(template: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in template.values)


def size_rows(paths: list[Path], root: Path) -> Iterator[tuple[str, str]]:
    lengths = [lines_of(path) for path in paths]
    folders = Counter(path.parent.relative_to(root).as_posix() for path in paths)
    folder, files = folders.most_common(1)[0]
    small = sum(length <= SMALL_LINES for length in lengths)
    yield "files", f"{len(paths)}"
    yield "lines", f"{sum(lengths):,}"
    yield f"files of at most {SMALL_LINES} lines", f"{small} ({small / len(paths):.1%})"
    yield f"files of {LARGE_LINES} lines or more", f"{sum(length >= LARGE_LINES for length in lengths)}"
    yield "largest folder", f"{folder}, {files} files"
    yield "folders of more than 16 files", f"{sum(count > 16 for count in folders.values())}"


def function_rows(trees: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    lengths = sorted(chain.from_iterable(map(function_lengths, trees.values())))
    deciles = quantiles(lengths, n=10, method="inclusive")
    yield "functions", f"{len(lengths):,}"
    yield "function length p50 / p90 / max", f"{deciles[4]:.0f} / {deciles[8]:.0f} / {lengths[-1]}"
    yield f"functions over {LONG_FUNCTION_LINES} lines", f"{sum(length > LONG_FUNCTION_LINES for length in lengths)}"


def seam_rows(trees: dict[Path, ast.Module], package: Path) -> Iterator[tuple[str, str]]:
    outside = [tree for path, tree in trees.items() if path.relative_to(package).parts[0] != "store"]
    users = sum(bool(imported_packages(tree) & DRIVERS) for tree in outside)
    yield "modules outside store/ that import a driver", f"{users}"
    yield "SQL statements outside store/", f"{sum(map(sql_literals, outside))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).resolve().parents[1]
    parser.add_argument("checkout", type=Path, nargs="?", default=default, help="folder to measure (default: this one)")
    root = parser.parse_args().checkout.resolve()
    package = root / "wizard_service"
    trees = trees_of(sorted(package.rglob("*.py")))
    scripts = sorted((package / "static").rglob("*.js"))
    print_section(
        "Python, wizard_service/", size_rows(list(trees), root), function_rows(trees), seam_rows(trees, package)
    )
    print_section("JavaScript, wizard_service/static/", size_rows(scripts, root))


def print_section(title: str, *groups: Iterable[tuple[str, str]]) -> None:
    print(f"\n{title}")
    for name, value in chain(*groups):
        print(f"  {name:45} {value}")


if __name__ == "__main__":
    main()
