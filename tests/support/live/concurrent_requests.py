"""Requests that come together, from as many threads."""

import threading
from collections.abc import Callable

from tests.support.live.users import Answer


def at_once(count: int, ask: Callable[[int], Answer]) -> list[Answer]:
    """Ask `count` times, all together, and return the answers."""
    answers: list[Answer] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        answers.append(ask(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers
