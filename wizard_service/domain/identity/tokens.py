"""JSON web tokens: verified once, and cached until they expire."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jwt

from ...config import SYMMETRIC_ALGORITHMS, AuthSettings
from ...errors import ConfigError, KeysUnavailable, TokenExpired, Unauthorized
from .principal import DEFAULT_SCOPES, Principal, is_user_id

MAX_TOKEN_BYTES = 4096
# Clocks of issuer and service may differ; a token from further in the future is refused. Expiry gets no such grace.
CLOCK_SKEW_S = 10
# 4,096 tokens are some 4 MB; beyond that the oldest half is dropped and verified again on its next use.
CACHED_TOKENS = 4096
# 9999-12-31, the latest date that Python can represent.
_END_OF_TIME = 253402300799.0


class TokenVerifier:
    """Verifies bearer tokens against one key source and caches the result by token."""

    def __init__(self, settings: AuthSettings) -> None:
        self._settings = settings
        self._key = _key_source(settings)
        self._verified: dict[str, Principal] = {}

    def verify(self, token: str) -> Principal:
        """Return the principal of a token. Raises TokenExpired, Unauthorized or KeysUnavailable, nothing else."""
        principal = self._verified.get(token)
        if principal is None:
            principal = self._decode(token)
            self._remember(token, principal)
        if principal.expires_at <= time.time():
            raise TokenExpired("The token has expired.")
        return principal

    def _decode(self, token: str) -> Principal:
        if len(token) > MAX_TOKEN_BYTES:
            raise Unauthorized("The token is too long.")
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=[self._settings.algorithm],
                audience=self._settings.audience,
                issuer=self._settings.issuer or None,
                leeway=CLOCK_SKEW_S,
                options={"require": ["exp", "iat", "sub", "aud"], "enforce_minimum_key_length": True},
            )
            return _principal(claims)
        except jwt.PyJWKClientConnectionError:
            raise KeysUnavailable("The issuer of the tokens does not answer.") from None
        except jwt.ExpiredSignatureError:
            raise TokenExpired("The token has expired.") from None
        except (jwt.PyJWTError, ValueError, OverflowError, UnicodeError) as error:
            raise Unauthorized(f"The token is not valid: {type(error).__name__}.") from None

    def _remember(self, token: str, principal: Principal) -> None:
        if len(self._verified) >= CACHED_TOKENS:
            for old in list(self._verified)[: CACHED_TOKENS // 2]:
                self._verified.pop(old, None)
        self._verified[token] = principal


def issue_token(settings: AuthSettings, user_id: str, scopes: Iterable[str], ttl_s: int) -> str:
    """Sign a token for `user_id` that ends after `ttl_s` seconds.

    Raises ConfigError when this service can only verify tokens, not sign them.
    """
    if settings.algorithm not in SYMMETRIC_ALGORITHMS:
        raise ConfigError([f"WIZARD_JWT_ALGORITHM={settings.algorithm}: tokens are signed by the issuer, not here"])
    now = int(time.time())
    claims: dict[str, Any] = {"sub": user_id, "aud": settings.audience, "iat": now, "exp": now + ttl_s}
    claims |= {"scope": " ".join(scopes)} if scopes else {}
    claims |= {"iss": settings.issuer} if settings.issuer else {}
    return jwt.encode(claims, settings.secret, algorithm=settings.algorithm)


def _principal(claims: dict[str, Any]) -> Principal:
    scope, user_id = claims.get("scope"), claims["sub"]
    if not is_user_id(user_id):
        raise Unauthorized("The token's subject is not usable as a user id.")
    if scope is not None and not isinstance(scope, str):
        raise Unauthorized("The token's scope is not a string.")
    scopes = DEFAULT_SCOPES if scope is None else frozenset(scope.split())
    return Principal(user_id, scopes, min(float(claims["exp"]), _END_OF_TIME))


def _key_source(settings: AuthSettings) -> Any:
    if settings.algorithm in SYMMETRIC_ALGORITHMS:
        return lambda _: settings.secret
    if settings.algorithm not in jwt.algorithms.get_default_algorithms():
        raise ConfigError([f"WIZARD_JWT_ALGORITHM={settings.algorithm} needs the package `cryptography`"])
    if settings.jwks_url:
        client = jwt.PyJWKClient(settings.jwks_url, timeout=3)
        return lambda token: client.get_signing_key_from_jwt(token).key
    try:
        public_key = Path(settings.public_key_file).read_bytes()
    except OSError as error:
        raise ConfigError([f"WIZARD_JWT_PUBLIC_KEY_FILE={settings.public_key_file}: {error.strerror}"]) from None
    return lambda _: public_key
