"""One of many answers to a question counts, and all refusals name it."""

from pathlib import Path

import pytest

from tests.support.live.hosts.answers import assert_one_of_many_answers_counts
from tests.support.live.users import serving

pytestmark = pytest.mark.live


def test_one_of_64_answers_counts_on_three_workers(tmp_path: Path) -> None:
    with serving(tmp_path, workers=3) as server:
        assert_one_of_many_answers_counts([server])
