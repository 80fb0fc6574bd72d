"""Writes the files of each page, compressed, with addresses that contain a digest of the content.

A wheel holds one form of each file: gzip, which every browser accepts, also over plain HTTP, written by zopfli, whose
files are 4 % smaller than those of zlib. The modules and styles of the pages are left out.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from zopfli.gzip import compress

from .modules import code_of, join_library, join_modules, joined_lines

# The page in the folder of static files, and the name that its files begin with.
PAGES = {"console": "console/index.html", "docs": "docs/index.html"}
# Folders that a wheel has only inside of the built files, and files that only programs of a checkout read.
FOLDERS_OF_PAGES = ("console", "docs", "lib", "texts")
FILES_OF_CHECKOUTS = ("package.json",)
# A module with this text has a custom element, which other pages import by its address.
ELEMENT = "extends elementWith("
NO_CODE = "export {};\n"
FOLDER = "pages"
SUFFIX = ".gz"
_STYLE = re.compile(r'^ *<link rel="stylesheet" href="static/([^"]+)">\n', re.MULTILINE)
_MODULE = re.compile(r'<script type="module" src="static/([^"]+)"></script>')
_OTHER_FILE = re.compile(r'(?<=(?:ref|src)=")static/(?!pages/)([^"]+)(?=")')


def build_pages(static: Path) -> None:
    """Write `pages/` in the folder of static files: an HTML file for each page, and what it loads.

    Of the other files, leaves what other pages import: the modules of the client, without comments and indentation and
    without those that only describe types; and one module for each custom element, which forwards to a file of all.
    """
    static = static.resolve()
    target = static / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, source in PAGES.items():
        html = (static / source).read_text()
        (target / f"{name}.html").write_text(_with_built_files(html, name, static))
    _join_elements(static)
    for name in FOLDERS_OF_PAGES:
        shutil.rmtree(static / name)
    for name in FILES_OF_CHECKOUTS:
        (static / name).unlink()
    for path in (static / "client").rglob("*.js"):
        _write_code(path)


def _join_elements(static: Path) -> None:
    index = static / "elements" / "index.js"
    library = join_library(index, static / FOLDER)
    built = static.parent / _write(static / FOLDER, "elements.js", library.code)
    for path in index.parent.rglob("*.js"):
        if path == index or ELEMENT in path.read_text():
            path.write_text(library.forwarding(path, Path(os.path.relpath(built, path.parent)).as_posix()))
        else:
            path.unlink()


def _write_code(path: Path) -> None:
    code = code_of(path)
    if code == NO_CODE:
        path.unlink()
    else:
        path.write_text(joined_lines(code))


def _with_built_files(html: str, name: str, static: Path) -> str:
    target = static / FOLDER
    styles = "".join(code_of(static / path) for path in _STYLE.findall(html))
    link = f'    <link rel="stylesheet" href="{_write(target, f"{name}.css", styles)}">\n'
    first, *others = _STYLE.split(html)[::2]
    html = first + link + "".join(others)

    def module(match: re.Match[str]) -> str:
        script = join_modules(static / match[1], target)
        return f'<script type="module" src="{_write(target, f"{name}.js", script)}"></script>'

    html = _MODULE.sub(module, html)
    return _OTHER_FILE.sub(lambda match: _write(target, Path(match[1]).name, (static / match[1]).read_text()), html)


def _write(target: Path, name: str, text: str) -> str:
    """Write a file and return its address, relative to the page."""
    content = text.encode()
    stem, _, suffix = name.rpartition(".")
    file_name = f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
    (target / f"{file_name}{SUFFIX}").write_bytes(compress(content))
    return f"static/{FOLDER}/{file_name}"
