"""The REST functions of the JavaScript client against a running service."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.support.browser.feed_page import PageAt
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


@pytest.fixture
def page(server: LiveServer, page_at: PageAt, owner: Person) -> Page:
    opened = page_at(server.bind)
    opened.evaluate("token => { window.api = client.createApi({token: () => token}); }", owner.token)
    return opened


def test_an_investigation_is_created_changed_read_and_deleted(
    page: Page, owner: Person, settings: dict[str, Any]
) -> None:
    result = page.evaluate(
        """async settings => {
            const made = await api.create({settings});
            const id = made.document.investigation_id;
            const patched = await api.patch(id, {settings: {name: 'patched'}}, {etag: made.etag});
            const put = await api.put(id, {settings: {...settings, name: 'put'}}, {version: 2});
            const unchanged = await api.get(id, {ifNoneMatch: put.etag});
            const stale = await api.patch(id, {settings: {name: 'x'}}, {etag: made.etag}).catch(failure => failure);
            const reported = await api.patch(id, {wizard_step: 'PROGRESS'}, {etag: '*'}).then(() =>
                api.events(id, {event_type: 'progress_updated', data: {percent_complete: 5}}));
            const polled = await api.poll(id, {cursor: reported.events[0].id.replace(/-.*/, '-0')});
            await api.delete(id, {version: reported.version});
            const gone = await api.get(id).catch(failure => failure.code);
            return {
                names: [patched.document.settings.name, put.document.settings.name], unchanged,
                stale: [stale.status, stale.code, stale.isConflict, stale.problem.current_version],
                version: reported.version, events: polled.events.length, gone,
            };
        }""",
        settings,
    )

    assert result["names"] == ["patched", "put"]
    assert result["unchanged"] is None
    assert result["stale"] == [412, "precondition_failed", True, 3]
    assert (result["version"], result["gone"]) == (5, "not_found")
    assert result["events"] >= 5


def test_lists_templates_history_sharing_and_health_are_served(
    page: Page, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    result = page.evaluate(
        """async ([settings, other]) => {
            const {document: {investigation_id: id}} = await api.create({settings});
            const made = await api.createTemplate({name: 'Brute force', settings});
            const taken = await api.createTemplate({name: 'Brute force', settings}).catch(failure => failure.code);
            await api.updateTemplate(made.template_id, {description: 'd'});
            const applied = await api.applyTemplate(made.template_id, {values: {}});
            const filled = await api.applyTemplate(made.template_id, {investigation_id: id, version: 1});
            const trail = (await api.templateAudit(made.template_id)).items.map(item => item.action_type);
            const listed = (await api.templates({q: 'brute'})).items.map(item => item.usage_count);
            await api.deleteTemplate(made.template_id);
            await api.restoreTemplate(made.template_id);
            await api.share(id, other, 'viewer');
            const shares = (await api.shares(id)).access.length;
            const invitations = await api.invitations({limit: 1});
            const missing = await api.acceptInvitation(id).catch(failure => failure.code);
            const declined = await api.declineInvitation(id).catch(failure => failure.code);
            await api.unshare(id, other);
            await api.archive(id);
            const archived = (await api.history({archived: 'true'})).items.map(item => item.investigation_id);
            await api.unarchive(id);
            return {
                taken, listed, shares, invitations, missing, declined, trail,
                exported: JSON.parse((await api.exportTemplateAudit(made.template_id)).split('\\n')[0]).action_type,
                intact: (await api.verifyTemplateAudit(made.template_id)).valid, filled: filled.document.version,
                archived: archived.includes(id), step: applied.document.wizard_step,
                active: (await api.active()).total, one: (await api.historyOf(id)).name,
                health: (await api.health()).status, ticket: (await api.ticket()).ticket.length > 8,
                connections: typeof await api.connections(id),
                reports: [(await api.report(id)).slice(0, 2), (await api.report(id, {format: 'html'})).slice(0, 9)],
            };
        }""",
        [settings, person_for().user_id],
    )

    assert result == {
        "taken": "name_taken",
        "listed": [2],
        "shares": 1,
        "invitations": {"invitations": [], "total": 0, "limit": 1, "offset": 0},
        "missing": "not_found",
        "declined": "not_found",
        "trail": ["TEMPLATE_UPDATED", "TEMPLATE_CREATED"],
        "exported": "TEMPLATE_CREATED",
        "intact": True,
        "filled": 2,
        "archived": True,
        "step": "SETTINGS",
        "active": 2,
        "one": settings["name"],
        "health": "healthy",
        "ticket": True,
        "connections": "object",
        "reports": ["# ", "<!DOCTYPE"],
    }


def test_commands_versions_and_the_audit_trail_are_served(page: Page, settings: dict[str, Any]) -> None:
    result = page.evaluate(
        """async settings => {
            const {document: {investigation_id: id}} = await api.create({settings});
            const checkpoint = await api.checkpoint(id);
            const running = await api.navigate(id, {step: 'PROGRESS'});
            const cancelled = await api.cancel(id);
            const retried = await api.retry(id).catch(failure => failure.code);
            const restored = await api.restore(id, 1, {etag: cancelled.etag});
            const forked = await api.fork(id);
            const audit = await api.audit(id, {limit: 2});
            return {
                resume: checkpoint.resume_step, step: running.document.wizard_step, status: cancelled.document.status,
                retried, restored: [restored.document.wizard_step, restored.document.version],
                forked: forked.document.investigation_id !== id,
                audit: audit.items.length, more: audit.next_cursor !== null,
                valid: (await api.verifyAudit(id)).valid,
                exported: JSON.parse((await api.exportAudit(id)).split('\\n')[0]).action_type,
                then: (await api.get(id, {atVersion: 2})).document.wizard_step,
                changes: (await api.changes(id, 1)).changes.length, unchanged: await api.changes(id, 4),
                diff: Object.keys(await api.diff(id, 1, 2)).length > 0,
            };
        }""",
        settings,
    )

    assert result == {
        "resume": "SETTINGS",
        "step": "PROGRESS",
        "status": "CANCELLED",
        "retried": "invalid_transition",
        "restored": ["SETTINGS", 4],
        "forked": True,
        "audit": 2,
        "more": True,
        "valid": True,
        "exported": "STATE_CREATED",
        "then": "PROGRESS",
        "changes": 3,
        "unchanged": None,
        "diff": True,
    }


def test_with_a_cookie_session_no_token_is_needed(
    server: LiveServer, page_at: PageAt, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    page = page_at(server.bind)
    page.evaluate("token => client.createApi({token: () => token}).beginSession()", owner.token)

    result = page.evaluate(
        """async id => {
            const api = client.createApi();
            await api.patch(id, {settings: {name: 'by cookie'}}, {version: 1});
            for await (const event of client.follow(api, id)) return event.data.state.settings.name;
        }""",
        investigation_id,
    )

    assert result == "by cookie"


def test_a_retryable_failure_is_repeated_under_the_same_key_after_retry_after(page: Page) -> None:
    keys: list[str] = []

    def fail_twice(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) < 3:
            route.fulfill(status=503, headers={"Retry-After": "0"}, body="busy")
        else:
            route.continue_()

    page.route("**/investigations", fail_twice)
    created = page.evaluate("api.create().then(({document}) => document.version)")

    assert created == 1
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_an_html_response_of_a_proxy_is_an_error_with_a_code(page: Page) -> None:
    page.route("**/investigations", lambda route: route.fulfill(status=200, body="<html>Log in</html>"))

    assert page.evaluate("api.create().catch(failure => failure.code)") == "not_the_service"
