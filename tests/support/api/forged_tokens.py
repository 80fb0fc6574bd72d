"""Tokens signed by hand: what a library would refuse to make must be refused as well."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

Claims = dict[str, Any]


def claims(**changes: Any) -> Claims:
    """Return valid claims with some changed; `...` leaves one out."""
    now = int(time.time())
    valid = {"sub": "forged-user", "aud": "wizard", "iat": now, "exp": now + 600}
    return {name: value for name, value in (valid | changes).items() if value is not ...}


def signed(key: str | bytes, payload: Any, **header: Any) -> str:
    """Return a token with any payload and any header; the signature is HMAC with SHA-256 whatever `alg` says."""
    return signed_parts(key, encoded({"alg": "HS256", "typ": "JWT"} | header), encoded(payload))


def encoded(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def signed_parts(key: str | bytes, header: bytes, payload: bytes) -> str:
    content = f"{_base64(header)}.{_base64(payload)}"
    secret = key if isinstance(key, bytes) else key.encode()
    return f"{content}.{_base64(hmac.digest(secret, content.encode(), hashlib.sha256))}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unsigned(alg: str | None) -> str:
    header = {"typ": "JWT"} | ({"alg": alg} if alg else {})
    return f"{_base64(encoded(header))}.{_base64(encoded(claims()))}."


def _tampered(key: str) -> str:
    header, _, signature = signed(key, claims()).split(".")
    return f"{header}.{_base64(encoded(claims(sub='admin')))}.{signature}"


def bad_tokens(key: str) -> dict[str, str]:
    """Return tokens by what is wrong with them; `key` is the service's own, as if it had been guessed."""
    nothing, deep, huge = b"", b"[" * 1400, 10**400
    in_2096, after_9999 = 4_000_000_000, 253_402_300_800
    # The library converts each of them to a time.
    texts = "1", "4000000000", "9_999_999_999", " 4000000000", "\u0664" * 10
    shapes = {
        "a word": "token",
        "two parts": "a.b",
        "three empty parts": "..",
        "three words": "a.b.c",
        "five parts": ".".join([*signed(key, claims()).split("."), "d", "e"]),
        "a megabyte": "x" * 1_000_000,
        "a megabyte of claims": signed(key, claims(padding="x" * 700_000)),
        "two tokens": f"{signed(key, claims())} {signed(key, claims())}",
        "no base64": "!.!.!",
        "header that is no JSON": signed_parts(key, b"{", encoded(claims())),
        "header that is a list": signed_parts(key, b"[]", encoded(claims())),
        "header nested deeply": signed_parts(key, b'{"alg":' + deep + b"]" * len(deep) + b"}", b"{}"),
        "header with bad UTF-8": signed_parts(key, b'{"alg":"\xff"}', encoded(claims())),
    }
    algorithms = {f"alg {alg}, unsigned": _unsigned(alg) for alg in ("none", "None", "nOnE", "HS256", None)}
    algorithms |= {
        f"alg {alg}, signed": signed(key, claims(), alg=alg)
        for alg in ("none", "HS512", "HS384", "RS256", "ES256", "EdDSA", "hs256", "", None, 1, ["HS256"], {"HS256": 1})
    }
    signatures = {
        "other key": signed("another-secret-of-the-same-length-or-so", claims()),
        "empty key": signed(nothing, claims()),
        "no signature": signed(key, claims()).rpartition(".")[0] + ".",
        "short signature": signed(key, claims())[:-6],
        "signature of other claims": _tampered(key),
        "kid of an empty file": signed(nothing, claims(), kid="../../../dev/null"),
        "kid with SQL": signed("x", claims(), kid="' UNION SELECT 'x' --"),
        "kid that is a list": signed(key, claims(), kid=["a"]),
        "jwk of its own": signed("mine", claims(), jwk={"kty": "oct", "k": "bWluZQ"}),
        "jku": signed("mine", claims(), jku="http://127.0.0.1:9/keys"),
        "x5u": signed("mine", claims(), x5u="http://127.0.0.1:9/cert"),
        "unknown critical header": signed(key, claims(), crit=["wizard"], wizard=1),
        "supported critical header": signed(key, claims(), crit=["b64"], b64=True),
        "critical header that is no list": signed(key, claims(), crit=1),
        "compressed": signed(key, claims(), zip="DEF"),
        "unknown compression": signed(key, claims(), zip=None),
    }
    payloads = {
        f"payload {content[:9]!r}": signed_parts(key, b'{"alg":"HS256"}', content)
        for content in (b"", b"{", b"[]", b'"x"', b"1", b"null", b"\xff", deep, deep + b"]" * len(deep))
    }
    wrong: dict[str, list[Any]] = {
        "exp": [..., None, "soon", [], {}, float("nan"), float("inf"), huge, 1e308, after_9999, True, *texts],
        "iat": [..., None, "now", [], float("inf"), in_2096, huge, "1", True, -1e308 * 10],
        "nbf": [in_2096, "later", [], float("inf"), huge, "1", False, None],
        "aud": [..., None, "", "wizards", "Wizard", 1, [], ["other"], [1], {"wizard": 1}],
        "sub": [..., None, "", 1, True, ["u"], {}, "x" * 256, "a\nb", "a\u0000b", "\ud800"],
        "scope": [1, ["wizard:admin"], {"wizard:admin": 1}],
    }
    wrong_claims = {
        f"{name} {'missing' if value is ... else repr(value)[:20]}": signed(key, claims(**{name: value}))
        for name, values in wrong.items()
        for value in values
    }
    return shapes | algorithms | signatures | payloads | wrong_claims
