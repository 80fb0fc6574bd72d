"""The checks: each finds the certificates that have one weakness, and says what it is and how much it matters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from root_store.bundle import Root

# Software that trusts the bundle is often used for years without an update.
SOON = timedelta(days=3 * 365)
OLD_HASHES = ("md5", "sha1")


@dataclass(frozen=True)
class Check:
    """A check by one agent. is_weak: takes a certificate and the day of the investigation."""

    agent: str
    tool: str
    weakness: str
    reason: str
    severity: str
    is_weak: Callable[[Root, datetime], bool]

    def weak(self, roots: Sequence[Root], as_of: datetime) -> list[Root]:
        return [root for root in roots if self.is_weak(root, as_of)]


CHECKS = (
    Check(
        "keys",
        "key_sizes",
        "short keys",
        "RSA with 2048 bits has 112 bits of security, which NIST SP 800-57 allows until 2030 only.",
        "medium",
        lambda root, _: root.has_short_key,
    ),
    Check(
        "signatures",
        "signature_hashes",
        "old hashes",
        "Collisions of SHA-1 are practical. Trust in a root does not rest on its own signature, so the weight is low.",
        "low",
        lambda root, _: root.signature_hash in OLD_HASHES,
    ),
    Check(
        "calendar",
        "lifetimes",
        "near ends",
        "A program that is not updated refuses all certificates below such a root within three years.",
        "high",
        lambda root, as_of: root.not_after < as_of + SOON,
    ),
    Check(
        "registrar",
        "serial_numbers",
        "invalid serial numbers",
        "RFC 5280 section 4.1.2.2 requires a positive serial number; strict parsers refuse others.",
        "medium",
        lambda root, _: root.serial_number <= 0,
    ),
)


def evidence_of(root: Root) -> dict[str, Any]:
    return {
        "name": root.name,
        "organization": root.organization,
        "key": root.key,
        "signature_hash": root.signature_hash,
        "not_after": root.not_after.date().isoformat(),
        "sha256": root.fingerprint,
    }


def organizations_without(roots: Sequence[Root], dropped: Sequence[Root]) -> list[str]:
    """Return the organizations that no trusted root is left of when some are dropped."""
    remaining = {root.organization for root in roots if root not in dropped}
    return sorted({root.organization for root in dropped} - remaining)
