"""Methods that are written once, as coroutines, and that both clients offer.

A group of methods belongs to a `BlockingNetwork` or to an `AwaitedNetwork`. In the first case a method returns its
result, in the second case the coroutine that its caller awaits.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from .http import HttpClient
from .network.awaited import AwaitedNetwork
from .network.base import Network
from .network.blocking import BlockingNetwork
from .network.running import iterate_blocking, run_blocking

AnyNetwork = TypeVar("AnyNetwork", bound=Network)
P = ParamSpec("P")
T = TypeVar("T")


class EndpointGroup(Generic[AnyNetwork]):
    """A group of methods that send requests."""

    def __init__(self, http: HttpClient[AnyNetwork]) -> None:
        self._http = http

    @property
    def blocks(self) -> bool:
        return isinstance(self._http.network, BlockingNetwork)


class endpoint(Generic[P, T]):  # noqa: N801 - a decorator
    """Offers a coroutine function as a method of both clients.

    Inside, `self` must not call another decorated method, because that one may block.
    """

    def __init__(self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]) -> None:
        self._function = function

    @overload
    def __get__(self, group: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, group: EndpointGroup[BlockingNetwork], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, group: EndpointGroup[AwaitedNetwork], owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, group: EndpointGroup[Any] | None, owner: type) -> Any:
        method = self._function.__get__(group, owner)
        if group is None or not group.blocks:
            return method

        @wraps(method)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            return run_blocking(method(*args, **kwargs))

        return call


class iterated(Generic[P, T]):  # noqa: N801 - a decorator
    """Offers an asynchronous generator function as a method of both clients; it is an iterator of the blocking one."""

    def __init__(self, function: Callable[Concatenate[Any, P], AsyncGenerator[T, None]]) -> None:
        self._function = function

    @overload
    def __get__(self, group: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, group: EndpointGroup[BlockingNetwork], owner: type) -> Callable[P, Generator[T, None, None]]: ...
    @overload
    def __get__(self, group: EndpointGroup[AwaitedNetwork], owner: type) -> Callable[P, AsyncGenerator[T, None]]: ...
    def __get__(self, group: EndpointGroup[Any] | None, owner: type) -> Any:
        method = self._function.__get__(group, owner)
        if group is None or not group.blocks:
            return method

        @wraps(method)
        def iterate(*args: P.args, **kwargs: P.kwargs) -> Generator[T, None, None]:
            return iterate_blocking(method(*args, **kwargs))

        return iterate
