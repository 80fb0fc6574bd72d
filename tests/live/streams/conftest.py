"""An investigation of one's own, and a viewer of it."""

import pytest

from tests.support.live.users import Person, PersonFor


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


@pytest.fixture
def peer(person_for: PersonFor, owner: Person, investigation_id: str) -> Person:
    """Return a viewer of the investigation."""
    other = person_for()
    owner.share(investigation_id, other, "viewer")
    return other
