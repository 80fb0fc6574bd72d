"""Tokens for executors: one investigation, in the name of an owner or editor, for an hour (contract section 11)."""

import time
from datetime import UTC, datetime

from ...config import SYMMETRIC_ALGORITHMS, AuthSettings
from ...errors import FeatureDisabled
from ...store import Reader, Row
from ...timestamps import timestamp
from ..identity.principal import Principal, run_scope
from ..identity.tokens import issue_token
from ..investigations.access import get_delegable

TTL_S = 3600


def may_issue(reader: Reader, principal: Principal, investigation_id: str, **_: str) -> None:
    """Require an owner or editor, and an investigation that takes reports."""
    get_delegable(reader, principal, investigation_id)


def are_issued(auth: AuthSettings) -> bool:
    """Return whether this service signs tokens; otherwise its issuer does."""
    return auth.algorithm in SYMMETRIC_ALGORITHMS


def issue(reader: Reader, auth: AuthSettings, principal: Principal, investigation_id: str) -> Row:
    """Return `{token, scope, expires_at}` for an executor of one investigation. Raises as `may_issue`.

    The token grants what the principal may do on this investigation, and ends with that right: it reads, reports and
    holds the lease. Raises FeatureDisabled where tokens come from another issuer.
    """
    if not are_issued(auth):
        raise FeatureDisabled("Tokens are signed by their issuer, not here.")
    get_delegable(reader, principal, investigation_id)
    scope = run_scope(investigation_id)
    issued_at = int(time.time())
    token = issue_token(auth, principal.user_id, (scope,), TTL_S, issued_at)
    expires_at = datetime.fromtimestamp(issued_at + TTL_S, UTC)
    return {"token": token, "scope": scope, "expires_at": timestamp(expires_at)}
