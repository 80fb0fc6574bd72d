"""What a running service consists of, reached from a view through the application it is installed in."""

from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from ..config import Config
from ..domain.purge_schedule import PurgeSchedule
from ..domain.tokens import TokenVerifier
from ..domain.visits import Visits
from ..feed.follow import Feed
from ..feed.rate import RateLimiter
from ..store import Store
from .last_known import LastKnown

EXTENSION = "wizard"


@dataclass
class Runtime:
    """openapi, asyncapi: the documents of the same name with `.json`, complete once all blueprints are registered."""

    config: Config
    store: Store
    feed: Feed
    tokens: TokenVerifier
    rate_limiter: RateLimiter
    purges: PurgeSchedule
    openapi: dict[str, Any] = field(default_factory=dict)
    asyncapi: dict[str, Any] = field(default_factory=dict)
    last_known: LastKnown = field(init=False)
    visits: Visits = field(init=False)

    def __post_init__(self) -> None:
        self.last_known = LastKnown(self.store.failures)
        self.visits = Visits(self.store)


def runtime() -> Runtime:
    """Return the service installed in the current application."""
    return cast(Runtime, current_app.extensions[EXTENSION])
