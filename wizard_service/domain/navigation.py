"""The history of steps a person goes back and forward in, like a browser's; kept beside the state, no part of it."""

from dataclasses import dataclass

import orjson

from ..errors import InvalidTransition
from .states import Document, Row

BACK, FORWARD = DIRECTIONS = ("back", "forward")
MAX_ENTRIES = 50


@dataclass(frozen=True)
class Navigation:
    """entries: the steps visited, oldest first. position: the index of the present one."""

    entries: tuple[str, ...]
    position: int

    def visited(self, step: str) -> "Navigation":
        """Return the history after a step of its own: what lay ahead is forgotten, and the oldest beyond the limit."""
        entries = (*self.entries[: self.position + 1], step)[-MAX_ENTRIES:]
        return Navigation(entries, len(entries) - 1)

    def moved(self, direction: str) -> "Navigation":
        """Return the history one entry `back` or `forward`. Raises InvalidTransition past its ends."""
        position = self.position + (1 if direction == FORWARD else -1)
        if not 0 <= position < len(self.entries):
            allowed = [other for other in DIRECTIONS if other != direction and len(self.entries) > 1]
            ends = {"field": "direction", "from_value": self.step, "to_value": direction, "allowed": allowed}
            raise InvalidTransition(f"There is nothing to go {direction} to from {self.step}.", **ends)
        return Navigation(self.entries, position)

    @property
    def step(self) -> str:
        """The present step, which is always that of the state."""
        return self.entries[self.position]

    def columns(self) -> Row:
        return {"navigation_json": orjson.dumps({"entries": self.entries, "position": self.position}).decode()}


def navigation_of(row: Row) -> Navigation:
    """Return the history stored with a state; one that never moved has its present step alone."""
    if row["navigation_json"] is None:
        return Navigation((row["wizard_step"],), 0)
    stored = orjson.loads(row["navigation_json"])
    return Navigation(tuple(stored["entries"]), stored["position"])


def columns_of(row: Row, before: Document, after: Document) -> Row:
    """Return the column to write when a change of the state moved its step, whoever moved it."""
    if after["wizard_step"] == before["wizard_step"]:
        return {}
    return navigation_of(row).visited(after["wizard_step"]).columns()
