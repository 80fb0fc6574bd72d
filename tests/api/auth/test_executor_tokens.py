"""Tokens for executors: one investigation, as far as their owner or editor may change it (contract section 11)."""

from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.api.active_list import share
from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, problem
from tests.support.api.executors.leases import holder
from tests.support.api.forged_tokens import claims
from wizard_service.config import AuthSettings
from wizard_service.timestamps import timestamp


def executor_of(api: Api, investigation_id: str) -> Api:
    """Return a caller with a token for this investigation."""
    issued = document(api.call("POST", f"/{investigation_id}/executor-token"), 201)
    assert issued["scope"] == f"wizard:run:{investigation_id}"
    return Api(api.client, api.user_id, issued["token"])


@pytest.fixture
def running(api: Api, settings: Document) -> str:
    return api.running(settings)


def test_the_token_reads_and_reports_on_its_investigation(api: Api, running: str) -> None:
    response = api.call("POST", f"/{running}/executor-token")
    assert response.headers["Cache-Control"] == "no-store"

    executor = executor_of(api, running)

    assert holder(executor, running).report().status_code == 200
    assert executor.state(running)["progress"]["overall_progress"] == 10


def test_the_token_expires_at_the_moment_in_the_answer(api: Api, running: str) -> None:
    issued = document(api.call("POST", f"/{running}/executor-token"), 201)

    exp = jwt.decode(issued["token"], options={"verify_signature": False})["exp"]
    assert issued["expires_at"] == timestamp(datetime.fromtimestamp(exp, UTC))


def test_the_token_is_refused_everywhere_else(api: Api, running: str, settings: Document) -> None:
    other = api.running(settings)
    executor = executor_of(api, running)

    for path in (f"/{other}/state", f"/{other}/poll", f"/{other}/stream", "/active", "/poll", "/history", "/templates"):
        problem(executor.call("GET", path), 403, "forbidden")
    for path in (f"/{other}/lease", f"/{running}/executor-token"):
        problem(executor.call("POST", path, json={"executor": "e"} if path.endswith("lease") else {}), 403, "forbidden")
    problem(executor.create(), 403, "forbidden")
    ticket = document(executor.call("POST", "/tickets"), 201)["ticket"]
    problem(executor.call("GET", f"/stream?ticket={ticket}", {"Authorization": ""}), 403, "forbidden")


def test_the_token_changes_no_settings(api: Api, running: str) -> None:
    executor = executor_of(api, running)

    refused = executor.call(
        "PATCH",
        f"/{running}/state",
        {"If-Match": "*", "Content-Type": "application/merge-patch+json"},
        json={"wizard_step": "SETTINGS"},
    )

    problem(refused, 403, "forbidden")


def test_an_editor_gets_a_token_and_a_viewer_does_not(api: Api, api_for: ApiFor, running: str) -> None:
    editor, viewer, stranger = api_for(), api_for(), api_for()
    share(api, running, editor, "editor")
    share(api, running, viewer, "viewer")

    executor = executor_of(editor, running)
    assert holder(executor, running).report().status_code == 200
    problem(viewer.call("POST", f"/{running}/executor-token"), 403, "forbidden")
    problem(stranger.call("POST", f"/{running}/executor-token"), 404, "not_found")
    for scope in ("wizard:read", "wizard:run"):
        limited = api_for(api.user_id, scope)
        problem(limited.call("POST", f"/{running}/executor-token"), 403, "forbidden")


def test_the_token_ends_with_the_right_to_edit(api: Api, api_for: ApiFor, running: str) -> None:
    editor = api_for()
    share(api, running, editor, "editor")
    executor = executor_of(editor, running)

    assert api.call("DELETE", f"/{running}/access/{editor.user_id}").status_code == 204

    problem(executor.get(running), 404, "not_found")


def test_a_finished_investigation_gets_no_token(api: Api, running: str) -> None:
    api.call("POST", f"/{running}/cancel")

    problem(api.call("POST", f"/{running}/executor-token"), 409, "invalid_transition")


def test_a_service_that_only_verifies_tokens_issues_none(service_with: ServiceWith, tmp_path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    (tmp_path / "public.pem").write_bytes(private.public_key().public_bytes(*form))
    app = service_with(auth=AuthSettings(algorithm="ES256", public_key_file=str(tmp_path / "public.pem")))
    api = Api(app.test_client(), "u", jwt.encode(claims(sub="u"), private, "ES256"))

    problem(api.call("POST", f"/{api.created()}/executor-token"), 404, "feature_disabled")
    features = document(api.call("GET", "/client-config"))["features"]
    assert (features["executor_tokens"], features["local_example"]) == (False, False)
