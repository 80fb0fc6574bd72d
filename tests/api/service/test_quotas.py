"""Quotas of a user: what counts, the user whom it is charged to, and the members of a refusal (contract section 10)."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, ApiWith, Document, ServiceWith, document, event, problem
from wizard_service.config import QuotaSettings
from wizard_service.domain.quotas.usage import correct_usage

NO_VERSION = {"If-Match": "*"}
LINE = event("log_appended", lines=[{"message": "line"}])
NONE_LEFT = {"quota": "investigations", "limit": 2, "used": 2, "remaining": 0}


def members(refusal: Document, *names: str) -> Document:
    return {name: refusal[name] for name in names}


def limit_reached(response: TestResponse) -> Document:
    refusal = problem(response, 409, "limit_reached")
    return members(refusal, "quota", "limit", "used", "remaining")


def stored_bytes(api: Api) -> int:
    return int(document(api.call("GET", "/usage"))["stored_bytes"]["used"])


def test_every_way_to_create_an_investigation_counts_against_the_quota(api_with: ApiWith, settings: Document) -> None:
    api = api_with(investigations_per_user=2)
    first = api.created(settings=settings)
    template = document(api.call("POST", "/templates", json={"name": "t", "settings": settings}), 201)["template_id"]
    api.created()

    assert limit_reached(api.create()) == NONE_LEFT
    assert limit_reached(api.call("POST", f"/{first}/fork")) == NONE_LEFT
    assert limit_reached(api.call("POST", f"/templates/{template}/apply", json={"values": {}})) == NONE_LEFT

    assert document(api.call("GET", "/active"))["total"] == 2


def test_an_archived_investigation_keeps_its_place_and_a_deleted_one_frees_it(api_with: ApiWith) -> None:
    api = api_with(investigations_per_user=1)
    only = api.created()
    document(api.call("POST", f"/history/{only}/archive"))

    assert limit_reached(api.create()) == {"quota": "investigations", "limit": 1, "used": 1, "remaining": 0}
    assert api.delete(only, NO_VERSION).status_code == 204

    api.created()


def test_each_user_has_a_separate_quota(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(quotas=QuotaSettings(investigations_per_user=1))
    first, second = api_for(app=app), api_for(app=app)
    first.created()

    second.created()

    limit_reached(first.create())


def test_a_refused_change_is_neither_stored_nor_charged(api_with: ApiWith) -> None:
    api = api_with(investigations_per_user=1)
    api.created()
    before = document(api.call("GET", "/usage"))

    api.create(investigation_id="refused")

    assert members(document(api.call("GET", "/usage")), "investigations", "stored_bytes") == members(
        before, "investigations", "stored_bytes"
    )
    problem(api.get("refused"), 404, "not_found")


def test_bytes_are_limited_and_removing_is_always_possible(api_with: ApiWith, settings: Document) -> None:
    api = api_with(stored_mb_per_user=1)
    kept, spare = api.running(settings), api.running(settings)
    template = document(api.call("POST", "/templates", json={"name": "t", "settings": settings}), 201)["template_id"]
    document(api.invite(kept, "guest", "viewer"))
    for _ in range(200):
        refused = api.report(kept, event("log_appended", lines=[{"message": "x" * 9_000}]))
        if refused.status_code != 200:
            break

    refusal = limit_reached(refused)
    assert refusal["quota"] == "stored_bytes"
    assert refusal["limit"] == 1024 * 1024
    assert refusal["remaining"] == refusal["limit"] - refusal["used"] < 20_000
    new = {"name": "t2", "settings": settings, "description": "d" * 9_500}
    assert limit_reached(api.call("POST", "/templates", json=new))["quota"] == "stored_bytes"

    document(api.call("POST", f"/history/{spare}/archive"))
    assert api.call("DELETE", f"/{kept}/access/guest").status_code == 204
    assert api.call("DELETE", f"/templates/{template}").status_code == 204
    document(api.call("POST", f"/{kept}/cancel"))
    before = stored_bytes(api)
    assert api.delete(kept, NO_VERSION).status_code == 204
    assert stored_bytes(api) < before - 500_000
    api.created()


def test_the_owner_pays_for_the_changes_of_an_editor(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    app = service_with(quotas=QuotaSettings(reported_events_per_hour=100))
    owner, editor = api_for(app=app), api_for(app=app)
    shared = owner.running(settings)
    owner.share(shared, editor.user_id, "editor")
    before = stored_bytes(owner)

    document(editor.report(shared, [LINE] * 100))

    assert stored_bytes(owner) > before + 100 * 400
    assert stored_bytes(editor) == 0
    refused = problem(editor.report(shared, LINE), 429, "rate_limited")
    assert members(refused, "quota", "limit", "window_s", "remaining") == {
        "quota": "reported_events",
        "limit": 100,
        "window_s": 3600,
        "remaining": 0,
    }
    problem(owner.report(shared, LINE), 429, "rate_limited")
    document(editor.report(editor.running(settings), LINE))


def test_reported_events_are_limited_per_hour_for_executors_too(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    app = service_with(quotas=QuotaSettings(reported_events_per_hour=100))
    owner, executor = api_for(app=app), api_for("executor", "wizard:run", app=app)
    running = owner.running(settings)
    document(executor.report(running, [LINE] * 60))

    refused = executor.report(running, [LINE] * 60)

    assert problem(refused, 429, "rate_limited")["remaining"] == 40
    assert refused.headers["RateLimit-Policy"] == '"reported_events";q=100;w=3600'
    # 20 events too many, at one per 36 s.
    assert 700 <= int(refused.headers["Retry-After"]) <= 720
    document(executor.report(running, [LINE] * 40))
    assert document(owner.call("GET", "/usage"))["reported_events"] == {
        "scope": "all",
        "limit": 100,
        "window_s": 3600,
        "remaining": 0,
    }


def test_a_quota_of_0_is_no_limit(api_with: ApiWith) -> None:
    api = api_with(
        investigations_per_user=0,
        stored_mb_per_user=0,
        reported_events_per_hour=0,
        writes_per_s=0,
        tickets_per_minute=0,
    )
    for _ in range(20):
        api.created()

    usage = document(api.call("GET", "/usage"))

    shares = [usage[name] for name in ("investigations", "stored_bytes", "reported_events", "writes", "tickets")]
    assert [(share["limit"], share["remaining"]) for share in shares] == [(None, None)] * 5
    assert [share["scope"] for share in shares] == ["all", "all", "all", "host", "host"]
    assert usage["investigations"]["used"] == 20


def test_drift_of_a_usage_row_is_corrected_once(api_with: ApiWith) -> None:
    api = api_with()
    api.created()
    store = api.client.application.extensions["wizard"].store
    right = stored_bytes(api)
    store.write(lambda tx: tx.execute("UPDATE usage SET stored_bytes = 5 WHERE owner = ?", (api.user_id,)))

    assert [correct_usage(store), correct_usage(store)] == [1, 0]

    assert stored_bytes(api) == right
