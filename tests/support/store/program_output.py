"""The channel between a program of `programs/` and the test that started it."""

import json
import sys
from typing import Any


def send_fact(fact: Any) -> None:
    """Write a fact for the test to standard output, as a line of JSON."""
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


def wait_for_signal() -> None:
    """Wait until the test signals that the program continues."""
    sys.stdin.readline()
