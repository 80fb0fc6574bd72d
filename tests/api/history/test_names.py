"""Past investigations are found and sorted by name in the same way on every database (contract section 9)."""

import secrets

import pytest

from tests.support.api.client import Api, ApiFor, Document
from tests.support.api.history import ids, page


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("STRASSE ΣΊΣ", True),
        ("straße σις", True),
        ("RASS", True),
        ("\uff2b\uff35RZE", True),
        ("зеленый", True),
        ("한글", True),
        ("글이", True),
        ("İ", False),
        ("strase", False),
        ("한그", False),
        ("이\0", False),
        ("\x01", False),
        ("\u0301", False),
    ],
)
def test_names_are_found_without_regard_to_case_and_accents_in_any_script(
    api: Api, settings: Document, text: str, is_found: bool
) -> None:
    api.created(settings=settings | {"name": "Kurze Straße Σίς зелёный 한글이"})

    assert page(api, q=text)["total"] == int(is_found)


def test_the_whole_of_the_longest_names_is_searched(api: Api, settings: Document) -> None:
    api.created(settings=settings | {"name": f"{'ß' * 251} end"})
    api.created(settings=settings | {"name": f"{'한' * 251} end"})

    assert page(api, q="END")["total"] == 2


def rare(count: int) -> str:
    """Return random characters of four bytes, which no index can compress."""
    return "".join(chr(0x20000 + secrets.randbelow(40_000)) for _ in range(count))


def test_a_long_user_id_and_the_longest_names_of_four_byte_characters_are_stored_and_sorted(
    api_for: ApiFor, settings: Document
) -> None:
    # A token escapes each of these characters in 12 bytes, and may have 4,096.
    api = api_for(rare(235))
    # Each of these squares is folded to several letters.
    squares = [chr(0x3300 + number) for number in range(0x58)]
    names = ["".join(secrets.SystemRandom().sample(squares, 75)) + rare(180) for _ in range(3)]
    for name in names:
        api.created(investigation_id=secrets.token_urlsafe(190)[:250], settings=settings | {"name": name})

    listed = [item["name"] for item in page(api, sort="name")["items"]]
    assert sorted(listed) == sorted(names)
    assert [item["name"] for item in page(api, sort="name", limit=2)["items"]] == listed[:2]
    assert page(api, sort="-name", q=names[0][-20:])["total"] == 1


def test_names_are_sorted_without_case_and_accents_and_ties_by_the_name(api: Api, settings: Document) -> None:
    expected = ["apfel", "Äpfel", "äpfel", "Apfelbaum", "Straße", "strasse", "zebra", "Zebu", "Яблоко", "яблоня"]
    for name in reversed(expected):
        api.created(settings=settings | {"name": name})

    sorted_names = [item["name"] for item in page(api, sort="name")["items"]]

    assert sorted_names == expected
    assert [item["name"] for item in page(api, sort="-name")["items"]] == expected[::-1]


def test_a_renamed_investigation_is_sorted_and_found_by_its_new_name(api: Api, settings: Document) -> None:
    other, renamed = (api.created(settings=settings | {"name": name}) for name in ("beta", "zebra"))

    api.changed(renamed, settings={"name": "Änderung"})

    assert ids(api, sort="name") == [renamed, other]
    assert (ids(api, q="anderung"), ids(api, q="zebra")) == ([renamed], [])


def test_pages_sorted_by_name_hold_each_investigation_without_a_name_once(api: Api) -> None:
    created = sorted(api.created() for _ in range(3))

    first = page(api, sort="name", limit=2)
    second = page(api, sort="name", limit=2, cursor=first["next_cursor"])

    assert [item["investigation_id"] for item in first["items"] + second["items"]] == created
