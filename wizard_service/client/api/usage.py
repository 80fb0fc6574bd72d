"""The caller's share of the quotas, and the configuration of the installation (contract section 10)."""

from typing import Literal, TypedDict

from ..endpoint import AnyNetwork, endpoint
from .base import ApiGroup

# host: each host has its own count; all: one count over all hosts.
Scope = Literal["host", "all"]


class StoredShare(TypedDict):
    """How much of one kind is stored, and its limit. limit, remaining: None when there is no limit."""

    scope: Scope
    used: int
    limit: int | None
    remaining: int | None


class Allowance(TypedDict):
    """How many requests or events are admitted in a window of time.

    limit: how many in `window_s` seconds, None for no limit. remaining: how many may follow at once.
    """

    scope: Scope
    limit: int | None
    window_s: int
    remaining: int | None


class Usage(TypedDict):
    user_id: str
    investigations: StoredShare
    stored_bytes: StoredShare
    reported_events: Allowance
    writes: Allowance
    tickets: Allowance


class PollingConfig(TypedDict):
    fast_interval_ms: int
    normal_interval_ms: int
    slow_interval_ms: int
    max_retries: int
    backoff_multiplier: int
    max_backoff_ms: int
    rate_limit_per_s: int


class WebSocketConfig(TypedDict):
    heartbeat_interval_ms: int
    idle_timeout_ms: int


class ClientConfig(TypedDict):
    """The configuration of the installation, as far as clients need it. limits: numbers by name; 0 is no limit."""

    api_base_url: str
    ws_base_url: str
    polling: PollingConfig
    websocket: WebSocketConfig
    features: dict[str, bool]
    limits: dict[str, int]


class UsageApi(ApiGroup[AnyNetwork]):
    """Reads how much the caller may store and request."""

    @endpoint
    async def read(self) -> Usage:
        """Return how much of each quota the caller has used."""
        return await self._read("/usage")

    @endpoint
    async def client_config(self) -> ClientConfig:
        """Return the addresses, intervals, features and limits of the installation."""
        return await self._read("/client-config")
