"""Run a function in forked processes and threads that all begin at once, as gunicorn's workers are forked."""

import json
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def print_sum(processes: int, threads: int, function: Callable[[Callable[[], object]], int]) -> None:
    """Print the sum of all results. Each call is passed a function that waits until every call has reached it."""
    context = multiprocessing.get_context("fork")
    begin, end = (context.Barrier(processes * threads) for _ in range(2))
    results = context.SimpleQueue()

    def run_one(_: int) -> int:
        begin.wait()
        return function(end.wait)

    def run_process() -> None:
        with ThreadPoolExecutor(threads) as pool:
            results.put(sum(pool.map(run_one, range(threads))))

    children = [context.Process(target=run_process) for _ in range(processes)]
    for child in children:
        child.start()
    json.dump(sum(results.get() for _ in children), sys.stdout)
    for child in children:
        child.join()
