"""Checks `.env` files and the names in the environment for settings that would be ignored."""

import io
import os
import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from ..errors import ConfigError

ENVIRONMENT_NAME = "WIZARD_ENV"
# The loader reads the first one; the clients and their commands read the others.
_OTHER_NAMES = (ENVIRONMENT_NAME, "WIZARD_URL", "WIZARD_TOKEN")
_OWN_PREFIXES = ("WIZARD_", "FEATURE_WIZARD_")
_PREFIXES = (*_OWN_PREFIXES, "DB_")
# Kubernetes gives every container the addresses of a Service that is called "wizard" or "wizard-...", as NAME=value.
_SERVICE_LINK = re.compile(
    r"WIZARD_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)=.*"
    r"|WIZARD_(\w+_)?PORT=(tcp|udp|sctp)://.*"
)


def env_file_errors(file: Path) -> list[str]:
    """Return one error for each line of a `.env` file that sets nothing.

    Raises ConfigError when the file cannot be read, because its other errors are not known then.
    """
    return [f"{file}: line {_line(binding)} is not NAME=value" for binding in _parse(file) if _sets_nothing(binding)]


def unknown_names(file: Path, settings: Collection[str]) -> list[str]:
    """Return one sentence for each variable that has a prefix of settings but is not one of `settings`.

    The variables are those of the environment and of a `.env` file. Raises ConfigError when the file cannot be read.
    """
    names = [name for name, value in os.environ.items() if not _SERVICE_LINK.fullmatch(f"{name}={value}")]
    in_file = dict.fromkeys(binding.key for binding in _parse(file) if binding.key)
    placed = [*((name, "") for name in names), *((name, f" in {file}") for name in in_file)]
    return [
        f"{name}{place} is not a setting{_nearest(name, settings)}"
        for name, place in placed
        if _is_unknown(name, settings)
    ]


def _parse(file: Path) -> list[Binding]:
    # A named pipe can be read only once, and `.env` is optional. A link to a file that is absent is a mistake.
    if not (file.is_file() or file.is_dir() or (file.is_symlink() and not file.exists())):
        return []
    return list(parse_stream(io.StringIO(_read_text(file))))


def _read_text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError([f"{file} cannot be read: {error.strerror}"]) from None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{file}: line {line} is not UTF-8; save the file as UTF-8"]) from None
    # UTF-16 without a byte order mark is valid UTF-8 where its text is ASCII.
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ConfigError([f"{file}: line {line} has a null character; save the file as UTF-8"])
    if text.startswith("\ufeff"):
        raise ConfigError([f"{file} begins with a byte order mark; save it as UTF-8 without one"])
    return text


def _sets_nothing(binding: Binding) -> bool:
    # `export NAME` has no value and is not an error; with the name of a setting it is a forgotten value.
    return binding.error or (binding.value is None and (binding.key or "").upper().startswith(_OWN_PREFIXES))


def _line(binding: Binding) -> int:
    """Return the number of a statement's line; blank lines before it belong to the statement."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def _is_unknown(name: str, settings: Collection[str]) -> bool:
    return name.upper().startswith(_PREFIXES) and name not in settings and name not in _OTHER_NAMES


def _nearest(name: str, settings: Collection[str]) -> str:
    nearest = get_close_matches(name.upper(), settings, n=1)
    return f": the nearest name is {nearest[0]}" if nearest else ""
