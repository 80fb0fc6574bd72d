"""The lease of a run: taken when the run begins, renewed by a thread, and released when it ends (section 11)."""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ..api.client import ClientApi
from ..errors import InvalidTransition, LeaseHeld, LeaseLost, NotFound, Stopped, WizardError
from ..network.blocking import BlockingNetwork

T = TypeVar("T")
_log = logging.getLogger(__name__)

DEFAULT_TTL_S = 45
# A lease is renewed so often while it lasts, so that one renewal that fails does not lose it.
RENEWALS_PER_TTL = 3


def default_name() -> str:
    """Return a name that is the same in every run of this program on this host."""
    return f"{socket.gethostname()}:{Path(sys.argv[0]).name or 'python'}"[:255]


class LeaseKeeper:
    """Holds the lease of an investigation; a run of the executor with this name that still holds it loses it.

    While it is held, every write of the client to the investigation is made under it. Raises LeaseHeld when another
    executor works on the investigation, and InvalidTransition when the investigation has ended.
    """

    def __init__(self, client: ClientApi[BlockingNetwork], investigation_id: str, name: str | None, ttl_s: int) -> None:
        self._client, self._investigation_id = client, investigation_id
        lease = client.leases.take(investigation_id, name or default_name(), ttl_s=ttl_s, takeover=True)
        self.lease_id = lease["lease_id"]
        self._reason: str | None = None
        self._interval_s = ttl_s / RENEWALS_PER_TTL
        self._ended, self._pid = threading.Event(), os.getpid()
        client.hold_lease(investigation_id, self.lease_id)
        self._thread = threading.Thread(target=self._run, name="wizard lease", daemon=True)
        self._thread.start()

    @property
    def reason(self) -> str | None:
        """Why the work is to stop, None while it is to go on. Raises RuntimeError in a forked child."""
        # The thread that renews does not exist there.
        if self._pid != os.getpid():
            raise RuntimeError("An executor renews nothing in a forked child; enter one there.")
        return self._reason

    def check(self) -> None:
        """Raise Stopped when the work is to stop, and RuntimeError in a forked child."""
        reason = self.reason
        if reason is not None:
            raise Stopped(f"The executor is to stop: {reason.replace('_', ' ')}.")

    def hold(self, call: Callable[[], T]) -> T:
        """Make a call that needs the lease; a run that was silent for too long takes a lost lease again first.

        Raises Stopped when it does not get it back, and when the investigation has ended.
        """
        try:
            return self._hold(call)
        except (InvalidTransition, LeaseLost) as refused:
            raise Stopped(refused.detail) from refused
        except NotFound as refused:
            raise Stopped("The investigation was deleted.") from refused

    def _hold(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except LeaseLost:
            self.renew()
            if self._reason is not None:
                raise
            return call()

    def renew(self) -> None:
        """Renew the lease, and note whether the work is to go on."""
        try:
            self._reason = self._client.leases.renew(self._investigation_id, self.lease_id).get("reason")
        except (LeaseLost, LeaseHeld):
            self._reason = "lost"
        except NotFound:
            self._reason = "deleted"

    def release(self) -> None:
        """Stop renewing and release the lease, except in a forked child. A lease that cannot be released runs out."""
        if self._pid != os.getpid():
            return
        self._ended.set()
        self._thread.join()
        self._attempt(lambda: self._client.leases.release(self._investigation_id, self.lease_id))
        self._client.hold_lease(self._investigation_id, None)

    def _run(self) -> None:
        while not self._ended.wait(self._interval_s):
            # The next renewal tries again; meanwhile the lease lasts.
            self._attempt(self.renew)

    def _attempt(self, call: Callable[[], object]) -> None:
        """Call the service. A failure must neither end the renewals nor hide the outcome of the work."""
        try:
            with suppress(WizardError):
                call()
        except Exception:  # noqa: BLE001 - such as one of the function that returns tokens
            _log.exception("the lease of %s could not be renewed or released", self._investigation_id)
