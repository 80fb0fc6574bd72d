"""The JSDoc types of the client that stand for shapes of the API are those of the OpenAPI document."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import missing

from tests.support.browser.openapi_types import namespace
from tests.support.browser.typescript import BuiltClient
from wizard_service.domain.investigations import sections

# Types without a component: enumerations within components, and types of the client itself.
CLIENT_ONLY = {
    *("WizardStep", "InvestigationStatus", "RiskLevel", "RecoveryAction", "AuditAction", "ChangeType", "Source"),
    "Scope",
    *("PauseReason", "InputAnswer", "BulkActionName"),
    *("JsonObject", "MergePatch", "Tagged", "Page"),
}
# Type of the client -> component that it equals in responses. Most types have the name of their component.
RESPONSES = {
    "WizardState": "State",
    "InvestigationSettings": "Settings",
    "InvestigationProgress": "Progress",
    "InvestigationResults": "Results",
    "PhaseStatus": "Phase",
    **{name: name for name in ("PhaseRun", "ToolRun")},
    "AgentStatus": "Agent",
    "PollResponse": "Poll",
    "PollAllResponse": "PollAll",
    "ReportResult": "Reported",
    "ChangeList": "Changes",
    "Connection": "ConnectionShown",
    "AuditLogEntry": "AuditItem",
    "AccessGrant": "Shared",
    "AccessList": "SharedList",
    **{name: name for name in ("Invitation", "InvitationList", "BulkResult", "BulkOutcome")},
    **{name: name for name in ("UserList", "UserFigures")},
    **{name: name for name in ("TemplateVersion", "TemplateVersions")},
    **{name: name for name in ("Overview", "OverviewDay", "StatusCounts", "RiskCounts", "ToolFigures")},
    **{name: name for name in ("Entity", "TimeRange", "ToolSelection", "ToolExecution", "Finding", "RiskScore")},
    **{name: name for name in ("ActiveInvestigation", "ActiveList", "HistoryItem", "HistoryEntry", "ArchivedOne")},
    **{name: name for name in ("ArchivedMany", "NavigationHistory", "Checkpoint", "Template", "TemplateItem")},
    **{name: name for name in ("Health", "RecommendedIntervals", "ServerLoad", "Connections", "Change", "Ticket")},
    **{name: name for name in ("AuditPage", "AuditVerdict", "RefusedAttempt", "RefusedPage", "InvestigationError")},
    **{name: name for name in ("Usage", "StoredShare", "Allowance", "ClientConfig", "PollingConfig")},
    "WebSocketConfig": "WebSocketConfig",
    "InputRequest": "Input",
    **{name: name for name in ("Example", "ExecutorPresence", "ExecutorToken", "Lease", "TakenLease", "RenewedLease")},
}
PAGES = {"Page<TemplateItem>": "TemplatePage", "Page<HistoryItem>": "HistoryPage"}
REQUESTS = {
    "SettingsInput": "Settings",
    "ToolSelectionInput": "ToolSelection",
    "InvestigationCreate": "CreateInvestigation",
    "TemplateCreate": "CreateTemplate",
    "TemplateUpdate": "ReplaceTemplate",
    "TemplateUse": "ApplyTemplate",
    "LeaseClaim": "TakeLease",
    "BulkAction": "BulkAction",
}
# Objects are stored without null members (`without_nulls`).
STORED_WITHOUT_NULLS = {
    "Settings",
    "Progress",
    "Results",
    "TimeRange",
    "RiskScore",
    "InvestigationError",
    "Input",
    "Finding",
}

HEADER = """
import type * as state from './types/state.js';
import type * as feed from './types/feed.js';
import type * as lists from './types/lists.js';
import type * as config from './types/config.js';
import type * as leases from './types/leases.js';
import type * as history from './types/history.js';
type None<T extends never> = T;
"""
SAME = """
export type NotIn{n} = None<Exclude<keyof {api}, keyof {client}>>;
export type NotOf{n} = None<Exclude<keyof {client}, keyof {api}>>;
export const from{n} = (value: {api}): {client} => value;
export const to{n} = (value: {client}): {api} => value;
"""
# Control events lack an id, and the client makes some itself; an update is a patch of what the document leaves open.
WIDER_OR_NARROWER = """
export type EventMembers = None<Exclude<keyof Response.Envelope, keyof feed.FeedEvent>>;
export type ControlMembers = None<Exclude<keyof Response.UnstoredEnvelope, keyof feed.FeedEvent>>;
export type EventExtra = None<Exclude<keyof feed.FeedEvent, keyof Response.Envelope>>;
export const stored = (value: Response.Envelope): feed.FeedEvent => value;
export const control = (value: Response.UnstoredEnvelope): feed.FeedEvent => value;
export type Patched = None<Exclude<keyof Request.PatchState, keyof state.WizardStateUpdate | 'version'>>;
export type PatchExtra = None<Exclude<keyof state.WizardStateUpdate, keyof Request.PatchState>>;
export const patch = (value: state.WizardStateUpdate): Request.PatchState => value;
"""
NOT_EQUAL = {"FeedEvent", "WizardStateUpdate"}


@pytest.fixture
def components(client: FlaskClient) -> dict[str, dict[str, Any]]:
    document = client.get("/api/v1/wizard/openapi.json").get_json()
    schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
    return schemas


def as_stored(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a part of a section as responses carry it: with its defaults, and without nulls."""
    part = getattr(sections, name, None)
    if part is None:
        return schema
    filled = [member for member, field in part().fields.items() if field.load_default is not missing]
    members = schema["properties"]
    if name in STORED_WITHOUT_NULLS:
        members = {member: without_null(each) for member, each in members.items()}
    return schema | {"properties": members, "required": [*schema.get("required", []), *filled]}


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    types = schema.get("type")
    if "anyOf" in schema:
        return schema | {"anyOf": [option for option in schema["anyOf"] if option != {"type": "null"}]}
    return schema | {"type": [name for name in types if name != "null"]} if isinstance(types, list) else schema


