"""Names and their stored form: two names that look the same are the same (contract section 1)."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from .fields import ColumnText

_NON_JOINER, _JOINER = "\u200c", "\u200d"
_EMOJI_PRESENTATION = "\ufe0f"
# The combining class of a virama, which joins the consonants of an Indic script.
_VIRAMA = 9
# A letter may be sent as several characters, or with spaces that are not stored. The text of a name that is longer than
# its maximum times this number is refused before it is normalized, which takes 0.4 us for each character.
_SENT_PER_STORED = 4


class Name(ColumnText):
    """Text that names something, in its stored form, so that names that look the same are equal."""

    def accepts(self, value: Any) -> bool:
        return super().accepts(value) and bool(value) and stored_name(value) == value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self._maximum is not None and len(text) > _SENT_PER_STORED * self._maximum:
            raise ValidationError(f"Longer than maximum length {self._maximum}.")
        name = stored_name(text)
        if not name:
            raise ValidationError("Must not be blank.")
        return name


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
