"""Names that look the same are the same, whether their letters are composed (NFC) or decomposed (NFD)."""

import unicodedata

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document, problem

COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Café Übersee 각") for form in ("NFC", "NFD"))
either_way = pytest.mark.parametrize(
    ("kept", "other"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)], ids=("NFC", "NFD")
)


def keep(api: Api, settings: Document, name: str, query: str = "", **members: str) -> TestResponse:
    return api.call("POST", f"/templates{query}", json={"name": name, "settings": settings} | members)


def search(api: Api, path: str, q: str) -> list[str]:
    items = document(api.call("GET", path, query_string={"q": q}))["items"]
    return [item["name"] for item in items]


@either_way
def test_a_template_has_the_name_of_another_however_it_is_composed(
    api: Api, settings: Document, kept: str, other: str
) -> None:
    first = document(keep(api, settings, kept), 201)
    second = document(keep(api, settings, "second"), 201)

    taken = problem(keep(api, settings, other), 409, "name_taken")
    renamed = api.call("PUT", f"/templates/{second['template_id']}", json={"name": other})
    overwritten = document(keep(api, settings | {"name": "new"}, other, "?on_conflict=overwrite"))

    assert first["name"] == overwritten["name"] == COMPOSED
    assert overwritten["version"] == 2
    assert taken["template_id"] == overwritten["template_id"] == first["template_id"]
    problem(renamed, 409, "name_taken")


def test_template_names_are_case_sensitive(api: Api, settings: Document) -> None:
    assert [keep(api, settings, name).status_code for name in (COMPOSED, COMPOSED.upper())] == [201, 201]


@pytest.mark.parametrize("sought", [COMPOSED, DECOMPOSED, DECOMPOSED.upper(), unicodedata.normalize("NFD", "é ü")])
@pytest.mark.parametrize("kept", [COMPOSED, DECOMPOSED], ids=("NFC", "NFD"))
def test_text_is_found_however_it_is_composed(api: Api, settings: Document, kept: str, sought: str) -> None:
    document(keep(api, settings, "t", description=kept), 201)
    api.created(settings=settings | {"name": kept})

    assert search(api, "/templates", sought) == ["t"]
    assert search(api, "/history", sought) == [kept]
    assert search(api, "/history", "Cafe\u0300") == search(api, "/templates", "Cafe\u0300") == []
