"""What a listener wants, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """events: the types wanted, None for all. until_completed: end after the final event. lifetime_s: None for ever.

    tick_s: yield at least this often, for whoever has something of its own to look after.
    """

    events: frozenset[str] | None = None
    until_completed: bool = False
    lifetime_s: float | None = None
    tick_s: float = 3600.0
