"""The settings of token verification, and the rules between them."""

from collections.abc import Iterator
from dataclasses import dataclass

from .setting_field import setting

SYMMETRIC_ALGORITHMS = ("HS256", "HS384", "HS512")
ASYMMETRIC_ALGORITHMS = ("RS256", "ES256", "EdDSA")
# RFC 7518 section 3.2: an HMAC key must be at least as long as the hash.
MIN_KEY_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}


@dataclass(frozen=True)
class AuthSettings:
    secret: str = setting(
        "WIZARD_JWT_SECRET", "", "HMAC key, at least 32 bytes for HS256, 48 for HS384, 64 for HS512", secret=True
    )
    public_key_file: str = setting("WIZARD_JWT_PUBLIC_KEY_FILE", "", "PEM file for RS256, ES256 or EdDSA")
    jwks_url: str = setting("WIZARD_JWT_JWKS_URL", "", "https address of the issuer's key set")
    algorithm: str = setting(
        "WIZARD_JWT_ALGORITHM", "HS256", "JWT algorithm", choices=SYMMETRIC_ALGORITHMS + ASYMMETRIC_ALGORITHMS
    )
    audience: str = setting("WIZARD_JWT_AUDIENCE", "wizard", "required `aud` claim")
    issuer: str = setting("WIZARD_JWT_ISSUER", "", "required `iss` claim, empty = any")


def auth_errors(auth: AuthSettings) -> Iterator[str]:
    yield from _secret_errors(auth)
    has_key = bool(auth.public_key_file or auth.jwks_url)
    if auth.algorithm in SYMMETRIC_ALGORITHMS and has_key:
        yield f"WIZARD_JWT_ALGORITHM={auth.algorithm} takes WIZARD_JWT_SECRET only: the other keys are asymmetric"
    if auth.algorithm in ASYMMETRIC_ALGORITHMS and bool(auth.public_key_file) == bool(auth.jwks_url):
        yield (
            f"WIZARD_JWT_ALGORITHM={auth.algorithm}: needs exactly one of "
            "WIZARD_JWT_PUBLIC_KEY_FILE and WIZARD_JWT_JWKS_URL"
        )
    if auth.jwks_url and not auth.jwks_url.startswith("https://"):
        yield f"WIZARD_JWT_JWKS_URL={auth.jwks_url}: must be an https:// address"


def _secret_errors(auth: AuthSettings) -> Iterator[str]:
    length = len(auth.secret.encode())
    if length == 0 and auth.algorithm in SYMMETRIC_ALGORITHMS:
        yield (
            "WIZARD_JWT_SECRET is not set: tokens cannot be verified without it; generate one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`"
        )
    # A short secret is reported with any algorithm, even an unknown one: otherwise the next start would report it.
    algorithm = auth.algorithm if auth.algorithm in MIN_KEY_BYTES else "HS256"
    if 0 < length < MIN_KEY_BYTES[algorithm]:
        yield f"WIZARD_JWT_SECRET has {length} bytes: at least {MIN_KEY_BYTES[algorithm]} are required for {algorithm}"
