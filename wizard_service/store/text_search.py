"""How text is searched: whatever the case of its letters, composed (é) or not (e and an accent)."""

import unicodedata


def normalized(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def contains_normalized(text: str, sought: str) -> bool:
    """Say whether `text` contains `sought`, which is folded already."""
    return sought in normalized(text)
