"""Joins JavaScript modules into one, in the order in which a browser would run them.

Each module but the last becomes a function that is called once and returns its exports. The modules of this project use
named imports and exports of files, at the top level and without cycles; anything else is an error.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_IMPORT = re.compile(r"^import (?:\{([^}]*)\} from )?'(\.[^']+)';\n", re.MULTILINE)
_REEXPORT = re.compile(r"^export \{([^}]*)\} from '(\.[^']+)';\n", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)
_DECLARATION = re.compile(r"^export (?=(?:async function\*?|function\*?|class|const) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^import\b[^\n]*['\"{*(]|^export (?:let|var|default|\*|\{)|(?<![{])\bimport\(", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_INLINE_TYPE = re.compile(r"/\*\* @\w+[^*]*\*/ ?")
_INDENTATION = re.compile(r"^\s+", re.MULTILINE)
# After these characters the end of a line means nothing, in code and in style sheets, unless they end a comment.
_JOINED_LINE = re.compile(r"^((?:(?!//).)*[,;{(\[])\n", re.MULTILINE)


class UnsupportedModule(ValueError):
    """A module that cannot be joined: its path and what is unsupported."""


@dataclass(frozen=True)
class _Module:
    """body: the code without imports and exports. exports: exported name -> local name."""

    name: str
    body: str
    exports: dict[str, str]


@dataclass(frozen=True)
class Library:
    """A module with the code of several ones, for pages that import one of them. code: the text of that module."""

    code: str
    modules: dict[Path, _Module]

    def forwarding(self, path: Path, address: str) -> str:
        """Return a module that exports what the module at `path` does, from the library at `address`."""
        module = self.modules[path]
        exports = ", ".join(module.exports)
        return f"import {{ {module.name} }} from '{address}';\nexport const {{ {exports} }} = {module.name};\n"


def join_modules(entry: Path, target: Path) -> str:
    """Return one module that runs `entry` and what it imports; it will be served from the folder `target`."""
    *imported, last = _all_modules(entry, target).values()
    return joined_lines("".join(map(_function, imported)) + last.body)


def join_library(entry: Path, target: Path) -> Library:
    """Return a library of `entry` and what it imports; it will be served from the folder `target`."""
    modules = _all_modules(entry, target)
    names = ", ".join(module.name for module in modules.values())
    return Library(joined_lines("".join(map(_function, modules.values()))) + f"export {{ {names} }};\n", modules)


def _all_modules(entry: Path, target: Path) -> dict[Path, _Module]:
    names = {path: f"module{number}" for number, path in enumerate(_in_order(entry, (), {}))}
    return {path: _read(path, names, target) for path in names}


def _in_order(path: Path, above: tuple[Path, ...], done: dict[Path, None]) -> dict[Path, None]:
    """Add each module once, after those that it imports."""
    if path in above:
        raise UnsupportedModule(f"{path} imports itself: {[step.name for step in above]}")
    if path in done:
        return done
    for _, imported in [*_IMPORT.findall(text := code_of(path)), *_REEXPORT.findall(text)]:
        _in_order((path.parent / imported).resolve(), (*above, path), done)
    done[path] = None
    return done


def code_of(path: Path) -> str:
    """Return a module or style sheet without comments, indentation and empty lines.

    The only texts of several lines in a module are style sheets.
    """
    return _INDENTATION.sub("", _INLINE_TYPE.sub("", _COMMENT.sub("", path.read_text())))


def joined_lines(code: str) -> str:
    """Return code with fewer line ends, which `code_of` has returned."""
    return _JOINED_LINE.sub(r"\1", code)


def _read(path: Path, names: dict[Path, str], target: Path) -> _Module:
    exports: dict[str, str] = {}

    def imported(match: re.Match[str]) -> str:
        members, address = match.groups()
        source = names[(path.parent / address).resolve()]
        return f"const {{ {_members(_pairs(members))} }} = {source};\n" if members else ""

    def reexported(match: re.Match[str]) -> str:
        members, address = match.groups()
        source = names[(path.parent / address).resolve()]
        exports.update({new: f"{source}.{old}" for old, new in _pairs(members)})
        return ""

    def listed(match: re.Match[str]) -> str:
        exports.update({new: old for old, new in _pairs(match[1])})
        return ""

    def declared(match: re.Match[str]) -> str:
        exports[match[1]] = match[1]
        return ""

    body = code_of(path)
    for pattern, replace in ((_IMPORT, imported), (_REEXPORT, reexported), (_EXPORT_LIST, listed)):
        body = pattern.sub(replace, body)
    body = _DECLARATION.sub(declared, body)
    if other := _OTHER.search(body):
        raise UnsupportedModule(f"{path}: {other[0]}")
    address = os.path.relpath(path, target)
    return _Module(names[path], body.replace("import.meta.url", f"new URL('{address}', import.meta.url)"), exports)


def _function(module: _Module) -> str:
    exports = _members(module.exports.items())
    return f"const {module.name} = (() => {{\n{module.body}return {{ {exports} }};\n}})();\n"


def _members(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the members of an object, or of a pattern that takes it apart."""
    return ", ".join(name if name == value else f"{name}: {value}" for name, value in pairs)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return the members of `a, b as c`: the name in the module and the name outside of it."""
    members = [member.split(" as ") for member in text.replace("\n", " ").split(",") if member.strip()]
    return [(member[0].strip(), member[-1].strip()) for member in members]
