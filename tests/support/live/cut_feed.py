"""Fixtures of modules whose clients are cut off at random bytes: an investigation, the first of its owner's feed."""

from collections.abc import Iterator

import pytest

from tests.support.live.cutting_proxy import CuttingProxy
from tests.support.live.server import LiveServer
from wizard_service.client import WizardClient


@pytest.fixture
def followed(client: WizardClient) -> str:
    return client.create().investigation_id


@pytest.fixture
def beginning(client: WizardClient, followed: str) -> str:
    """Return the cursor of the beginning of the feed that `followed` begins."""
    return client.get(followed).etag.strip('"').rpartition(".")[0] + "-0"


@pytest.fixture
def proxy(server: LiveServer) -> Iterator[CuttingProxy]:
    cutting = CuttingProxy(server.bind, seed=11, at_least_bytes=6_000, at_most_bytes=9_000)
    yield cutting
    cutting.close()
