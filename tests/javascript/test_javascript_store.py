"""The store in a browser: optimistic, offline, in conflict, with a full storage, over a reload."""

from typing import Any

import pytest
from following import PageAt
from live_people import Person
from live_server import LiveServer
from playwright.sync_api import BrowserContext
from storing import Storing

pytestmark = pytest.mark.live
pytest_plugins = ("live_fixtures",)

FILL_STORAGE = """() => {
    for (let size = 1 << 20; size >= 1; size >>= 1)
        try { for (;;) localStorage.setItem(`filler-${size}-${localStorage.length}`, 'x'.repeat(size)); } catch {}
}"""


@pytest.fixture
def server(service: LiveServer) -> LiveServer:
    return service


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings)


@pytest.fixture
def store(server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str) -> Storing:
    return Storing(page_at(server.bind), owner, investigation_id)


def renamed(name: str) -> dict[str, Any]:
    return {"settings": {"name": name}}


def test_a_change_is_shown_at_once_and_then_stored(store: Storing, owner: Person, investigation_id: str) -> None:
    shown = store.page.evaluate(
        """() => {
            window.stored = store.actions.updateWizardState({settings: {name: 'mine'}});
            const {wizardState, serverState, localChanges} = store.getState();
            return [wizardState.settings.name, serverState.settings.name, localChanges.settings.name];
        }"""
    )
    store.page.evaluate("window.stored")

    assert shown == ["mine", "SSH brute force", "mine"]
    assert owner.state(investigation_id)["settings"]["name"] == "mine"
    assert (store["localChanges"], store["pendingCount"], store["serverState"]["version"]) == (None, 0, 2)


def test_a_refused_change_is_taken_back_and_told_by_field(store: Storing) -> None:
    assert store.act("updateWizardState", renamed("")) == "validation_error"

    assert store.name == "SSH brute force"
    assert [each["field"] for each in store["fieldErrors"]] == ["settings.name"]


