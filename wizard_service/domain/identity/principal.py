from dataclasses import dataclass

from ...errors import Forbidden

READ, WRITE, RUN, ADMIN = "wizard:read", "wizard:write", "wizard:run", "wizard:admin"


DEFAULT_SCOPES = frozenset({READ, WRITE})


def run_scope(investigation_id: str) -> str:
    """Return the scope of an executor of one investigation, which its user must be allowed to edit.

    A service that does not know this scope refuses it, so it grants nothing else anywhere.
    """
    return f"{RUN}:{investigation_id}"


@dataclass(frozen=True)
class TokenIdentity:
    """The parts of a token by which it can be revoked.

    sha256: of the signed part only, because one signature may have several valid encodings. issued_at: Unix time.
    """

    sha256: str
    jti: str | None
    issued_at: float


@dataclass(frozen=True)
class Principal:
    """An authenticated caller. expires_at: Unix time at which the credentials end.

    token: None for a principal that no token has authenticated, such as the holder of a login link.
    """

    user_id: str
    scopes: frozenset[str]
    expires_at: float
    token: TokenIdentity | None = None

    @property
    def sees_all(self) -> bool:
        return bool(self.scopes & {RUN, ADMIN})

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.scopes

    def require(self, *scopes: str) -> None:
        """Raise Forbidden unless the principal holds one of the scopes, or `admin`."""
        if not self.scopes & {*scopes, ADMIN}:
            raise Forbidden(f"This needs the scope {' or '.join(scopes)}.")

    def require_on(self, investigation_id: str, *scopes: str) -> None:
        """Like `require`; where `wizard:run` is enough, so is the scope of an executor of this investigation."""
        if RUN not in scopes or run_scope(investigation_id) not in self.scopes:
            self.require(*scopes)


def is_user_id(text: str) -> bool:
    """Return whether a text can name a user: 1 to 255 printable characters."""
    return 0 < len(text) <= 255 and text.isprintable() and "\ufffd" not in text
