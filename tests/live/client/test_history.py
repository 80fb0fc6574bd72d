"""The client's history against a running service: listed, archived, and many changed together."""

from typing import Any

import pytest

from wizard_service.client import WizardClient, WizardError

pytestmark = pytest.mark.live


def test_history_filters_pages_archives_and_restores(
    client: WizardClient, settings: dict[str, Any], results: dict[str, Any]
) -> None:
    ids = [client.create(settings=settings).investigation_id for _ in range(3)]
    with client.executor(ids[0]) as run:
        run.complete(results)

    page = client.history.list(limit=2)
    archived = client.history.archive(ids[1])

    assert (len(page.items), page.total) == (2, 3)
    assert page.next_cursor is not None
    assert {item["investigation_id"] for item in client.history.iterate(archived="all", limit=2)} == set(ids)
    assert [item["investigation_id"] for item in client.history.iterate(status="COMPLETED")] == [ids[0]]
    assert archived.document["archived_at"] is not None
    assert client.history.get(ids[1])["investigation_id"] == ids[1]
    assert client.history.restore(ids[1]).document["archived_at"] is None


def test_a_bulk_action_returns_an_outcome_for_each(client: WizardClient, settings: dict[str, Any]) -> None:
    ids = [client.create(settings=settings).investigation_id for _ in range(2)]

    archived = client.history.archive_many([*ids, "unknown"])
    restored = client.history.run_bulk("restore", [ids[0], "unknown"])

    assert (archived["archived"], archived["failed"]) == (2, 1)
    assert [(result["done"], result.get("code")) for result in restored["results"]] == [
        (True, None),
        (False, "not_found"),
    ]
    assert [item["investigation_id"] for item in client.history.list().items] == [ids[0]]


def test_the_overview_counts_and_only_admins_list_users(client: WizardClient, settings: dict[str, Any]) -> None:
    client.create(settings=settings)

    figures = client.history.overview(days=2, utc_offset=60)

    assert (figures["total"], len(figures["days"])) == (1, 2)
    with pytest.raises(WizardError, match="wizard:admin"):
        client.history.users(limit=1)
