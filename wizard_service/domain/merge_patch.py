"""JSON merge patch (RFC 7396): apply a patch, and compute the patch between two documents.

A patch cannot distinguish a null member from an absent one, so stored documents have no nulls: `without_nulls` drops
null members. It refuses null items of arrays, because an array without one is another array.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from ..errors import MAX_ERRORS, ValidationError


def apply_patch(target: Any, patch: Any) -> Any:
    """Return `target` with `patch` applied; neither is changed (RFC 7396 section 2)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = apply_patch(merged.get(name), value)
    return merged


def diff(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest patch that turns `old` into `new`; empty when they are equal."""
    patch: dict[str, Any] = {name: None for name, value in old.items() if value is not None and new.get(name) is None}
    for name, value in new.items():
        before = old.get(name)
        if value is None or is_same(value, before):
            continue
        patch[name] = diff(before, value) if isinstance(value, dict) and isinstance(before, dict) else value
    return patch


def without_shared(old: dict[str, Any], new: dict[str, Any], levels: int = 2) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return copies of both documents without the members that are the same object in both.

    The merge patch between the copies is the same. levels: how deep to compare; 1 compares only top-level members.
    """
    shared = {name for name, value in old.items() if name in new and new[name] is value}
    old, new = _without(old, shared), _without(new, shared)
    for name in old.keys() & new.keys() if levels > 1 else ():
        if isinstance(old[name], dict) and isinstance(new[name], dict):
            old[name], new[name] = without_shared(old[name], new[name], levels - 1)
    return old, new


def _without(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def union(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a patch with the members of both patches, which must lead to the same document."""
    shared = {name for name in one.keys() & other.keys() if isinstance(one[name], dict)}
    return one | other | {name: union(one[name], other[name]) for name in shared}


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON. Python's `==` considers 1, 1.0 and True equal."""
    if one is other:
        return True
    return bool(one == other) and _canonical(one) == _canonical(other)


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def without_nulls(value: Any, path: str) -> Any:
    """Return the value without null members of objects, at any depth.

    path: of the value, for the fields that the error names. Raises ValidationError for null items of arrays.
    """
    try:
        return _without_nulls(value)
    except _NullItem:
        found = [(item, "Must not be null.") for item in islice(_null_items(value, path), MAX_ERRORS + 1)]
        raise ValidationError(found) from None


class _NullItem(Exception):
    """An array has a null item."""


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        if None in value:
            raise _NullItem
        # Most items of long lists are text, and a call per item would cost more than the rest.
        return [item if isinstance(item, str) else _without_nulls(item) for item in value]
    return value


def _null_items(value: Any, path: str) -> Iterator[str]:
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = ((name, member) for name, member in value.items() if member is not None)
    elif isinstance(value, list):
        items = enumerate(value)
    for name, item in items:
        if item is None:
            yield f"{path}.{name}"
        else:
            yield from _null_items(item, f"{path}.{name}")
