"""Each worker keeps a copy of the revocations in the database."""

import pytest

from tests.support.store.processes import wait_until
from wizard_service.domain.identity import revocations
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal, TokenIdentity
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.store import Backend
from wizard_service.store.repositories import credentials

PRINCIPAL = Principal("u1", DEFAULT_SCOPES, float("inf"), TokenIdentity("0" * 64, None, 0.0))
AN_HOUR_S = 3600.0


def test_a_token_that_one_worker_refuses_is_refused_by_all_workers_of_the_host(
    store: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Revocations(store), Revocations(store)
    with monkeypatch.context() as slower:
        slower.setattr(revocations, "REFRESH_S", AN_HOUR_S)
        assert not second.is_revoked(PRINCIPAL)
    assert not first.is_revoked(PRINCIPAL)

    # Another host announces nothing here.
    store.write(lambda tx: credentials.insert_revocation(tx, f"token:{'0' * 64}", tx.now, "2099-01-01T00:00:00.000Z"))
    wait_until(lambda: first.is_revoked(PRINCIPAL))

    assert second.is_revoked(PRINCIPAL)
