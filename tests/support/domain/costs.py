"""The cost of work as a count, which is the same on every machine."""

import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from wizard_service.errors import WizardError


def calls_of(work: Callable[[], Any]) -> int:
    """Return how many calls, of C functions too, the work makes. A WizardError is an outcome like any other."""
    counter = itertools.count()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if event in ("call", "c_call"):
            next(counter)

    sys.setprofile(count)
    try:
        work()
    except WizardError:
        pass
    finally:
        sys.setprofile(None)
    return next(counter)


def lines_of(work: Callable[[], Any]) -> int:
    """Return how many lines the work runs; each iteration of a comprehension, which calls nothing, counts."""
    counter = itertools.count()

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            next(counter)
        return count

    previous = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(previous)
    return next(counter)
