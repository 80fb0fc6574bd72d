"""How a program of `programs/` speaks with the test that started it."""

import json
import sys
from typing import Any


def tell(fact: Any) -> None:
    """Tell the test a fact."""
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


def wait_for_word() -> None:
    """Wait until the test says to go on."""
    sys.stdin.readline()
