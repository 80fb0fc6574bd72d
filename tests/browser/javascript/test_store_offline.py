"""The store in a browser without a network: pending changes, the cached state, conflicts."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.support.browser.feed_page import PageAt
from tests.support.browser.store_page import StorePage, renamed
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_changes_made_offline_are_sent_once_when_the_network_is_back(
    context: BrowserContext, store: StorePage, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.page.evaluate("['one', 'two', 'three'].forEach(name => store.actions.updateWizardState({settings: {name}}))")
    store.wait_for("state.isOffline")
    assert store.name == "three"

    context.set_offline(False)
    store.wait_for("state.pendingCount === 0")

    state = owner.state(investigation_id)
    assert (state["settings"]["name"], state["version"]) == ("three", 2)


def test_a_change_whose_response_was_lost_is_stored_once(
    store: StorePage, owner: Person, investigation_id: str
) -> None:
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


def test_a_change_made_offline_survives_a_reload(
    context: BrowserContext, server: LiveServer, page_at: PageAt, store: StorePage, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.start("updateWizardState", renamed("before the reload"))
    store.wait_for("state.isOffline")
    store.page.close()
    context.set_offline(False)

    again = StorePage(page_at(server.bind), owner, investigation_id)
    again.wait_for("state.pendingCount === 0 && state.serverState.version === 2")

    assert owner.state(investigation_id)["settings"]["name"] == again.name == "before the reload"


def test_the_cached_state_is_shown_until_the_service_answers(
    context: BrowserContext, server: LiveServer, page_at: PageAt, store: StorePage, owner: Person, investigation_id: str
) -> None:
    store.page.close(run_before_unload=False)
    first = StorePage(page_at(server.bind), owner, investigation_id)
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
def test_two_tabs_in_conflict_see_both_sides_and_decide(
    context: BrowserContext,
    server: LiveServer,
    page_at: PageAt,
    store: StorePage,
    owner: Person,
    investigation_id: str,
    choice: Any,
) -> None:
    other = StorePage(page_at(server.bind), owner, investigation_id)
    context.set_offline(True)
    store.start("updateWizardState", renamed("mine"))
    store.wait_for("state.isOffline")
    # The requests of this tab fail until the other tab has made its change.
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
    context: BrowserContext, store: StorePage, owner: Person, investigation_id: str
) -> None:
    context.set_offline(True)
    store.start("updateWizardState", renamed("mine"))
    store.wait_for("state.isOffline")
    owner.change(investigation_id, settings={"description": "theirs"})
    context.set_offline(False)
    store.wait_for("state.pendingCount === 0")

    settings = owner.state(investigation_id)["settings"]
    assert (settings["name"], settings["description"], store["conflict"]) == ("mine", "theirs", None)
