"""JSON merge patch (RFC 7396): apply a patch, and compute the patch between two documents.

A patch cannot distinguish a null member from an absent one, so stored documents have no null members
(`without_nulls`), except inside arrays, which a patch replaces whole.
"""

from typing import Any

import orjson


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


def union(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return the patch that sets the members of either patch; both must lead to the same document."""
    shared = {name for name in one.keys() & other.keys() if isinstance(one[name], dict)}
    return one | other | {name: union(one[name], other[name]) for name in shared}


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON; Python alone finds 1, 1.0 and True equal."""
    if one is other:
        return True
    return bool(one == other) and _canonical(one) == _canonical(other)


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def without_nulls(value: Any) -> Any:
    """Return the value without the null members of objects, at any depth outside arrays."""
    if not isinstance(value, dict):
        return value
    return {name: without_nulls(member) for name, member in value.items() if member is not None}
