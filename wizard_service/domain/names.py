"""The stored form of names: two names that look the same are the same (contract section 1)."""

import unicodedata

_NON_JOINER, _JOINER = "\u200c", "\u200d"
_EMOJI_PRESENTATION = "\ufe0f"
# The combining class of a virama, which joins the consonants of an Indic script.
_VIRAMA = 9


def stored_name(text: str) -> str:
    """Return a name in NFC, trimmed, with single spaces, and without invisible characters.

    The stored form of a stored form is itself.
    """
    # A joiner becomes superfluous when only invisible characters follow it, which the first round removes.
    while (name := _simplified(text)) != text:
        text = name
    return name


def _simplified(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return " ".join(composed.split())
    visible = [char for at, char in enumerate(composed) if not _is_invisible(composed, at)]
    # Without an invisible character between them, a letter and its mark compose.
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


def _is_invisible(text: str, at: int) -> bool:
    """Return whether a format character (category Cf) changes nothing that a reader sees."""
    char = text[at]
    if unicodedata.category(char) != "Cf":
        return False
    if char not in (_NON_JOINER, _JOINER) or at == 0 or at == len(text) - 1:
        return True
    return not _joins(text[at - 1], char)


def _joins(before: str, joiner: str) -> bool:
    """Return whether a joiner has a meaning after a character: in emoji, Arabic, Indic scripts (RFC 5892 A.1, A.2)."""
    if joiner == _JOINER and (before == _EMOJI_PRESENTATION or unicodedata.category(before) in ("So", "Sk")):
        return True
    return unicodedata.combining(before) == _VIRAMA or unicodedata.bidirectional(before) == "AL"
