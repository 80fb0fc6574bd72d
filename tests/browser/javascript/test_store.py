"""The store in a browser: optimistic changes, a full storage, and the life of an investigation."""

from typing import Any

import pytest

from tests.support.browser.feed_page import PageAt
from tests.support.browser.store_page import StorePage, renamed
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live

FILL_STORAGE = """() => {
    for (let size = 1 << 20; size >= 1; size >>= 1)
        try { for (;;) localStorage.setItem(`filler-${size}-${localStorage.length}`, 'x'.repeat(size)); } catch {}
}"""


def test_a_change_is_shown_at_once_and_then_stored(store: StorePage, owner: Person, investigation_id: str) -> None:
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


def test_a_refused_change_is_rolled_back_and_its_fields_are_reported(store: StorePage) -> None:
    assert store.act("updateWizardState", renamed("")) == "validation_error"

    assert store.name == "SSH brute force"
    assert [error["field"] for error in store["fieldErrors"]] == ["settings.name"]


def test_with_a_full_storage_changes_are_stored_and_the_user_is_warned(
    server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str
) -> None:
    page = page_at(server.bind)
    page.evaluate(FILL_STORAGE)
    store = StorePage(page, owner, investigation_id)

    store.act("updateWizardState", renamed("stored"))
    store.wait_for("!state.storage.available")

    assert owner.state(investigation_id)["settings"]["name"] == store.name == "stored"
    assert "full or blocked" in store["storage"]["problem"]


def test_reported_events_fold_into_the_state_of_the_service(
    store: StorePage, owner: Person, investigation_id: str, results: dict[str, Any]
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
    assert store["serverState"] == state
    assert store["currentStep"] == "RESULTS"


def test_showing_an_earlier_step_changes_nothing_and_navigating_to_it_does(
    store: StorePage, owner: Person, investigation_id: str
) -> None:
    store.act("startInvestigation")
    store.wait_for("state.currentStep === 'PROGRESS'")

    store.page.evaluate("store.actions.goBack()")
    assert (store["currentStep"], owner.state(investigation_id)["wizard_step"]) == ("SETTINGS", "PROGRESS")
    store.page.evaluate("store.actions.goForward()")
    assert store["currentStep"] == "PROGRESS"
    store.act("navigateToStep", "SETTINGS")

    assert owner.state(investigation_id)["wizard_step"] == store["wizardState"]["wizard_step"] == "SETTINGS"
    assert (store["currentStep"], store["error"]) == ("SETTINGS", None)


def test_templates_audit_and_history_are_loaded(store: StorePage, owner: Person, investigation_id: str) -> None:
    settings = store["wizardState"]["settings"]
    template = store.act("createTemplate", {"name": "Mine", "settings": settings})
    store.act("updateTemplate", template["template_id"], {"description": "described"})
    store.act("loadTemplates")
    assert [template["description"] for template in store["templates"]] == ["described"]

    store.act("loadAuditLog", investigation_id)
    store.act("loadHistory")
    assert store["auditLog"][0]["action_type"] == "STATE_CREATED"
    assert [item["investigation_id"] for item in store["history"]] == [investigation_id]

    store.act("applyTemplate", template)
    assert store["wizardState"]["investigation_id"] != investigation_id
    store.act("deleteTemplate", template["template_id"])
    assert store["templates"] == []


def test_a_deleted_investigation_is_gone(store: StorePage, owner: Person, investigation_id: str) -> None:
    store.wait_for("state.polling.isConnected")

    owner.call("DELETE", f"/{investigation_id}/state?version=1")

    store.wait_for("state.isGone")
