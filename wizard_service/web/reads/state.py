"""Builds the response to a read of a state, from the database or from the stale cache (contract section 3)."""

from ...domain.identity.principal import Principal
from ...domain.investigations.access import get_readable
from ...domain.investigations.state import Row, etag_of, state_json
from ..conditional import Condition, conditional_response, validator_headers
from ..responses import EncodedResponse
from ..service import Service

# The columns of an ETag. The incarnation is how often the id was used before.
_ETAG_COLUMNS = ("version", "incarnation")


def read_state(service: Service, principal: Principal, investigation_id: str, condition: Condition) -> EncodedResponse:
    """Return a 304, or a 200 with the state. Raises NotFound, Forbidden and what `condition` raises."""
    store = service.store
    if condition:
        # The columns of the ETag show whether the state is unchanged, without reading up to 500 KB of it.
        head = get_readable(store, principal, investigation_id, _ETAG_COLUMNS)
        service.last_accessed.record(investigation_id)
        etag = etag_of(head, store.epoch)
        if condition(etag):
            return EncodedResponse(304, validator_headers(etag))
    row = get_readable(store, principal, investigation_id)
    service.last_accessed.record(investigation_id)
    service.stale_cache.remember(principal, row)
    return state_response(service, condition, row)


def state_response(service: Service, condition: Condition, row: Row) -> EncodedResponse:
    """Return the response for a row that was read now or earlier."""
    return conditional_response(state_json(row), etag_of(row, service.store.epoch), condition)
