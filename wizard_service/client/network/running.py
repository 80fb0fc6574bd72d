"""Runs coroutines of a `BlockingNetwork` without an event loop."""

from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


def run_blocking(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return the result of a coroutine that never suspends. Raises RuntimeError when it does."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError(f"{coroutine} waits for an event loop.")


def iterate_blocking(items: AsyncGenerator[T, None]) -> Generator[T, None, None]:
    """Yield the items of a generator that never suspends, and close it in the end."""
    try:
        while True:
            try:
                item = run_blocking(anext(items))
            except StopAsyncIteration:
                return
            yield item
    finally:
        run_blocking(items.aclose())
