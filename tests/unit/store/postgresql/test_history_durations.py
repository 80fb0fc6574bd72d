"""The duration in the history is computed for each row that is read, and no stored text makes that fail."""

import psycopg
import pytest

from wizard_service.store.postgresql.connections import Connection

INSERT = """
INSERT INTO investigation_states
    (investigation_id, user_id, wizard_step, status, version, created_at, updated_at, started_at, completed_at)
VALUES ('i', 'u1', 'SETTINGS', 'COMPLETED', 1, 't', 't', %s, %s)
"""
BEGIN = "2026-01-15T10:00:00.000Z"


def duration_ms(postgresql_url: str, started_at: str | None, completed_at: str | None) -> int:
    connection: Connection
    with psycopg.connect(postgresql_url) as connection:
        connection.execute(INSERT, (started_at, completed_at))
        ((duration,),) = connection.execute("SELECT duration_ms FROM investigation_history").fetchall()
    return int(duration)


@pytest.mark.parametrize(
    ("started_at", "completed_at", "expected"),
    [
        (BEGIN, "2026-01-15T10:00:01.001Z", 1001),
        (BEGIN, BEGIN, 0),
        ("2024-02-28T23:59:59.999Z", "2024-03-01T00:00:00.000Z", 86_400_001),
        ("2023-12-31T23:59:59.990Z", "2024-12-31T23:59:59.990Z", 366 * 86_400_000),
        ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", 315_537_897_599_999),
        # The clock was set back in between.
        ("2026-01-15T10:00:01.001Z", BEGIN, 0),
    ],
)
def test_the_duration_is_exact_to_the_millisecond(
    postgresql_url: str, started_at: str, completed_at: str, expected: int
) -> None:
    assert duration_ms(postgresql_url, started_at, completed_at) == expected


@pytest.mark.parametrize("moment", [None, "", "0", "x", "2026-01-15", BEGIN[:-1], "٢٠٢٦-01-15T10:00:00.000Z"])
def test_there_is_no_duration_without_two_times(postgresql_url: str, moment: str | None) -> None:
    assert duration_ms(postgresql_url, BEGIN, moment) == -1


@pytest.mark.parametrize("moment", ["2026-02-30T10:00:00.000Z", "0000-00-00T00:00:00.000Z", "9999-99-99T99:99:99.999Z"])
def test_a_time_that_does_not_exist_has_a_duration(postgresql_url: str, moment: str) -> None:
    assert duration_ms(postgresql_url, BEGIN, moment) >= 0
