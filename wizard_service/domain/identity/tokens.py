"""JSON Web Tokens: verified once and cached until they expire."""

import hashlib
import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jwt

from ...config import SYMMETRIC_ALGORITHMS, AuthSettings
from ...errors import ConfigError, TokenExpired, Unauthorized, WizardError
from .key_set import MIN_RSA_BITS, KeySet, is_public_key
from .principal import DEFAULT_SCOPES, Principal, TokenIdentity, is_user_id
from .revocations import Revocations

MAX_TOKEN_BYTES = 4096
# The clocks of issuer and service may differ by this much. The tolerance does not extend a token's expiry.
CLOCK_SKEW_S = 10
# 4,096 tokens take some 4 MB. A full cache drops its oldest half; those tokens are verified again when used next.
CACHED_TOKENS = 4096
_PUBLIC_KEYS = {
    "RS256": f"an RSA public key of at least {MIN_RSA_BITS} bits",
    "ES256": "a public key of the curve P-256",
    "EdDSA": "an Ed25519 public key",
}
# 9999-12-31, the latest date that Python can represent.
_END_OF_TIME = 253402300799.0


class TokenVerifier:
    """Verifies bearer tokens against one key source and caches the result by token.

    revocations: None where there is no database, so that no token counts as revoked.
    """

    def __init__(self, settings: AuthSettings, revocations: Revocations | None = None) -> None:
        self._settings = settings
        self._revocations = revocations
        self._key = _key_source(settings)
        self._verified: dict[str, Principal] = {}

    def verify(self, token: str) -> Principal:
        """Return the principal of a token. Raises only TokenExpired, Unauthorized and KeysUnavailable."""
        principal = self._verified.get(token)
        if principal is None:
            principal = self._decode(token)
            self._remember(token, principal)
        if principal.expires_at <= time.time():
            raise TokenExpired("The token has expired.")
        if self._revocations:
            self._revocations.require_valid(principal)
        return principal

    def _decode(self, token: str) -> Principal:
        if len(token) > MAX_TOKEN_BYTES:
            raise Unauthorized("The token is too long.")
        try:
            header = jwt.get_unverified_header(token)
            # No header extension is supported. A compressed payload could expand to any size.
            if header.keys() & {"crit", "zip"}:
                raise jwt.InvalidTokenError
            return _principal(self._claims(token, self._key(header)), token)
        except WizardError:
            raise
        # The libraries raise any type for a malformed token: TypeError, RecursionError, AttributeError and others.
        except Exception as error:  # noqa: BLE001
            raise Unauthorized(f"The token is not valid: {type(error).__name__}.") from None

    def _claims(self, token: str, key: Any) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[self._settings.algorithm],
            audience=self._settings.audience,
            issuer=self._settings.issuer or None,
            # The library would also accept times as strings, even with digits of other scripts.
            options={
                "require": ["exp", "iat", "sub", "aud"],
                "enforce_minimum_key_length": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        return claims

    def _remember(self, token: str, principal: Principal) -> None:
        if len(self._verified) >= CACHED_TOKENS:
            for old in list(self._verified)[: CACHED_TOKENS // 2]:
                self._verified.pop(old, None)
        self._verified[token] = principal


def verify_keys(settings: AuthSettings) -> None:
    """Raise ConfigError when the configured key file is unusable. A key set is only fetched on first use."""
    _key_source(settings)


def issue_token(
    settings: AuthSettings, user_id: str, scopes: Iterable[str], ttl_s: int, issued_at: int | None = None
) -> str:
    """Sign a token for `user_id` that expires `ttl_s` seconds after `issued_at`.

    issued_at: in seconds since the epoch, now by default.
    Raises ConfigError when this service can only verify tokens, not sign them.
    """
    if settings.algorithm not in SYMMETRIC_ALGORITHMS:
        raise ConfigError([f"WIZARD_JWT_ALGORITHM={settings.algorithm}: tokens are signed by the issuer, not here"])
    now = int(time.time()) if issued_at is None else issued_at
    claims: dict[str, Any] = {"sub": user_id, "aud": settings.audience, "iat": now, "exp": now + ttl_s}
    claims |= {"scope": " ".join(scopes)} if scopes else {}
    claims |= {"iss": settings.issuer} if settings.issuer else {}
    return jwt.encode(claims, settings.secret, algorithm=settings.algorithm)


def _principal(claims: dict[str, Any], token: str) -> Principal:
    scope, user_id = claims.get("scope"), claims["sub"]
    if not is_user_id(user_id):
        raise Unauthorized("The token's subject is not usable as a user id.")
    if scope is not None and not isinstance(scope, str):
        raise Unauthorized("The token's scope is not a string.")
    scopes = DEFAULT_SCOPES if scope is None else frozenset(scope.split())
    signed_part = token.rpartition(".")[0]
    identity = TokenIdentity(hashlib.sha256(signed_part.encode()).hexdigest(), claims.get("jti"), float(claims["iat"]))
    return Principal(user_id, scopes, _checked_expiry(claims), identity)


def _checked_expiry(claims: dict[str, Any]) -> float:
    """Return when a token expires, even if that has passed. Raises Unauthorized when the other times are invalid."""
    times = {name: _numeric_date(claims[name], name) for name in ("exp", "iat", "nbf") if name in claims}
    latest_start = time.time() + CLOCK_SKEW_S
    if any(times[name] > latest_start for name in times.keys() - {"exp"}):
        raise Unauthorized("The token is not valid yet.")
    return times["exp"]


def _numeric_date(value: object, name: str) -> float:
    """Return a NumericDate (RFC 7519 section 2): a JSON number, not later than the last date of the calendar."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthorized(f"The token's {name} is not a number.")
    if not math.isfinite(value) or value > _END_OF_TIME:
        raise Unauthorized(f"The token's {name} is not a date.")
    return float(value)


def _key_source(settings: AuthSettings) -> Callable[[dict[str, Any]], Any]:
    """Return a function that maps the header of a token to the key that verifies it."""
    if settings.algorithm in SYMMETRIC_ALGORITHMS:
        return lambda _: settings.secret
    if settings.algorithm not in jwt.algorithms.get_default_algorithms():
        raise ConfigError([f"WIZARD_JWT_ALGORITHM={settings.algorithm} needs the package `cryptography`"])
    if settings.jwks_url:
        key_set = KeySet(settings.jwks_url, settings.algorithm)
        return lambda header: key_set.key_for(header.get("kid"))
    public_key = _read_public_key(settings)
    return lambda _: public_key


def _read_public_key(settings: AuthSettings) -> Any:
    name = f"WIZARD_JWT_PUBLIC_KEY_FILE={settings.public_key_file} with WIZARD_JWT_ALGORITHM={settings.algorithm}"
    allowed = f"must be {_PUBLIC_KEYS[settings.algorithm]}, as PEM (BEGIN PUBLIC KEY)"
    try:
        content = Path(settings.public_key_file).read_bytes()
    except OSError as error:
        raise ConfigError([f"{name}: {allowed}; {error.strerror}"]) from None
    # The library would take the first of several keys, and no token of the others would be valid.
    if content.count(b"-----BEGIN ") > 1:
        raise ConfigError([f"{name}: {allowed}; the file holds more than one"])
    try:
        key = jwt.algorithms.get_default_algorithms()[settings.algorithm].prepare_key(content)
        is_usable = is_public_key(settings.algorithm, key)
    # The libraries raise any type for a malformed key.
    except Exception:  # noqa: BLE001
        is_usable = False
    if not is_usable:
        raise ConfigError([f"{name}: {allowed}"])
    return key
