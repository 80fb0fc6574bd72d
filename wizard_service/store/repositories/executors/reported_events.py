"""The allowance of each owner for reported events, in the usage row: the generic cell rate algorithm (GCRA).

The row holds the theoretical arrival time, and when it was last charged. When that moment is in the future, the clock
has been set back since, so the arrival time means nothing: the allowance is complete.
"""

from dataclasses import dataclass
from datetime import timedelta

from ....timestamps import CLOCK_TOLERANCE
from ...backend import Reader, Transaction
from ..usage import Amount

_TOLERANCE_NS = CLOCK_TOLERANCE // timedelta(microseconds=1) * 1000

_ADD = """
INSERT INTO usage (owner, investigations, stored_bytes, events_tat_ns, events_charged_ns) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (owner) DO UPDATE SET
    investigations = usage.investigations + excluded.investigations,
    stored_bytes = usage.stored_bytes + excluded.stored_bytes,
    events_charged_ns = excluded.events_charged_ns,
    events_tat_ns = excluded.events_tat_ns + CASE
        WHEN usage.events_charged_ns <= ? AND usage.events_tat_ns > excluded.events_charged_ns
        THEN usage.events_tat_ns - excluded.events_charged_ns
        ELSE 0 END
RETURNING investigations, stored_bytes, events_tat_ns
"""
_FIND = "SELECT events_tat_ns, events_charged_ns FROM usage WHERE owner = ?"


@dataclass(frozen=True)
class Allowance:
    """The theoretical arrival time of an owner's reported events (GCRA), and when the last ones were charged, in ns."""

    tat_ns: int = 0
    charged_ns: int = 0

    def used_ns(self, now_ns: int) -> int:
        """Return the used part of the allowance. `_ADD` computes the same."""
        was_set_back = self.charged_ns > now_ns + _TOLERANCE_NS
        return 0 if was_set_back else max(0, self.tat_ns - now_ns)


def add(tx: Transaction, owner: str, amount: Amount, *, now_ns: int, cost_ns: int) -> tuple[Amount, int]:
    """Add to the usage of an owner like `usage.add`; return the new usage, and the new arrival time in ns.

    cost_ns: the amount by which the arrival time advances.
    """
    charged = owner, amount.investigations, amount.stored_bytes, now_ns + cost_ns, now_ns
    ((investigations, stored_bytes, tat_ns),) = tx.select_tuples(_ADD, (*charged, now_ns + _TOLERANCE_NS))
    return Amount(investigations, stored_bytes), int(tat_ns)


def find(reader: Reader, owner: str) -> Allowance:
    """Return the allowance of an owner."""
    rows = reader.select_tuples(_FIND, (owner,))
    return Allowance(*rows[0]) if rows else Allowance()