def test_changes_made_offline_are_sent_once_when_the_network_is_back(
    context: BrowserContext, store: Storing, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.page.evaluate("['one', 'two', 'three'].forEach(name => store.actions.updateWizardState({settings: {name}}))")
    store.wait_for("state.isOffline")
    assert store.name == "three"

    context.set_offline(False)
    store.wait_for("state.pendingCount === 0")

    state = owner.state(investigation_id)
    assert (state["settings"]["name"], state["version"]) == ("three", 2)


def test_a_change_whose_answer_was_lost_is_stored_once(store: Storing, owner: Person, investigation_id: str) -> None:
    lost: list[str] = []

    def lose_first(route: Any) -> None:
        if route.request.method == "PATCH" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    store.page.route("**/state", lose_first)
    store.act("updateWizardState", renamed("mine"))

    assert len(lost) == 1
    assert (owner.state(investigation_id)["version"], store.name) == (2, "mine")


def test_a_change_made_offline_outlives_a_reload(
    context: BrowserContext, server: LiveServer, page_at: PageAt, store: Storing, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.begin("updateWizardState", renamed("before the reload"))
    store.wait_for("state.isOffline")
    store.page.close()
    context.set_offline(False)

    again = Storing(page_at(server.bind), owner, investigation_id)
    again.wait_for("state.pendingCount === 0 && state.serverState.version === 2")

    assert owner.state(investigation_id)["settings"]["name"] == again.name == "before the reload"


def test_the_cached_state_is_shown_until_the_service_answers(
    context: BrowserContext, server: LiveServer, page_at: PageAt, store: Storing, owner: Person, investigation_id: str
) -> None:
    store.page.close(run_before_unload=False)
    first = Storing(page_at(server.bind), owner, investigation_id)
    first.page.wait_for_function("id => localStorage.getItem('wizard:state:' + id)", arg=investigation_id)
    page = page_at(server.bind)
    page.route("**/state", lambda route: route.abort())

    shown = page.evaluate(
        """([token, id]) => new Promise(resolve => {
            const store = client.createWizardStore({api: client.createApi({token: () => token})});
            store.subscribe(() => {
                const {wizardState, isStale} = store.getState();
                if (wizardState) resolve([wizardState.settings.name, isStale]);
            });
            store.actions.open(id);
        })""",
        [owner.token, investigation_id],
    )

    assert shown == ["SSH brute force", True]


@pytest.mark.parametrize("choice", ["mine", "theirs", {"settings": {"name": "both"}}], ids=["mine", "theirs", "merged"])
def test_two_tabs_in_conflict_are_shown_both_sides_and_decide(
    context: BrowserContext,
    server: LiveServer,
    page_at: PageAt,
    store: Storing,
    owner: Person,
    investigation_id: str,
    choice: Any,
) -> None:
    other = Storing(page_at(server.bind), owner, investigation_id)
    context.set_offline(True)
    store.begin("updateWizardState", renamed("mine"))
    store.wait_for("state.isOffline")
    # The other tab is first, though this one sends again as soon as it can.
    store.page.route("**/state", lambda route: route.abort())
    context.set_offline(False)
    other.act("updateWizardState", renamed("theirs"))
    store.page.unroute("**/state")
    store.wait_for("state.conflict")

    conflict = store["conflict"]
    assert conflict["fields"] == ["settings.name"]
    assert (conflict["mine"], conflict["theirs"]["settings"]["name"]) == (renamed("mine"), "theirs")
    assert conflict["actor"] == owner.user_id
    store.act("resolveConflict", choice)

    expected = choice if isinstance(choice, str) else "both"
    assert owner.state(investigation_id)["settings"]["name"] == store.name == expected
    other.wait_for("state.wizardState.settings.name === arg", expected)
    assert store["conflict"] is None


def test_changes_of_different_fields_are_merged_without_asking(
    context: BrowserContext, store: Storing, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.begin("updateWizardState", renamed("mine"))
    store.wait_for("state.isOffline")
    owner.change(investigation_id, settings={"description": "theirs"})
    context.set_offline(False)
    store.wait_for("state.pendingCount === 0")

    settings = owner.state(investigation_id)["settings"]
    assert (settings["name"], settings["description"], store["conflict"]) == ("mine", "theirs", None)


def test_with_a_full_storage_everything_works_and_the_user_is_told(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    page.evaluate(FILL_STORAGE)
    store = Storing(page, owner, investigation_id)

    store.act("updateWizardState", renamed("stored"))
    store.wait_for("!state.storage.available")

    assert owner.state(investigation_id)["settings"]["name"] == store.name == "stored"
    assert "full or blocked" in store["storage"]["problem"]


def test_reported_events_are_folded_into_what_the_service_has(
    store: Storing, owner: Person, investigation_id: str, results: dict[str, Any]
) -> None:
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.report(investigation_id, "phase_changed", to_phase="PLANNING")
    owner.report(investigation_id, "phase_changed", from_phase="PLANNING", to_phase="EXECUTION")
    for tool in ("a", "b", "a"):
        owner.report(investigation_id, "tool_execution_started", tool_name=tool)
    owner.report(investigation_id, "tool_execution_progress", tool_name="b", percent_complete=40)
    owner.report(investigation_id, "tool_execution_completed", tool_name="a", duration_ms=7, findings_count=2)
    owner.report(investigation_id, "tool_execution_error", tool_name="c", error_message="no", retryable=True)
    owner.report(investigation_id, "agent_updated", agent_name="reader", status="running", progress=10)
    lines = [
        {"message": "one \U0001f50d", "agent_name": "reader"},
        {"message": "two"},
        {"message": "x", "agent_name": "n"},
    ]
    owner.report(investigation_id, "log_appended", lines=lines)
    owner.report(investigation_id, "progress_updated", percent_complete=55, current_phase="ANALYSIS")
    owner.report(investigation_id, "error_occurred", error_message="bad", recoverable=True)
    owner.change(investigation_id, results=results, status="COMPLETED")
    owner.change(investigation_id, wizard_step="RESULTS")
    state = owner.state(investigation_id)

    store.wait_for("state.serverState.version === arg", state["version"])
    assert _comparable(store["serverState"]) == _comparable(state)
    assert store["currentStep"] == "RESULTS"


def test_looking_back_changes_nothing_and_going_back_does(store: Storing, owner: Person, investigation_id: str) -> None:
    store.act("startInvestigation")
    store.wait_for("state.currentStep === 'PROGRESS'")

    store.page.evaluate("store.actions.goBack()")
    assert (store["currentStep"], owner.state(investigation_id)["wizard_step"]) == ("SETTINGS", "PROGRESS")
    store.page.evaluate("store.actions.goForward()")
    assert store["currentStep"] == "PROGRESS"
    store.act("navigateToStep", "SETTINGS")

    assert owner.state(investigation_id)["wizard_step"] == store["wizardState"]["wizard_step"] == "SETTINGS"
    assert (store["currentStep"], store["error"]) == ("SETTINGS", None)


def test_templates_audit_and_history_are_loaded(store: Storing, owner: Person, investigation_id: str) -> None:
    settings = store["wizardState"]["settings"]
    made = store.act("createTemplate", {"name": "Mine", "settings": settings})
    store.act("updateTemplate", made["template_id"], {"description": "described"})
    store.act("loadTemplates")
    assert [each["description"] for each in store["templates"]] == ["described"]

    store.act("loadAuditLog", investigation_id)
    store.act("loadHistory")
    assert store["auditLog"][0]["action_type"] == "STATE_CREATED"
    assert [each["investigation_id"] for each in store["history"]] == [investigation_id]

    store.act("applyTemplate", made)
    assert store["wizardState"]["investigation_id"] != investigation_id
    store.act("deleteTemplate", made["template_id"])
    assert store["templates"] == []


def test_a_deleted_investigation_is_gone(store: Storing, owner: Person, investigation_id: str) -> None:
    store.wait_for("state.polling.isConnected")

    owner.call("DELETE", f"/{investigation_id}/state?version=1")

    store.wait_for("state.isGone")


def _comparable(state: dict[str, Any]) -> dict[str, Any]:
    """Without what the feed does not tell to the millisecond: when exactly a change was stored."""
    return {name: value for name, value in state.items() if value is not None and name != "updated_at"}
