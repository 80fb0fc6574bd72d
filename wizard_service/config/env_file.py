"""Checks `.env` files and the names in the environment: a setting that would be ignored is an error."""

import io
import os
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from ..errors import ConfigError

ENVIRONMENT_NAME = "WIZARD_ENV"
# The loader reads the first one; the clients and their commands read the others.
_OTHER_NAMES = (ENVIRONMENT_NAME, "WIZARD_URL", "WIZARD_TOKEN")
# Names with other prefixes, such as DATABASE_ and DB_, may belong to other programs that share the environment.
_OWN_PREFIXES = ("WIZARD_", "FEATURE_WIZARD_")
# Kubernetes gives every container the addresses of a Service that is called "wizard" or "wizard-...", as NAME=value.
_SERVICE_LINK = re.compile(
    r"WIZARD_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)=.*"
    r"|WIZARD_(\w+_)?PORT=(tcp|udp|sctp)://.*"
)


def env_file_errors(file: Path, settings: Collection[str]) -> list[str]:
    """Return one error for each line of a `.env` file that sets nothing, and for each name that is not a setting.

    settings: the names of all settings. Raises ConfigError when the file cannot be read, because its other errors
    are not known then.
    """
    # A named pipe can be read only once, and `.env` is optional.
    if not file.is_file() and not file.is_dir():
        return []
    bindings = list(parse_stream(io.StringIO(_read_text(file))))
    errors = [f"{file}: line {_line(binding)} is not NAME=value" for binding in bindings if _sets_nothing(binding)]
    return [*errors, *_unknown_names(filter(None, (binding.key for binding in bindings)), settings, f" in {file}")]


def environment_errors(settings: Collection[str]) -> list[str]:
    """Return one error for each environment variable that has the prefix of settings but is not one."""
    names = [name for name, value in os.environ.items() if not _SERVICE_LINK.fullmatch(f"{name}={value}")]
    return list(_unknown_names(names, settings, ""))


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


def _unknown_names(names: Iterable[str], settings: Collection[str], place: str) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if name in settings or name in _OTHER_NAMES or not name.upper().startswith(_OWN_PREFIXES):
            continue
        nearest = get_close_matches(name.upper(), settings, n=1)
        yield f"{name}{place} is not a setting" + (f": the nearest name is {nearest[0]}" if nearest else "")
