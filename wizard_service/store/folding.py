"""How text is searched: whatever the case of its letters, composed (é) or not (e and an accent)."""

import unicodedata


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def contains_folded(text: str, sought: str) -> bool:
    """Say whether `text` contains `sought`, which is folded already."""
    return sought in folded(text)
