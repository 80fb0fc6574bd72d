"""Tokens are verified with the issuer's key set or with a public key file (contract section 2)."""

import datetime
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.support.api.client import ServiceWith, problem
from tests.support.api.forged_tokens import claims, signed
from wizard_service.config import AuthSettings

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
PEM, PKCS8, SUBJECT = (
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.PublicFormat.SubjectPublicKeyInfo,
)


class Issuer(BaseHTTPRequestHandler):
    """Publishes two keys: `rsa`, and `ec`, which fits no token that is signed with RS256."""

    def do_GET(self) -> None:
        algorithms = jwt.algorithms.get_default_algorithms()
        keys = [
            {"kid": "rsa"} | algorithms["RS256"].to_jwk(RSA_KEY.public_key(), as_dict=True),
            {"kid": "ec"} | algorithms["ES256"].to_jwk(EC_KEY.public_key(), as_dict=True),
        ]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": keys}).encode())

    def log_message(self, *_: object) -> None:
        """Write nothing."""


def certificate() -> bytes:
    """Return a certificate of 127.0.0.1 and its key, as PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, EC_KEY.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).add_extension(address, critical=False)
    made = builder.not_valid_after(now + datetime.timedelta(days=1)).sign(EC_KEY, hashes.SHA256())
    return made.public_bytes(PEM) + EC_KEY.private_bytes(PEM, PKCS8, serialization.NoEncryption())


@pytest.fixture
def key_set_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    file = tmp_path / "issuer.pem"
    file.write_bytes(certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with ThreadingHTTPServer(("127.0.0.1", 0), Issuer) as issuer:
        issuer.socket = context.wrap_socket(issuer.socket, server_side=True)
        threading.Thread(target=issuer.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{issuer.server_port}/keys"
        issuer.shutdown()


def test_token_is_verified_with_the_key_that_its_kid_names(service_with: ServiceWith, key_set_address: str) -> None:
    app = service_with(auth=AuthSettings(algorithm="RS256", jwks_url=key_set_address))
    token = jwt.encode(claims(), RSA_KEY, "RS256", headers={"kid": "rsa"})

    response = app.test_client().get("/api/v1/wizard/active", headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/active", "/x/poll", "/poll"])
def test_kid_that_fits_no_key_is_unauthorized(service_with: ServiceWith, key_set_address: str, path: str) -> None:
    app = service_with(auth=AuthSettings(algorithm="RS256", jwks_url=key_set_address))

    for kid in ("ec", "rsa", "unknown", ["ec"], {"rsa": 1}, None):
        token = signed("x" * 32, claims(), alg="RS256", kid=kid)
        # With If-None-Match, polls are authenticated outside Flask.
        headers = {"Authorization": f"Bearer {token}", "If-None-Match": '"a"'}
        problem(app.test_client().get(f"/api/v1/wizard{path}", headers=headers), 401, "unauthorized")


def test_token_is_answered_503_when_the_issuers_keys_are_unavailable(
    service_with: ServiceWith,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_server:
        keys = f"https://127.0.0.1:{closed_server.getsockname()[1]}/keys"
    app = service_with(auth=AuthSettings(algorithm="RS256", jwks_url=keys))
    token = jwt.encode(claims(), RSA_KEY, "RS256", headers={"kid": "a"})

    response = app.test_client().get("/api/v1/wizard/active", headers={"Authorization": f"Bearer {token}"})

    problem(response, 503, "keys_unavailable")
    assert int(response.headers["Retry-After"]) > 0
