"""The issuer's key set (RFC 7517), fetched by one request of the process at a time and cached.

A failed fetch is cached too: while the issuer is slow or fails, only one request waits for it.
"""

import http.client
import json
import logging
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import jwt

from ...errors import KeysUnavailable, Unauthorized
from ...process.threads import deadline

_log = logging.getLogger(__name__)

FETCH_TIMEOUT_S = 3.0
# Issuers publish a few keys of some 500 bytes each.
MAX_BYTES, MAX_KEYS = 256 * 1024, 100
CACHED_S = 300.0
# A token with an unknown `kid` may be signed with a new key, so it causes a fetch, but at most one in this time.
RETRY_S = 10.0
# Members that a JSON Web Key must have to be usable with an algorithm.
_KEY_TYPES = {
    "RS256": {"kty": "RSA"},
    "ES256": {"kty": "EC", "crv": "P-256"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
}
# RFC 7518 section 3.3 forbids shorter RSA keys.
MIN_RSA_BITS = 2048


def fetch_key_set(url: str) -> bytes:
    """Return the response body of the key set's address.

    Raises OSError or HTTPException; a body of more than MAX_BYTES raises OSError.
    """
    opener = urllib.request.build_opener(_NoRedirects)
    with deadline(FETCH_TIMEOUT_S), opener.open(url, timeout=FETCH_TIMEOUT_S) as response:
        body: bytes = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise OSError(f"The key set has more than {MAX_BYTES} bytes.")
    return body


class KeySet:
    """The keys of one issuer that are usable with one algorithm. fetch: returns the body of an address, or raises."""

    def __init__(
        self,
        url: str,
        algorithm: str,
        fetch: Callable[[str], bytes] = fetch_key_set,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._algorithm = algorithm
        self._fetch = fetch
        self._clock = clock
        self._fetching = threading.Lock()
        self._keys: list[tuple[object, Any]] | None = None
        self._expires_at = self._retry_at = clock()

    def key_for(self, kid: object) -> Any:
        """Return the key with this `kid`. When `kid` is None, return the only key of the set (RFC 7517 section 4.5).

        Raises Unauthorized when no key matches, KeysUnavailable when the issuer does not return its keys.
        """
        if self._clock() >= self._expires_at:
            self._keys = None
        key = self._find(kid)
        if key is None:
            self._refresh()
            key = self._find(kid)
        if self._keys is None:
            raise KeysUnavailable("The issuer of the tokens does not answer with a key set.")
        if key is None:
            raise Unauthorized("The token is not valid: no key of the issuer fits.")
        return key

    def _find(self, kid: object) -> Any:
        keys = self._keys or []
        if kid is None:
            return keys[0][1] if len(keys) == 1 else None
        return next((key for name, key in keys if name == kid), None)

    def _refresh(self) -> None:
        """Fetch the keys unless the last fetch was too recent; concurrent requests share one fetch."""
        if self._clock() < self._retry_at:
            return
        with self._fetching:
            if self._clock() < self._retry_at:
                return
            try:
                self._keys = list(_usable_keys(json.loads(self._fetch(self._url)), self._algorithm))
                self._expires_at = self._clock() + CACHED_S
            # A malformed key set counts as a failure of the issuer. Keys that are cached stay in use.
            except (OSError, http.client.HTTPException, ValueError, TypeError, LookupError, RecursionError) as error:
                _log.warning("The key set of %s cannot be used: %r", self._url, error)
            finally:
                self._retry_at = self._clock() + RETRY_S


def is_public_key(algorithm: str, key: Any) -> bool:
    """Return whether a `cryptography` key is a public key of the type, curve and length that the algorithm requires."""
    if algorithm == "RS256" and key.key_size < MIN_RSA_BITS:
        return False
    description = jwt.algorithms.get_default_algorithms()[algorithm].to_jwk(key, as_dict=True)
    return "d" not in description and _KEY_TYPES[algorithm].items() <= description.items()


def _usable_keys(document: Any, algorithm: str) -> Iterator[tuple[object, Any]]:
    """Yield `kid` and key of each key that can verify signatures of the algorithm.

    Raises KeyError or TypeError for a document without a list of keys.
    """
    for description in document["keys"][:MAX_KEYS]:
        if not isinstance(description, dict) or description.get("use", "sig") != "sig":
            continue
        if description.get("alg", algorithm) != algorithm:
            continue
        try:
            key = jwt.PyJWK(description, algorithm).key
            is_usable = is_public_key(algorithm, key)
        except Exception:  # noqa: BLE001, S112 - the libraries raise any type for a malformed key; skip only that key
            continue
        if is_usable:
            yield description.get("kid"), key


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects, so that only the configured address decides which keys are trusted."""

    def redirect_request(self, *_: Any) -> None:
        return None
