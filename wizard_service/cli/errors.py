"""Failures of commands: the reason on stderr and exit status 1."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import click

from ..errors import ConfigError, SchemaError, StorageError, WizardError
from ..store.sqlite.identity.open_lock import DatabaseInUse

_FAILURES = (ConfigError, DatabaseInUse, SchemaError, WizardError, StorageError, OSError)


def handle_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command so that expected failures print their reason instead of a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except _FAILURES as error:
            exit_with_error(str(error))

    return run


def exit_with_error(*reasons: str) -> None:
    """Print the reasons on stderr and exit with status 1."""
    click.echo("\n".join(reasons), err=True)
    sys.exit(1)
