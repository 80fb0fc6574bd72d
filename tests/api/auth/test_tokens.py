"""Authentication accepts valid bearer tokens only (contract section 2)."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from flask import Flask

from tests.support.api.client import Api, ApiFor, ServiceWith, document, problem, rules_under
from tests.support.api.forged_tokens import bad_tokens, claims, signed
from wizard_service.config import AuthSettings

KEYS: dict[str, Callable[[], Any]] = {
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}
NAMES_OF_BAD_TOKENS = list(bad_tokens("x" * 32))


@pytest.fixture(scope="module")
def key(service: Flask) -> str:
    """Return the signing key of the service."""
    return str(service.extensions["wizard"].config.auth.secret)


@pytest.fixture(scope="module")
def tokens(key: str) -> dict[str, str]:
    return bad_tokens(key)


@pytest.mark.parametrize("name", NAMES_OF_BAD_TOKENS)
def test_bad_token_is_unauthorized(api: Api, tokens: dict[str, str], name: str) -> None:
    response = api.get("x", {"Authorization": f"Bearer {tokens[name]}"})

    problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_extensions_of_the_header_are_refused_alike(api: Api, tokens: dict[str, str]) -> None:
    names = ("unknown critical header", "supported critical header", "compressed", "unknown compression")
    responses = [api.get("x", {"Authorization": f"Bearer {tokens[name]}"}) for name in names]

    assert len({problem(response, 401, "unauthorized")["detail"] for response in responses}) == 1


@pytest.mark.parametrize(
    "expiry",
    [-1, 0, 1, 1.5, int(time.time()) - 1, time.time() - 0.5],
    ids=["before_1970", "1970", "second_1", "fraction", "previous_second", "half_a_second_ago"],
)
def test_expired_token_is_refused_with_token_expired(api: Api, key: str, expiry: float) -> None:
    response = api.get("x", {"Authorization": f"Bearer {signed(key, claims(exp=expiry))}"})

    problem(response, 401, "token_expired")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_token_that_was_accepted_is_refused_once_it_has_expired(api: Api, key: str) -> None:
    # On a busy machine a token may expire before its first use, so each attempt has more time than the one before.
    for lifetime_s in (0.5, 5, 50):
        expiry = time.time() + lifetime_s
        headers = {"Authorization": f"Bearer {signed(key, claims(exp=expiry))}"}
        accepted = api.get("x", headers)
        if accepted.status_code == 404:
            break
    problem(accepted, 404, "not_found")

    time.sleep(max(0.0, expiry - time.time()))

    problem(api.get("x", headers), 401, "token_expired")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic dTp1", "Token {}", "{}", "Bearer: {}", "Bearer Bearer {}", "Bearer{}"],
)
def test_anything_but_the_bearer_scheme_is_unauthorized(api: Api, authorization: str) -> None:
    response = api.get("x", {"Authorization": authorization.format(api.token)})

    problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_bearer_scheme_is_case_insensitive(api: Api, scheme: str) -> None:
    problem(api.get("x", {"Authorization": f"{scheme} {api.token}"}), 404, "not_found")


@pytest.mark.parametrize(
    "changes",
    [{"aud": ["other", "wizard"]}, {"iat": time.time()}, {"extra": {"a": 1}}, {"sub": "jörg@host"}, {"jti": "1"}],
)
def test_unusual_but_valid_claims_are_accepted(api: Api, key: str, changes: dict[str, Any]) -> None:
    problem(api.get("x", {"Authorization": f"Bearer {signed(key, claims(**changes))}"}), 404, "not_found")


@pytest.mark.parametrize("name", ["token", "access_token", "jwt", "ticket"])
@pytest.mark.parametrize("path", ["/x/state", "/x/poll", "/x/stream"])
def test_token_in_the_query_is_not_accepted(api: Api, path: str, name: str) -> None:
    response = api.call("GET", path, {"Authorization": ""}, query_string={name: api.token})

    problem(response, 401, "unauthorized")


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/x/state", {"query_string": {"nonsense": "1"}}),
        ("GET", "/x/poll", {"query_string": {"after": "nonsense"}}),
        ("POST", "/investigations", {"data": "{", "content_type": "application/json"}),
        ("POST", "/investigations", {"data": "a=b"}),
        ("PUT", "/x/state", {"data": b" " * 9_000_000, "content_type": "application/json"}),
    ],
)
def test_missing_token_is_refused_before_anything_else_is_checked(
    api: Api, method: str, path: str, options: dict[str, Any]
) -> None:
    problem(api.call(method, path, {"Authorization": ""}, **options), 401, "unauthorized")


def test_only_operational_endpoints_need_no_token(api: Api) -> None:
    opened = set()
    for method, rule in rules_under(api.client.application, api.base):
        path = rule.rule.removeprefix(api.base).replace("<investigation_id>", "x")
        response = api.call(method, path, {"Authorization": ""})
        if response.status_code == 401:
            assert response.headers["WWW-Authenticate"].startswith("Bearer"), (method, path)
        else:
            opened.add(path)

    # The ticket of a login link is itself a credential, and everyone may drop a cookie.
    opened -= {"/session/login", "/session"}
    documents = {"/openapi.json", "/asyncapi.json", "/client-config", "/docs", "/"}
    assert opened <= {"/healthz", "/readyz", "/health", "/metrics"} | documents


def test_issuer_is_checked_when_configured(service_with: ServiceWith, api_for: ApiFor) -> None:
    secret = "s" * 40
    api = api_for(app=service_with(auth=AuthSettings(secret=secret, issuer="https://issuer")))

    right, wrong, missing = (signed(secret, claims(iss=iss)) for iss in ("https://issuer", "https://issuer/", ...))

    problem(api.get("x", {"Authorization": f"Bearer {right}"}), 404, "not_found")
    problem(api.get("x", {"Authorization": f"Bearer {wrong}"}), 401, "unauthorized")
    problem(api.get("x", {"Authorization": f"Bearer {missing}"}), 401, "unauthorized")


@pytest.mark.parametrize("algorithm", KEYS)
def test_pem_file_verifies_its_own_family_only(service_with: ServiceWith, tmp_path: Path, algorithm: str) -> None:
    private, stranger = KEYS[algorithm](), KEYS[algorithm]()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "public.pem").write_bytes(public)
    app = service_with(auth=AuthSettings(algorithm=algorithm, public_key_file=str(tmp_path / "public.pem")))

    def answer(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().post("/api/v1/wizard/investigations", headers=headers).status_code

    assert answer(jwt.encode(claims(), private, algorithm)) == 201
    assert answer(jwt.encode(claims(), stranger, algorithm)) == 401
    # Algorithm confusion: a forged token is signed with the public key as an HMAC key.
    assert answer(signed(public, claims())) == 401
    assert answer(signed(public, claims(), alg=algorithm)) == 401


def test_user_id_of_the_state_is_the_subject(api: Api) -> None:
    assert document(api.create(), 201)["user_id"] == api.user_id
