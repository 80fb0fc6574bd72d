"""WebSocket close codes (contract section 8, RFC 6455 section 7.4)."""

from ...feed.closing import CloseReason

POLICY_VIOLATION, TOO_BIG, INTERNAL_ERROR = 1008, 1009, 1011
IDLE_TIMEOUT, TOO_MANY = 4408, 4429
CLOSE_CODES = {
    CloseReason.RESTART: 1012,
    CloseReason.TOKEN_EXPIRED: 4401,
    CloseReason.TOKEN_REVOKED: 4401,
    CloseReason.ACCESS_REVOKED: 4403,
    CloseReason.DELETED: 4404,
}
