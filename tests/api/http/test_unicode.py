"""The characters of names.

Names that look the same are the same, whether their letters are composed (NFC) or decomposed (NFD), whatever invisible
characters they contain. No name contains U+0000.
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


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("  a \t\n b\u3000c\u00a0 ", "a b c"),
        ("a\u200bb\ufeff\u00adc\u202e\u2066", "abc"),
        ("a\u200db", "ab"),
        ("e\u200b\u0301", "\u00e9"),
        ("\u200d\U0001f468\u200d\U0001f469\u200d", "\U0001f468\u200d\U0001f469"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\u0645\u200c\u200b \ufeff", "\u0645"),
    ],
    ids=["spaces", "invisible", "joined Latin", "mark", "family", "emoji presentation", "Persian", "Hindi", "end"],
)
def test_names_are_stored_as_they_look(api: Api, settings: Document, sent: str, stored: str) -> None:
    investigation_id = api.created(settings=settings | {"name": sent})
    template = document(keep(api, settings | {"name": sent}, sent), 201)
    again = keep(api, settings, stored)

    assert api.state(investigation_id)["settings"]["name"] == stored
    assert (template["name"], template["settings"]["name"]) == (stored, stored)
    problem(again, 409, "name_taken")


def test_a_name_without_a_visible_character_is_refused(api: Api, settings: Document) -> None:
    for name in ("\u200b\u200d", " \ufeff "):
        created = api.call("POST", "/investigations", json={"settings": settings | {"name": name}})

        assert wrong_fields(created) == {"settings.name"}
        assert wrong_fields(keep(api, settings, name)) == {"name"}


def test_a_name_is_measured_before_it_is_normalized(api: Api, settings: Document) -> None:
    for blanks, status in ((1000, 201), (1100, 422)):
        name = "é" + " " * blanks

        assert api.create(settings=settings | {"name": name}).status_code == status
        assert keep(api, settings, name).status_code == status


def test_a_name_that_looks_the_same_is_no_change(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings | {"name": "a b"})

    assert api.changed(investigation_id, settings={"name": " a\u200b  b "})["version"] == 1


def test_template_names_are_case_sensitive(api: Api, settings: Document) -> None:
    assert [keep(api, settings, name).status_code for name in (COMPOSED, COMPOSED.upper())] == [201, 201]


@pytest.mark.parametrize("sought", [COMPOSED, DECOMPOSED, DECOMPOSED.upper(), unicodedata.normalize("NFD", "é ü")])
@pytest.mark.parametrize("kept", [COMPOSED, DECOMPOSED], ids=("NFC", "NFD"))
def test_text_is_found_however_it_is_composed(api: Api, settings: Document, kept: str, sought: str) -> None:
    document(keep(api, settings, "t", description=kept), 201)
    api.created(settings=settings | {"name": kept})

    assert search(api, "/templates", sought) == ["t"]
    assert search(api, "/history", sought) == [COMPOSED]
    assert search(api, "/history", "Cafz") == search(api, "/templates", "Cafz") == []


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
