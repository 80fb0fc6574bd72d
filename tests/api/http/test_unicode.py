"""The characters of names.

Names that look the same are the same, whether their letters are composed (NFC) or decomposed (NFD). No name contains
U+0000.
"""

import unicodedata

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document, problem, wrong_fields

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


def test_nul_is_refused_in_names(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    template = document(keep(api, settings | {"name": "{{name}}"}, "t"), 201)
    entity = {"entity_type": "a\u0000", "entity_id": "x"}

    refused = [
        api.create(settings=settings | {"name": "a\u0000b"}),
        api.create(settings=settings | {"entities": [entity]}),
        api.patch(investigation_id, {"settings": {"name": "\u0000"}, "version": 1}),
        keep(api, settings, "\u0000"),
        keep(api, settings, "t2", description="\u0000"),
    ]
    filled = api.call("POST", f"/templates/{template['template_id']}/apply", json={"values": {"name": "a\u0000"}})

    names = ["settings.name", "settings.entities.0.entity_type", "settings.name", "name", "description"]
    assert [wrong_fields(response) for response in refused] == [{name} for name in names]
    problem(filled, 422, "validation_error")
    assert api.state(investigation_id)["version"] == 1


def test_nul_matches_nothing(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    archive = {"investigation_ids": ["a\u0000", investigation_id]}

    for path in ("/a%00/state", "/a%00/poll", "/history/a%00", "/templates/a%00"):
        problem(api.call("GET", path), 404, "not_found")
    for path in ("/history?entity_type=a%00", "/history?q=a%00", f"/{investigation_id}/audit?actor=a%00"):
        assert document(api.call("GET", path))["items"] == []
    problem(api.call("DELETE", f"/{investigation_id}/access/a%00"), 404, "not_found")
    archived = document(api.call("POST", "/history/archive", json=archive))
    assert [result["archived"] for result in archived["results"]] == [False, True]


def test_an_entity_type_has_any_length(api: Api, settings: Document) -> None:
    long = "".join(map(chr, range(0x4E00, 0x6200)))
    entity = {"entity_type": long, "entity_id": "x"}

    investigation_id = api.created(settings=settings | {"entities": [entity]})

    assert api.state(investigation_id)["settings"]["entities"][0]["entity_type"] == long
