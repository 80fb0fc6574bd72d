"""Log lines of a state: bounded in number, reported by `log_appended`, and left out of merge patches.

A patch does not mention lines that stay; `logs: []` in a patch removes the earlier lines.
"""

from typing import Any

from .. import merge_patch

Document = dict[str, Any]

# A state keeps its newest lines (contract section 3); the whole log is in the event feed.
MAX_LINES = 1000
# The number of lines alone is not enough: 1,000 long lines would exceed the size limit of a state.
MAX_CHARACTERS = 250_000


def keep_newest(lines: list[str]) -> list[str]:
    """Return the newest lines within MAX_LINES and MAX_CHARACTERS."""
    kept = lines[-MAX_LINES:]
    total = sum(map(len, kept))
    dropped = 0
    while total > MAX_CHARACTERS:
        total -= len(kept[dropped])
        dropped += 1
    return kept[dropped:]


def without_lines(document: Document) -> Document:
    """Return the document without the `logs` of its progress and of its agents."""
    progress = document.get("progress")
    if progress is None:
        return document
    bare = {name: value for name, value in progress.items() if name != "logs"}
    if "agents" in progress:
        bare["agents"] = [
            {name: value for name, value in agent.items() if name != "logs"} for agent in progress["agents"]
        ]
    return document | {"progress": bare}


def apply_changes(document: Document, changes: Document) -> Document:
    """Apply the `changes` of a `state_updated`; keep log lines unless the patch has `logs: []`."""
    changed: Document = merge_patch.apply_patch(without_lines(document), changes)
    progress = changed.get("progress")
    if progress is None:
        return changed
    before = document.get("progress") or {}
    lines_of_agents = {agent["agent_name"]: agent["logs"] for agent in before.get("agents", [])}
    agents = [{"logs": lines_of_agents.get(agent["agent_name"], [])} | agent for agent in progress["agents"]]
    return changed | {"progress": {"logs": before.get("logs", [])} | progress | {"agents": agents}}


def changes_between(old: Document, new: Document, patch: Document | None = None) -> tuple[Document, list[Document]]:
    """Return a merge patch without log lines, and the appended lines, which together turn `old` into `new`.

    patch: the patch from `old` to `new`, both without lines, if the caller has it already; it is not modified.
    """
    if patch is None:
        patch = merge_patch.diff(without_lines(old), without_lines(new))
    changes = patch | ({"progress": dict(patch["progress"])} if patch.get("progress") else {})
    if new.get("progress") is None or new["progress"] is old.get("progress"):
        return changes, []
    before, after = old.get("progress") or {}, new["progress"]
    added, reset = _appended(before.get("logs", []), after["logs"])
    lines: list[Document] = [{"message": line} for line in added]
    if reset:
        changes.setdefault("progress", {})["logs"] = []
    lines += _agents_between(before.get("agents", []), after["agents"], changes)
    return changes, lines


def _agents_between(before: list[Document], after: list[Document], changes: Document) -> list[Document]:
    if after is before:
        return []
    lines_before = {agent["agent_name"]: agent["logs"] for agent in before}
    lines: list[Document] = []
    reset_agents = set()
    for agent in after:
        name = agent["agent_name"]
        added, reset = _appended(lines_before.get(name, []), agent["logs"])
        lines += [{"message": line, "agent_name": name} for line in added]
        if reset:
            reset_agents.add(name)
    if reset_agents:
        bare = without_lines({"progress": {"agents": after}})["progress"]["agents"]
        agents = [agent | ({"logs": []} if agent["agent_name"] in reset_agents else {}) for agent in bare]
        changes.setdefault("progress", {})["agents"] = agents
    return lines


def _appended(old: list[str], new: list[str]) -> tuple[list[str], bool]:
    """Return the lines appended to `old`, and whether the lines of `old` were removed first."""
    if new[: len(old)] == old:
        return new[len(old) :], False
    return new, True
