"""Why a stream ends."""

from enum import Enum


class Ending(Enum):
    """The value is the reason that `connection_closed` tells."""

    RESTART = "restart"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a reason, not a password
    ACCESS_REVOKED = "access_revoked"
    DELETED = "deleted"
    COMPLETED = "completed"
    LIFETIME = "lifetime"
