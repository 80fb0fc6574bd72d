"""The checks of root certificates, and the consequences of dropping some."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from root_store.bundle import Root, read_bundle
from root_store.checks import CHECKS, SOON, organizations_without
from root_store.documents import results_of, settings_for

AS_OF = datetime(2026, 1, 15, tzinfo=UTC)
SOUND = Root("Root 1", "Example", "EC 384", "sha384", AS_OF + 10 * SOON, 7, "f" * 64)


@pytest.mark.parametrize(
    ("root", "weaknesses"),
    [
        (SOUND, []),
        (replace(SOUND, key="RSA 3072", signature_hash="sha256", serial_number=1), []),
        (replace(SOUND, not_after=AS_OF + SOON), []),
        (replace(SOUND, key="RSA 2048"), ["short keys"]),
        (replace(SOUND, signature_hash="sha1"), ["old hashes"]),
        (replace(SOUND, not_after=AS_OF + SOON - timedelta(seconds=1)), ["near ends"]),
        (replace(SOUND, serial_number=0), ["invalid serial numbers"]),
    ],
)
def test_each_check_finds_its_weakness(root: Root, weaknesses: list[str]) -> None:
    assert [check.weakness for check in CHECKS if check.weak([root], AS_OF)] == weaknesses


def test_an_organization_with_another_root_keeps_one() -> None:
    other = replace(SOUND, name="Root 2")
    only = replace(SOUND, organization="Single")

    assert organizations_without([SOUND, other, only], [SOUND, only]) == ["Single"]


def test_the_score_is_the_share_of_weak_certificates_that_stay() -> None:
    weak, worse = replace(SOUND, key="RSA 2048"), replace(SOUND, key="RSA 1024")
    roots = [SOUND, replace(SOUND, name="Root 2"), weak, worse]

    kept = results_of(roots, {"short keys": [weak, worse]}, [], "nothing")
    dropped = results_of(roots, {"short keys": [weak, worse]}, [worse], "some")

    assert (kept["risk_score"]["overall_score"], kept["risk_score"]["risk_level"]) == (50.0, "high")
    assert dropped["risk_score"]["overall_score"] == 33.3
    assert dropped["entity_summaries"]["decision"]["certificates"] == 1


def test_the_bundle_of_certifi_is_read_completely() -> None:
    roots = read_bundle()

    assert len(roots) == len({root.fingerprint for root in roots}) > 100
    assert all(root.name and root.organization and root.key for root in roots)
    assert len(settings_for(roots, AS_OF)["entities"]) == 10
