"""The root certificates that the package certifi ships: those that Mozilla trusts."""

import hashlib
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Root:
    """One root certificate. key: algorithm and size, such as `RSA 2048`. fingerprint: SHA-256 of the certificate."""

    name: str
    organization: str
    key: str
    signature_hash: str
    not_after: datetime
    serial_number: int
    fingerprint: str

    @property
    def has_short_key(self) -> bool:
        """Whether the key is weaker than 128 bits of security (NIST SP 800-57 part 1, table 2)."""
        algorithm, _, size = self.key.partition(" ")
        return algorithm == "RSA" and int(size) < 3072


def read_bundle(path: Path | None = None) -> list[Root]:
    """Return the certificates of a PEM file, by default that of certifi, in its order."""
    pem = (path or Path(certifi.where())).read_bytes()
    with warnings.catch_warnings():
        # cryptography warns about a serial number that is not positive. A check of the investigation finds it.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return [_root(certificate) for certificate in x509.load_pem_x509_certificates(pem)]


def _root(certificate: x509.Certificate) -> Root:
    algorithm = certificate.signature_hash_algorithm
    name = _attribute(certificate, NameOID.COMMON_NAME) or _attribute(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
    return Root(
        name=name,
        organization=_attribute(certificate, NameOID.ORGANIZATION_NAME) or name,
        key=_key(certificate),
        signature_hash=algorithm.name if algorithm else "none",
        not_after=certificate.not_valid_after_utc,
        serial_number=certificate.serial_number,
        fingerprint=hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
    )


def _key(certificate: x509.Certificate) -> str:
    public_key = certificate.public_key()
    if isinstance(public_key, rsa.RSAPublicKey):
        return f"RSA {public_key.key_size}"
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        return f"EC {public_key.key_size}"
    return type(public_key).__name__


def _attribute(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(name)
    return str(values[0].value) if values else ""