def comparison(components: dict[str, dict[str, Any]], modules: dict[str, str]) -> str:
    """Return a module that compiles exactly when every shape has the members of its component."""
    responses = {name: as_stored(name, schema) for name, schema in components.items()}
    pairs = [(client, f"Response.{api}") for client, api in RESPONSES.items()]
    pairs += [(client, f"Request.{api}") for client, api in REQUESTS.items()]
    qualified = [(f"{modules[client]}.{client}", api) for client, api in pairs]
    qualified += [(re.sub(r"(\w+)", r"lists.\1", client), f"Response.{api}") for client, api in PAGES.items()]
    checks = [SAME.format(n=n, client=client, api=api) for n, (client, api) in enumerate(qualified)]
    namespaces = [namespace("Response", responses), namespace("Request", components)]
    return "\n".join([HEADER, *namespaces, *checks, WIDER_OR_NARROWER])


@pytest.fixture(scope="module")
def modules(built_client: BuiltClient) -> dict[str, str]:
    """Return the module of each type that the client declares for shapes."""
    declared = (built_client.folder / "package" / "dist" / "client" / "types").glob("*.d.ts")
    return {
        name: path.name.removesuffix(".d.ts")
        for path in declared
        for name in re.findall(r"^export type (\w+)", path.read_text(), re.MULTILINE)
    }


def test_every_type_of_a_shape_is_compared(modules: dict[str, str]) -> None:
    assert set(modules) == CLIENT_ONLY | NOT_EQUAL | RESPONSES.keys() | REQUESTS.keys()


def test_shapes_have_the_members_of_the_openapi_document(
    built_client: BuiltClient, components: dict[str, dict[str, Any]], modules: dict[str, str]
) -> None:
    assert built_client.compile(comparison(components, modules)) == []


def test_a_new_required_member_of_the_openapi_document_is_noticed(
    built_client: BuiltClient, components: dict[str, dict[str, Any]], modules: dict[str, str]
) -> None:
    components["HistoryItem"]["properties"]["colour"] = {"type": "string"}

    errors = built_client.compile(comparison(components, modules))

    assert any('"colour"' in error for error in errors)


def test_a_member_that_becomes_optional_is_noticed(
    built_client: BuiltClient, components: dict[str, dict[str, Any]], modules: dict[str, str]
) -> None:
    components["TemplateItem"]["required"].remove("user_id")

    assert built_client.compile(comparison(components, modules)) != []
