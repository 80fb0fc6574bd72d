"""The example executor, which runs on the machine of the service when WIZARD_EXAMPLE_COMMAND names it.

It is for trying the service out: off by default, for callers on this machine alone.
"""

import logging
import shlex
import threading
from subprocess import CalledProcessError, SubprocessError
from typing import Any

import orjson

from ...config import Config
from ...config.server import DEFAULT_BASE_PATH
from ...errors import FeatureDisabled, LimitReached
from ...process.local_programs import MAX_RUNNING, AlreadyRunning, LocalPrograms, TooManyPrograms, output_of
from ...store import Reader, Row
from ...store.repositories.executors import leases
from ...timestamps import timestamp, utc_now
from ..identity.principal import Principal
from . import tokens
from .fencing import held_by, lives

_log = logging.getLogger(__name__)

DESCRIBE_TIMEOUT_S = 30.0
# A pause after each step, so that a person can watch.
_DELAY_S = "0.1"


class ExampleExecutor:
    """Starts the example executor, at most one for each investigation. Only for a service that has its command."""

    def __init__(self, config: Config) -> None:
        self._auth = config.auth
        self._base_path = config.server.base_path
        self._command = shlex.split(config.server.example_command)
        self._programs = LocalPrograms()
        self._settings: dict[str, Any] | None = None
        # Only one program at a time is asked for its settings.
        self._reading = threading.Lock()

    def describe(self, url: str, investigation_id: str) -> Row:
        """Return `{command, settings}`: what runs it for an investigation, and settings with which it finds something.

        url: of the service, as the caller reaches it. The command takes its token from the variable WIZARD_TOKEN.
        Raises FeatureDisabled.
        """
        with self._reading:
            if self._settings is None:
                self._settings = _read_settings(self._command)
        return {"command": self._words(url, investigation_id), "settings": self._settings}

    def start(self, reader: Reader, principal: Principal, url: str, investigation_id: str) -> None:
        """Start it with a token of the principal for this investigation.

        Raises FeatureDisabled when it cannot be started, LeaseHeld while an executor works on the investigation, and
        LimitReached.
        """
        token = tokens.issue(reader, self._auth, principal, investigation_id)["token"]
        lease = leases.find_newest(reader, investigation_id)
        if lease is not None and lives(lease, timestamp(utc_now())):
            raise held_by(lease)
        try:
            command = self._words(url, investigation_id)
            self._programs.start(investigation_id, command, {"WIZARD_TOKEN": token})
        except AlreadyRunning:
            raise LimitReached("The example executor runs for this investigation already.", limit=1) from None
        except TooManyPrograms:
            detail = f"{MAX_RUNNING} example executors run already; wait until one has ended."
            raise LimitReached(detail, limit=MAX_RUNNING) from None
        except OSError as error:
            raise FeatureDisabled(f"The example executor cannot be started: {error.strerror}.") from None

    def stop(self) -> None:
        """End the executors that run. A worker calls this before it exits."""
        self._programs.stop()

    def _words(self, url: str, investigation_id: str) -> list[str]:
        words = [*self._command, "--url", url, "--investigation-id", investigation_id, "--delay", _DELAY_S]
        # The client takes this one by itself.
        return words if self._base_path == DEFAULT_BASE_PATH else [*words, "--base-path", self._base_path]


def _read_settings(command: list[str]) -> dict[str, Any]:
    """Ask the program for its settings. Raises FeatureDisabled when it does not answer them."""
    try:
        settings: dict[str, Any] = orjson.loads(output_of([*command, "--describe"], DESCRIBE_TIMEOUT_S))
    except (OSError, SubprocessError, orjson.JSONDecodeError) as error:
        printed = error.stderr.decode(errors="replace") if isinstance(error, CalledProcessError) else ""
        _log.warning("The example executor does not run: %s %s", error, printed)
        raise FeatureDisabled("The example executor does not run here; see WIZARD_EXAMPLE_COMMAND.") from None
    return settings
