"""Writes the files of each page, with addresses that contain a digest of the content, and their compressed forms."""

import gzip
import hashlib
import re
import shutil
from pathlib import Path

from .modules import join_modules

try:
    import brotli
except ImportError:
    # Without it a wheel has gzip only.
    brotli = None

# The page in the folder of static files, and the name that its files begin with.
PAGES = {"console": "console/index.html", "docs": "docs/index.html"}
FOLDER = "pages"
_STYLE = re.compile(r'^ *<link rel="stylesheet" href="static/([^"]+)">\n', re.MULTILINE)
_MODULE = re.compile(r'<script type="module" src="static/([^"]+)"></script>')
_OTHER_FILE = re.compile(r'(?<=(?:ref|src)=")static/(?!pages/)([^"]+)(?=")')


def build_pages(static: Path) -> None:
    """Write `pages/` in the folder of static files: an HTML file for each page, and what it loads."""
    static = static.resolve()
    target = static / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, source in PAGES.items():
        html = (static / source).read_text()
        (target / f"{name}.html").write_text(_with_built_files(html, name, static))


def _with_built_files(html: str, name: str, static: Path) -> str:
    target = static / FOLDER
    styles = "\n".join((static / path).read_text() for path in _STYLE.findall(html))
    link = f'    <link rel="stylesheet" href="{_write(target, f"{name}.css", styles)}">\n'
    first, *others = _STYLE.split(html)[::2]
    html = first + link + "".join(others)

    def module(match: re.Match[str]) -> str:
        script = join_modules(static / match[1], target)
        return f'<script type="module" src="{_write(target, f"{name}.js", script)}"></script>'

    html = _MODULE.sub(module, html)
    return _OTHER_FILE.sub(lambda match: _write(target, Path(match[1]).name, (static / match[1]).read_text()), html)


def _write(target: Path, name: str, text: str) -> str:
    """Write a file in all codings and return its address, relative to the page."""
    content = text.encode()
    stem, _, suffix = name.rpartition(".")
    path = target / f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
    path.write_bytes(content)
    Path(f"{path}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    if brotli is not None:
        Path(f"{path}.br").write_bytes(brotli.compress(content))
    return f"static/{FOLDER}/{path.name}"
