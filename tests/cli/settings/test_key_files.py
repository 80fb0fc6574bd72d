"""A key file that verifies no token is refused by `check` and at the start (contract section 2)."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.support.command_line import Run, failed, runner_for
from wizard_service.app import create_app
from wizard_service.config import AuthSettings, Config
from wizard_service.errors import ConfigError

RSA, EC, ED25519 = (
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
    ed25519.Ed25519PrivateKey.generate(),
)
SIGNING: dict[str, Any] = {"RS256": RSA, "ES256": EC, "EdDSA": ED25519}
ALLOWED = {
    "RS256": "an RSA public key of at least 2048 bits",
    "ES256": "a public key of the curve P-256",
    "EdDSA": "an Ed25519 public key",
}


def public(key: Any) -> bytes:
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def certificate(key: Any) -> bytes:
    """Return a certificate of the key, signed with it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now)
    made = builder.sign(key, None if key is ED25519 else hashes.SHA256())
    return bytes(made.public_bytes(Encoding.PEM))


def private(key: Any, password: bytes | None = None) -> bytes:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))


# Each makes the content of the file from a key of the right kind.
OF_ANY_ALGORITHM: dict[str, Callable[[Any], bytes]] = {
    "an empty file": lambda _: b"",
    "garbage": lambda _: b"garbage",
    "a certificate": certificate,
    "a key and its certificate": lambda key: public(key) + certificate(key),
    "a private key": private,
    "an encrypted private key": lambda key: private(key, b"secret"),
    "DER": lambda key: key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "two keys": lambda key: 2 * public(key),
    "a cut key": lambda key: public(key)[:-40],
}
OTHER_KEYS: dict[str, dict[str, Callable[[], Any]]] = {
    "RS256": {
        "1024 bits": lambda: rsa.generate_private_key(65537, 1024),
        "an EC key": lambda: EC,
        "an Ed25519 key": lambda: ED25519,
    },
    "ES256": {
        "another curve": lambda: ec.generate_private_key(ec.SECP384R1()),
        "an RSA key": lambda: RSA,
        "an Ed25519 key": lambda: ED25519,
    },
    "EdDSA": {
        "Ed448": ed448.Ed448PrivateKey.generate,
        "X25519": x25519.X25519PrivateKey.generate,
        "an EC key": lambda: EC,
        "an RSA key": lambda: RSA,
    },
}
UNUSABLE = [
    *((algorithm, name, make, SIGNING[algorithm]) for name, make in OF_ANY_ALGORITHM.items() for algorithm in SIGNING),
    *(
        (algorithm, name, lambda make: public(make()), make)
        for algorithm, keys in OTHER_KEYS.items()
        for name, make in keys.items()
    ),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "key.pem"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    # Without a database, `serve` would not serve if it accepted a key file.
    return runner_for(tmp_path / "missing.db")


def require_refusal(run: Run, config: Config, file: Path, algorithm: str) -> None:
    """Check that both commands and the application name file, algorithm and what is allowed."""
    refusal = (
        f"WIZARD_JWT_PUBLIC_KEY_FILE={file} with WIZARD_JWT_ALGORITHM={algorithm}: must be {ALLOWED[algorithm]},"
        " as PEM (BEGIN PUBLIC KEY)"
    )
    settings = {"WIZARD_JWT_ALGORITHM": algorithm, "WIZARD_JWT_PUBLIC_KEY_FILE": str(file), "WIZARD_JWT_SECRET": None}
    for command in ("check", "serve"):
        failed(run(command, **settings), refusal)
    with pytest.raises(ConfigError) as refused:
        create_app(replace(config, auth=AuthSettings(algorithm=algorithm, public_key_file=str(file))))
    assert [error.startswith(refusal) for error in refused.value.errors] == [True]


@pytest.mark.parametrize(
    ("algorithm", "make", "key"),
    [pytest.param(algorithm, make, key, id=f"{algorithm} {name}") for algorithm, name, make, key in UNUSABLE],
)
def test_a_file_without_the_key_that_verifies_tokens_refuses_the_start(
    run: Run, config: Config, file: Path, algorithm: str, make: Callable[[Any], bytes], key: Any
) -> None:
    file.write_bytes(make(key))

    require_refusal(run, config, file, algorithm)


@pytest.mark.parametrize("algorithm", SIGNING)
@pytest.mark.parametrize("is_folder", [False, True], ids=["missing", "a folder"])
def test_a_key_file_that_cannot_be_read_refuses_the_start(
    run: Run, config: Config, file: Path, algorithm: str, is_folder: bool
) -> None:
    if is_folder:
        file.mkdir()

    require_refusal(run, config, file, algorithm)


@pytest.mark.parametrize("algorithm", SIGNING)
def test_the_public_key_of_the_algorithm_is_accepted(run: Run, file: Path, algorithm: str) -> None:
    file.write_bytes(public(SIGNING[algorithm]))
    run("migrate")

    settings = {"WIZARD_JWT_ALGORITHM": algorithm, "WIZARD_JWT_PUBLIC_KEY_FILE": str(file), "WIZARD_JWT_SECRET": None}

    assert run("check", **settings).exit_code == 0
