"""Reads secrets from files, such as those that an orchestrator mounts: `WIZARD_JWT_SECRET_FILE=/run/secrets/jwt`."""

from collections.abc import Iterable
from pathlib import Path

from environs import Env

_SUFFIX = "_FILE"


def file_setting(name: str) -> str:
    """Return the variable that holds the path of a secret's file."""
    return name + _SUFFIX


def read_secret_files(env: Env, names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return the secrets that come from files, by the name of their setting, and one error for each unusable file.

    The line end after a secret does not belong to it.
    """
    secrets: dict[str, str] = {}
    errors: list[str] = []
    for name in names:
        path = env.str(file_setting(name), "")
        if path and env.str(name, ""):
            errors.append(f"{name} and {file_setting(name)} are both set: set one of them")
        elif path:
            secrets[name], problem = _read(Path(path))
            errors += [f"{file_setting(name)}={path}: {problem}"] if problem else []
    return secrets, errors


def _read(path: Path) -> tuple[str, str | None]:
    """Return the content of a file, and why it is unusable, None when it is usable."""
    try:
        content = path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        return "", f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        return "", "is not UTF-8"
    return content, None if content else "is empty"
