"""Credentials while the clock of the service is wrong."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import purged, retention_with
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal, TokenIdentity
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.domain.identity.tickets import LOGIN, MAX_TTL_S, STREAM, issue_ticket, redeem_ticket
from wizard_service.errors import Unauthorized
from wizard_service.store import Backend

AN_HOUR_S = 3600


def principal(clock: MovableClock) -> Principal:
    expires_at = clock().timestamp() + AN_HOUR_S
    return Principal("u1", DEFAULT_SCOPES, expires_at, TokenIdentity("0" * 64, None, clock().timestamp()))


@pytest.mark.parametrize("purpose", [STREAM, LOGIN])
@pytest.mark.parametrize("back_s", [60, 3650 * 86400])
def test_a_ticket_is_not_valid_for_longer_after_the_clock_was_set_back(
    purpose: str, back_s: int, store: Backend, clock: MovableClock
) -> None:
    ticket = issue_ticket(store, principal(clock), MAX_TTL_S[purpose], purpose)
    clock.move(seconds=-back_s)

    with pytest.raises(Unauthorized):
        redeem_ticket(store, ticket, purpose)


@pytest.mark.parametrize("purpose", [STREAM, LOGIN])
def test_a_ticket_is_valid_for_its_whole_lifetime(purpose: str, store: Backend, clock: MovableClock) -> None:
    ticket = issue_ticket(store, principal(clock), MAX_TTL_S[purpose], purpose)
    clock.move(seconds=MAX_TTL_S[purpose] - 1)

    assert redeem_ticket(store, ticket, purpose).user_id == "u1"


def test_a_token_that_was_revoked_stays_so_after_the_clock_was_ahead_during_a_purge(
    store: Backend, clock: MovableClock
) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    holder = principal(clock)
    purged(retention, scheduled=True)
    Revocations(store).revoke_token(holder)
    clock.move(hours=47)
    purged(retention, scheduled=True)
    clock.move(hours=-47)

    assert Revocations(store).is_revoked(holder)
