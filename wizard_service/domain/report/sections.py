"""The sections of a report: what a state and its audit trail say, in the order of their reading."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..inputs.documents import inputs_of
from ..investigations.state import Document
from .document import Block, Data, Facts, Heading, Note, Report, Row, Section, Table, Text
from .timeline import timeline_blocks
from .trail import ChangeGroup, Trail

_INPUT_FACTS = (
    ("Status", "status"),
    ("Kind", "kind"),
    ("Asked", "requested_at"),
    ("Expires", "expires_at"),
    ("Answered", "answered_at"),
    ("Answered by", "answered_by"),
)


def report_of(state: Document, trail: Trail) -> Report:
    """Return the report of a state. state: without absent members. trail: that of the version of the state."""
    settings, results = state.get("settings") or {}, state.get("results") or {}
    sections = (
        Section("Risk", _risk(results.get("risk_score"))),
        Section("Findings", _findings(state)),
        Section("Entities", _summaries(results.get("entity_summaries", {}))),
        Section("Settings", _settings(settings)),
        Section("Questions", _questions(inputs_of(state))),
        Section("Timeline", timeline_blocks(state.get("progress") or {})),
        Section("Who did what", _changes(trail, state["version"])),
        Section("Audit trail", _chain(trail, state["version"])),
    )
    return Report(settings.get("name") or state["investigation_id"], _facts(state), sections)


def _facts(state: Document) -> Facts:
    names = {
        "Investigation": "investigation_id",
        "Owner": "user_id",
        "Status": "status",
        "Step": "wizard_step",
        "Version": "version",
        "Created": "created_at",
        "Last change": "updated_at",
        "Archived": "archived_at",
    }
    return Facts([(name, str(state[member])) for name, member in names.items() if member in state])


def _risk(risk: Document | None) -> Iterator[Block]:
    if risk is None:
        yield Note("No results are stored.")
        return
    yield Facts([("Score", f"{risk['overall_score']:g} of 100"), ("Level", risk["risk_level"])])
    scores = risk["category_scores"]
    if scores:
        yield Table(("Category", "Score"), ((name, f"{score:g}") for name, score in scores.items()))


def _findings(state: Document) -> Iterator[Block]:
    if state.get("results"):
        findings = state["results"]["findings"]
    else:
        findings = (state.get("progress") or {}).get("findings", [])
    if not findings:
        yield Note("There are no findings.")
    elif not state.get("results"):
        yield Note("These are the findings reported so far.")
    for finding in findings:
        yield Heading(finding["title"])
        yield Facts([("Severity", finding["severity"]), ("Confidence", f"{finding['confidence']:.0%}")])
        yield Text(finding["description"])
        if finding["evidence"]:
            yield Note("Evidence:")
            yield Data(map(_json, finding["evidence"]))


def _questions(inputs: Sequence[Document]) -> Iterator[Block]:
    if not inputs:
        yield Note("There are no questions to a person.")
    for asked in inputs:
        yield Heading(asked["prompt"])
        yield Facts([(name, str(asked[member])) for name, member in _INPUT_FACTS if member in asked])
        if "options" in asked:
            yield Table(("Option",), ((option,) for option in asked["options"]))
        if "answer" in asked:
            yield Note("Answer:")
            yield Data([_json(asked["answer"])])


def _summaries(summaries: Document) -> Iterator[Block]:
    if not summaries:
        yield Note("There are no summaries of entities.")
    for name, summary in summaries.items():
        yield Heading(name)
        yield Data([_json(summary)])


def _settings(settings: Document) -> Iterator[Block]:
    if not settings:
        yield Note("There are no settings.")
        return
    if settings.get("description"):
        yield Text(settings["description"])
    span = settings["time_range"]
    yield Facts(
        [
            ("From", span["start"]),
            ("To", span["end"]),
            ("Correlation", settings.get("correlation_mode", "")),
            ("Execution", settings.get("execution_mode", "")),
        ]
    )
    yield Table(("Entity", "Type", "Name"), map(_entity, settings["entities"]))
    yield Table(("Tool", "Enabled", "Parameters"), map(_tool, settings["tools"]))


def _entity(entity: Document) -> Row:
    return entity["entity_id"], entity["entity_type"], entity.get("name", "")


def _tool(tool: Document) -> Row:
    parameters = _json(tool["parameters"]) if tool.get("parameters") else ""
    return tool["tool_name"], "yes" if tool.get("enabled", True) else "no", parameters


def _changes(trail: Trail, version: int) -> Iterator[Block]:
    if trail.listed < version:
        yield Note(
            f"The newest {trail.listed} of {version} changes. The audit trail has those before, as far as retention "
            "has kept them."
        )
    if trail.groups:
        rows = (_change_row(group) for group in trail.groups)
        yield Table(("First", "Last", "Who", "What", "Changes"), rows)


def _change_row(group: ChangeGroup) -> Row:
    done = ", ".join(action.lower().replace("_", " ") for action in group.action_types)
    return group.first_at, group.last_at, group.actor, done, str(group.count)


def _chain(trail: Trail, version: int) -> Iterator[Block]:
    yield Facts([("Last hash", trail.last_hash or "unknown"), ("Version", str(version))])
    yield Note(
        "This is the hash of the audit entry of this version. It covers that entry and, by the hash of the one before, "
        "all earlier ones. The export of the audit trail has the entry with the same hash."
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
