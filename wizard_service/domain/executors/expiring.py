"""The expiry of leases and inputs, which the first worker that finds it records."""

import logging
import random
from abc import ABC, abstractmethod
from functools import partial
from typing import Any

from ...errors import StorageError, StorageUnavailable
from ...store import Backend, Transaction
from ...timestamps import timestamp
from ..identity.caller import Caller
from ..identity.principal import ADMIN, Principal

_log = logging.getLogger(__name__)

# How many expired rows are read at once.
BATCH = 100
# A row that has expired: when, the investigation, and whatever else its kind needs to find it.
Expired = tuple[Any, ...]
# The place before the first row, in the order of time and investigation.
BEGINNING = ("", "")


class Expiring(ABC):
    """One kind of thing that expires. Every worker of every host may record it.

    name: what the log calls it. actor: the name in the audit entries and events.
    """

    name: str

    def __init__(self, store: Backend, actor: str) -> None:
        self._store = store
        self._caller = Caller(Principal(actor, frozenset({ADMIN}), float("inf")), "SYSTEM", actor)

    def record_all(self) -> int:
        """Record what has expired, and return how many. Raises StorageError and StorageUnavailable."""
        now, count, after = timestamp(self._store.clock()), 0, BEGINNING
        # Rows that cannot be recorded stay, so each batch begins after the one before it.
        while expired := self._expired(now, after, BATCH):
            after = expired[-1][0], expired[-1][1]
            # Workers that find the same rows begin with different ones.
            random.shuffle(expired)
            count += sum(map(self._try_to_record, expired))
        return count

    @abstractmethod
    def next_expiry(self) -> str | None:
        """Return when the next one expires, None when there is none."""

    @abstractmethod
    def _expired(self, now: str, after: tuple[str, str], limit: int) -> list[Expired]:
        """Return what has expired and follows the time and investigation in `after`, in their order."""

    @abstractmethod
    def _record(self, expired: Expired, tx: Transaction) -> bool:
        """Record one, unless it was recorded or has been renewed meanwhile; return whether it counts."""

    def _try_to_record(self, expired: Expired) -> bool:
        _, investigation_id, *_ = expired
        change = partial(self._record, expired)
        try:
            return self._store.write(change, locks=[("investigation", investigation_id)])
        except (StorageError, StorageUnavailable):
            raise
        except Exception:  # noqa: BLE001 - a damaged investigation must not keep those of others from being recorded
            _log.exception("The expired %s of %s could not be recorded", self.name, investigation_id)
            return False
