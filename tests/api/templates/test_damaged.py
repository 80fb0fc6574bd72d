"""A stored template that no write can have stored is never served or used, on either database."""

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, document, problem

# column -> values
DAMAGE = {
    "template_json": ("[]", "{}", '{"tools": "a"}'),
    "placeholders_json": ("5", "[1]"),
    "created_at": ("yesterday",),
    "updated_at": ("2026-01-15",),
}
CASES = [(column, value) for column, values in DAMAGE.items() for value in values]


@pytest.fixture
def stored(api: Api, settings: Document) -> str:
    """Return the id of a template."""
    return str(document(api.call("POST", "/templates", json={"name": "one", "settings": settings}), 201)["template_id"])


def damage(service: Flask, template_id: str, column: str, value: str) -> None:
    statement = f"UPDATE investigation_templates SET {column} = ? WHERE template_id = ?"
    service.extensions["wizard"].store.write(lambda tx: tx.execute(statement, (value, template_id)))


@pytest.mark.parametrize(("column", "value"), CASES)
def test_a_damaged_template_is_an_error_that_names_the_row(
    service: Flask, api: Api, stored: str, caplog: pytest.LogCaptureFixture, column: str, value: str
) -> None:
    damage(service, stored, column, value)

    answers = [
        api.call("GET", f"/templates/{stored}"),
        api.call("POST", f"/templates/{stored}/apply", json={}),
        api.call("PUT", f"/templates/{stored}", {"If-Match": "*"}, json={"description": "d"}),
    ]

    for answer in answers:
        assert stored in problem(answer, 500, "internal")["detail"]
    assert f"investigation_templates template_id='{stored}'" in caplog.text


@pytest.mark.parametrize(("column", "value"), [case for case in CASES if case[0] != "template_json"])
def test_the_list_leaves_out_a_damaged_template(
    service: Flask, api: Api, settings: Document, stored: str, column: str, value: str
) -> None:
    document(api.call("POST", "/templates", json={"name": "intact", "settings": settings}), 201)
    damage(service, stored, column, value)

    listed = document(api.call("GET", "/templates"))

    assert (listed["total"], [item["name"] for item in listed["items"]]) == (1, ["intact"])


@pytest.mark.parametrize(("column", "value"), CASES)
def test_a_damaged_template_can_be_deleted_and_not_restored(
    service: Flask, api: Api, stored: str, column: str, value: str
) -> None:
    damage(service, stored, column, value)

    assert api.call("DELETE", f"/templates/{stored}", {"If-Match": "*"}).status_code == 204

    problem(api.call("GET", f"/templates/{stored}"), 404, "not_found")
    if column != "updated_at":
        assert stored in problem(api.call("POST", f"/templates/{stored}/restore"), 500, "internal")["detail"]
    assert document(api.call("GET", f"/templates/{stored}/audit/verify"))["valid"]


@pytest.mark.parametrize("value", DAMAGE["template_json"])
def test_new_settings_repair_a_template(service: Flask, api: Api, settings: Document, stored: str, value: str) -> None:
    damage(service, stored, "template_json", value)

    replaced = api.call("PUT", f"/templates/{stored}", {"If-Match": "*"}, json={"settings": settings})

    assert document(replaced)["settings"]["name"] == settings["name"]
    assert document(api.call("GET", f"/templates/{stored}"))["settings"] == document(replaced)["settings"]
