"""The clock of the database server, which all hosts of the service share: the clocks of the hosts may differ."""

import time
from datetime import datetime, timedelta

from ...timestamps import UNIX_EPOCH, utc_now
from .connections import Connection

# A statement whose only row is the present moment, as a number of microseconds: the driver reads moments only in the
# DateStyle ISO, which a server need not have.
READ_CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class ServerClock:
    """Implements `Clock`. Every change reads the server's clock; the monotonic clock of this host adds the time since.

    Before the first reading the moment is that of this host.
    """

    def __init__(self) -> None:
        self._reading = utc_now(), time.monotonic()

    def __call__(self) -> datetime:
        moment, read_at = self._reading
        return moment + timedelta(seconds=time.monotonic() - read_at)

    def read(self, connection: Connection) -> None:
        """Ask the server. Raises errors of the driver."""
        self.set(moment_in(connection.execute(READ_CLOCK).fetchall()))

    def set(self, moment: datetime) -> None:
        """Take over what the server has just returned."""
        self._reading = moment, time.monotonic()


def moment_in(rows: list[tuple[int]]) -> datetime:
    """Return the moment in the result of READ_CLOCK."""
    ((microseconds,),) = rows
    return UNIX_EPOCH + timedelta(microseconds=microseconds)
