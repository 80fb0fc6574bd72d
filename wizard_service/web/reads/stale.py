"""The response to a read while the database fails (RFC 5861, stale-if-error; contract section 3)."""

from collections.abc import Callable

from ...domain.identity.principal import Principal
from ...domain.investigations.state import Row
from ...errors import StorageError
from ..responses import EncodedResponse
from ..stale_cache import StaleCache


def serve_stale(
    cache: StaleCache,
    principal: Principal,
    investigation_id: str | None,
    error: StorageError,
    respond: Callable[[Row], EncodedResponse],
) -> EncodedResponse:
    """Return the response that `respond` makes of the cached row, marked as stale (RFC 7234 section 5.5.1).

    Raises `error` when the cache has nothing for this user.
    """
    row = cache.get(principal, investigation_id)
    if row is None:
        raise error
    cache.errors.record(error)
    return respond(row).with_headers({"Warning": '110 - "Response is Stale"', "X-State-Source": "memory"})
