"""The issuer's key set is fetched once for all tokens of a process, and a failed fetch is cached as well."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from wizard_service.domain.identity.key_set import CACHED_S, MAX_BYTES, RETRY_S, KeySet
from wizard_service.errors import KeysUnavailable, Unauthorized

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


class Issuer:
    """Answers with a body, or fails with an error, and counts how often it was asked; `time_s` is its clock."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer
        self.fetches = 0
        self.time_s = 1000.0
        self.key_set = KeySet("https://issuer/keys", "RS256", self._fetch, lambda: self.time_s)

    def _fetch(self, _: str) -> bytes:
        self.fetches += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def published(**keys: Any) -> bytes:
    """Return a key set: `kid` -> private key."""
    algorithms = jwt.algorithms.get_default_algorithms()
    documents = []
    for kid, key in keys.items():
        name = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        documents.append({"kid": kid} | algorithms[name].to_jwk(key.public_key(), as_dict=True))
    return json.dumps({"keys": documents}).encode()


def test_known_key_is_returned_without_another_fetch_until_the_set_expires() -> None:
    issuer = Issuer(published(a=RSA_KEY))

    for _ in range(3):
        assert issuer.key_set.key_for("a").public_numbers() == RSA_KEY.public_key().public_numbers()
    assert issuer.fetches == 1
    issuer.time_s += CACHED_S
    issuer.key_set.key_for("a")

    assert issuer.fetches == 2


def test_key_of_another_type_fits_no_token() -> None:
    issuer = Issuer(published(a=RSA_KEY, b=EC_KEY))

    with pytest.raises(Unauthorized):
        issuer.key_set.key_for("b")


@pytest.mark.parametrize("kid", [["a"], {"a": 1}, 1, "", "unknown"])
def test_unknown_kid_of_any_type_fits_no_key_and_causes_few_fetches(kid: object) -> None:
    issuer = Issuer(published(a=RSA_KEY))

    for _ in range(100):
        with pytest.raises(Unauthorized):
            issuer.key_set.key_for(kid)

    assert issuer.fetches == 1


def test_new_key_is_fetched_once_the_pause_after_the_last_fetch_is_over() -> None:
    issuer = Issuer(published(a=RSA_KEY))
    issuer.key_set.key_for("a")
    issuer.answer = published(a=RSA_KEY, new=RSA_KEY)

    issuer.time_s += RETRY_S
    issuer.key_set.key_for("new")

    assert issuer.fetches == 2


def test_token_without_kid_uses_the_only_key_that_fits() -> None:
    assert Issuer(published(a=RSA_KEY, b=EC_KEY)).key_set.key_for(None)
    with pytest.raises(Unauthorized):
        Issuer(published(a=RSA_KEY, b=RSA_KEY)).key_set.key_for(None)


@pytest.mark.parametrize(
    "answer",
    [
        OSError("refused"),
        b"<html>",
        b"",
        b"[]",
        b"null",
        b'{"keys": null}',
        b'{"keys": 1}',
        b"[" * 100_000,
        b'{"keys": ' + b"[" * 50_000,
        b"\xff\xfe",
    ],
    ids=lambda answer: repr(answer)[:20],
)
def test_issuer_without_a_key_set_makes_keys_unavailable_and_is_asked_again_after_a_pause(
    answer: bytes | Exception,
) -> None:
    issuer = Issuer(answer)

    for _ in range(50):
        with pytest.raises(KeysUnavailable):
            issuer.key_set.key_for("a")
    assert issuer.fetches == 1
    issuer.time_s += RETRY_S
    issuer.answer = published(a=RSA_KEY)

    assert issuer.key_set.key_for("a")


def test_known_keys_stay_valid_while_a_refresh_fails() -> None:
    issuer = Issuer(published(a=RSA_KEY))
    issuer.key_set.key_for("a")
    issuer.answer = OSError("refused")
    issuer.time_s += RETRY_S

    with pytest.raises(Unauthorized):
        issuer.key_set.key_for("unknown")

    assert issuer.key_set.key_for("a")


def test_malformed_keys_do_not_hide_the_usable_ones() -> None:
    document = json.loads(published(a=RSA_KEY))
    document["keys"] = [None, 1, {"kty": []}, {"kty": "RSA", "n": 1, "e": {}, "kid": "x"}, *document["keys"]]

    assert Issuer(json.dumps(document).encode()).key_set.key_for("a")


def test_requests_at_the_same_time_share_one_fetch() -> None:
    started, release = threading.Event(), threading.Event()
    fetches = []

    def fetch(_: str) -> bytes:
        fetches.append(1)
        started.set()
        release.wait()
        return published(a=RSA_KEY)

    key_set = KeySet("https://issuer/keys", "RS256", fetch)
    with ThreadPoolExecutor(8) as threads:
        keys = [threads.submit(key_set.key_for, "a") for _ in range(8)]
        started.wait()
        release.set()

        assert all(key.result() == RSA_KEY.public_key() for key in keys)
    assert len(fetches) == 1


def test_largest_body_is_far_beyond_a_set_of_real_keys() -> None:
    assert len(published(**{f"key-{number}": RSA_KEY for number in range(100)})) < MAX_BYTES
