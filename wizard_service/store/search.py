"""Searches that each backend implements: a page of the history, and text regardless of case and accents."""

import unicodedata
from dataclasses import dataclass
from typing import Any

# The position of a row in an order: its value in the sorted column and its id, or the id alone when ids are sorted.
Key = tuple[Any, ...]

# Ends the first part of a key. Every other character that names may contain sorts after it.
_END = "\x01"
# A name has at most 255 characters, and the entry of an index in PostgreSQL at most 2,704 bytes.
_MAX_FOLDED_BYTES = 1100


@dataclass(frozen=True)
class HistorySearch:
    """Selects investigations of one user, their order, and one page of them. An empty filter matches every row.

    archived: 0, 1 or both. after: sort value and id of the row before the page. skip: rows between that one and the
    page. created_from, created_to: both included. text: searched in name and id, folded.
    waiting: whether an input must be open.
    """

    user_id: str
    archived: tuple[int, ...]
    sort_column: str
    descending: bool
    limit: int
    skip: int = 0
    after: tuple[Any, str] | None = None
    statuses: tuple[str, ...] = ()
    risk_levels: tuple[str, ...] = ()
    entity_types: tuple[str, ...] = ()
    created_from: str | None = None
    created_to: str | None = None
    text: str | None = None
    waiting: bool = False


# The condition for investigations with an input that can be answered, so not for archived ones; its value is the user.
WAITING = """investigation_id IN (
SELECT investigation_id FROM investigation_states
WHERE user_id = ? AND open_inputs IS NOT NULL AND archived_at IS NULL)"""


def folded(text: str) -> str:
    """Return text without what searches and orders ignore: case, accents, and compatibility forms such as ligatures."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFKC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def search_text(text: str) -> str | None:
    """Return folded text to search for; None when nothing can contain it, such as accents alone.

    The character that separates the parts of a key would be found in every key.
    """
    found = folded(text)
    return None if not found or _END in found or "\0" in found else found


def name_key(name: str | None) -> str | None:
    """Return the key that names are sorted by: the folded name, then the name itself, which settles ties.

    The column `name_key` stores it, so that every database has the same order: that of code points.
    """
    if name is None:
        return None
    first = folded(name).replace(_END, "")
    return first.encode()[:_MAX_FOLDED_BYTES].decode(errors="ignore") + _END + name


def name_of(key: str) -> str:
    """Return the name that a key was made of."""
    return key.partition(_END)[2]
