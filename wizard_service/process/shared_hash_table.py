"""A hash table in shared memory that assigns slots to keys, such as users."""

import hashlib
import secrets
from collections.abc import Callable
from functools import lru_cache

from .shared_memory import shared_array

SLOTS_PER_BUCKET = 8
_SECRET = secrets.token_bytes(16)


class SharedHashTable:
    """Maps keys to `buckets` times SLOTS_PER_BUCKET slots, which hold the fingerprints of their keys.

    Two keys share a slot only when their bucket is full of keys in use. When a quarter as many keys are in use as there
    are buckets, this happens to one key in a million; with as many keys as buckets, to one in fifteen.
    """

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._fingerprints = shared_array(buckets * SLOTS_PER_BUCKET, "Q")

    def __len__(self) -> int:
        return len(self._fingerprints)

    def bucket_of(self, key: str) -> int:
        """Return the bucket of a key: the stripe of the lock to hold during `claim`."""
        return _digest(key)[0] % self._buckets

    def find(self, key: str) -> int | None:
        """Return the slot of a key, None when it has none."""
        number, fingerprint = _digest(key)
        first = number % self._buckets * SLOTS_PER_BUCKET
        fingerprints = self._fingerprints[first : first + SLOTS_PER_BUCKET].tolist()
        return first + fingerprints.index(fingerprint) if fingerprint in fingerprints else None

    def claim(self, key: str, eviction_cost: Callable[[int], float]) -> int:
        """Return the slot of a key. A key without a slot gets the one with the lowest eviction cost in its bucket.

        eviction_cost: returns how much would be lost with the current content of a slot, 0 for nothing.
        """
        slot = self.find(key)
        if slot is None:
            first = self.bucket_of(key) * SLOTS_PER_BUCKET
            slot = min(range(first, first + SLOTS_PER_BUCKET), key=eviction_cost)
            self._fingerprints[slot] = _digest(key)[1]
        return slot

    def used(self) -> list[int]:
        """Return all slots that were ever claimed."""
        return [slot for slot, fingerprint in enumerate(self._fingerprints) if fingerprint]


def keyed_digest(text: str) -> str:
    """Return a keyed digest, equal for equal texts on this host, from which the text cannot be guessed."""
    return f"{_digest(text)[1]:016x}"


@lru_cache(maxsize=8192)
def _digest(key: str) -> tuple[int, int]:
    digest = hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=16, key=_SECRET).digest()
    # Fingerprint 0 marks an unclaimed slot.
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") or 1
