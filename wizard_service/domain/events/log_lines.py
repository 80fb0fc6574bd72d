"""Log lines of a state: bounded there, told as `log_appended`, never part of a merge patch.

A patch says nothing of lines that stay. `logs: []` in a patch means that the lines before it are gone.
"""

from typing import Any

from .. import merge_patch

Document = dict[str, Any]

# The newest lines a state keeps (contract section 3); the whole log is in the event feed.
KEPT_LINES = 1000
# Long lines would fill the state's size limit long before 1,000 of them.
KEPT_CHARACTERS = 250_000


def newest(lines: list[str]) -> list[str]:
    """Return the newest lines that a state keeps."""
    kept = lines[-KEPT_LINES:]
    total = sum(map(len, kept))
    dropped = 0
    while total > KEPT_CHARACTERS:
        total -= len(kept[dropped])
        dropped += 1
    return kept[dropped:]


def without_lines(document: Document) -> Document:
    """Return the document without the `logs` of its progress and of its agents."""
    progress = document.get("progress")
    if progress is None:
        return document
    agents = [{name: value for name, value in agent.items() if name != "logs"} for agent in progress["agents"]]
    bare = {name: value for name, value in progress.items() if name != "logs"} | {"agents": agents}
    return document | {"progress": bare}


def apply_changes(document: Document, changes: Document) -> Document:
    """Apply the `changes` of a `state_updated`: lines stay where the patch does not say `logs: []`."""
    changed: Document = merge_patch.apply_patch(without_lines(document), changes)
    progress = changed.get("progress")
    if progress is None:
        return changed
    before = document.get("progress") or {}
    lines_of_agents = {agent["agent_name"]: agent["logs"] for agent in before.get("agents", [])}
    agents = [{"logs": lines_of_agents.get(agent["agent_name"], [])} | agent for agent in progress["agents"]]
    return changed | {"progress": {"logs": before.get("logs", [])} | progress | {"agents": agents}}


def changes_between(old: Document, new: Document, patch: Document | None = None) -> tuple[Document, list[Document]]:
    """Return the merge patch without lines, and the lines appended: what turns `old` into `new`.

    patch: from `old` to `new`, both without their lines, when the caller has it already; it is not changed.
    """
    if patch is None:
        patch = merge_patch.diff(without_lines(old), without_lines(new))
    changes = patch | ({"progress": dict(patch["progress"])} if patch.get("progress") else {})
    if new.get("progress") is None:
        return changes, []
    before, after = old.get("progress") or {}, new["progress"]
    added, reset = _appended(before.get("logs", []), after["logs"])
    lines: list[Document] = [{"message": line} for line in added]
    if reset:
        changes.setdefault("progress", {})["logs"] = []
    lines += _agents_between(before.get("agents", []), after["agents"], changes)
    return changes, lines


def _agents_between(before: list[Document], after: list[Document], changes: Document) -> list[Document]:
    known = {agent["agent_name"]: agent["logs"] for agent in before}
    lines: list[Document] = []
    emptied = set()
    for agent in after:
        name = agent["agent_name"]
        added, reset = _appended(known.get(name, []), agent["logs"])
        lines += [{"message": line, "agent_name": name} for line in added]
        if reset:
            emptied.add(name)
    if emptied:
        bare = without_lines({"progress": {"agents": after}})["progress"]["agents"]
        told = [agent | ({"logs": []} if agent["agent_name"] in emptied else {}) for agent in bare]
        changes.setdefault("progress", {})["agents"] = told
    return lines


def _appended(old: list[str], new: list[str]) -> tuple[list[str], bool]:
    if new[: len(old)] == old:
        return new[len(old) :], False
    return new, True
