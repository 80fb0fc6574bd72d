"""A tab with the store of one wizard."""

from typing import Any

from playwright.sync_api import Page

from tests.support.live.users import Person

OPEN = """async ([token, id, options]) => {
    window.store = client.createWizardStore({api: client.createApi({token: () => token}), ...options});
    await store.actions.open(id);
}"""


class StorePage:
    """One tab's store; options are those of `createWizardStore`."""

    def __init__(self, page: Page, person: Person, investigation_id: str, **options: Any) -> None:
        self.page = page
        page.evaluate(OPEN, [person.token, investigation_id, options])

    def __getitem__(self, member: str) -> Any:
        return self.page.evaluate("name => store.getState()[name]", member)

    def act(self, action: str, *arguments: Any) -> Any:
        """Run an action; return what it resolves to, or the code of the error it rejects with."""
        call = "([name, parameters]) => store.actions[name](...parameters).catch(failure => failure.code)"
        return self.page.evaluate(call, [action, list(arguments)])

    def start(self, action: str, *arguments: Any) -> None:
        """Start an action without waiting; its result becomes `window.result`."""
        self.page.evaluate(
            """([name, parameters]) => {
                window.result = null;
                store.actions[name](...parameters).then(() => result = 'done', failure => result = failure.code);
            }""",
            [action, list(arguments)],
        )

    def wait_for(self, condition: str, arg: Any = None) -> None:
        """Wait until an expression over `state` (and `arg`) holds."""
        self.page.wait_for_function(f"arg => {{ const state = store.getState(); return {condition}; }}", arg=arg)

    @property
    def name(self) -> str:
        return str(self["wizardState"]["settings"]["name"])


def renamed(name: str) -> dict[str, Any]:
    return {"settings": {"name": name}}
