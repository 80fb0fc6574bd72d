"""The parts of a running service, which a view reaches through the current application."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from ..config import Config
from ..domain.executors.example import ExampleExecutor
from ..domain.executors.expiry_monitor import ExpiryMonitor
from ..domain.identity.revocations import Revocations
from ..domain.identity.tokens import TokenVerifier
from ..domain.investigations.last_accessed import LastAccessedRecorder
from ..domain.retention.scheduler import PurgeScheduler
from ..feed.feed import Feed
from ..feed.limits.rate_limiter import RateLimiter
from ..store import Backend
from .stale_cache import StaleCache

EXTENSION = "wizard"


@dataclass
class Service:
    """The parts of a running service.

    openapi, asyncapi: functions that return the documents served under these names.
    """

    config: Config
    store: Backend
    feed: Feed
    tokens: TokenVerifier
    revocations: Revocations
    rate_limiter: RateLimiter
    write_limiter: RateLimiter
    ticket_limiter: RateLimiter
    purges: PurgeScheduler
    expiry_monitor: ExpiryMonitor
    example: ExampleExecutor
    openapi: Callable[[], dict[str, Any]] = dict
    asyncapi: Callable[[], dict[str, Any]] = dict
    stale_cache: StaleCache = field(init=False)
    last_accessed: LastAccessedRecorder = field(init=False)

    def __post_init__(self) -> None:
        self.stale_cache = StaleCache(self.store.errors)
        self.feed.on_access_change(self.stale_cache.forget_shared)
        self.last_accessed = LastAccessedRecorder(self.store)


def current_service() -> Service:
    """Return the service installed in the current application."""
    return cast(Service, current_app.extensions[EXTENSION])
