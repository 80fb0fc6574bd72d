"""The cost of a load: the sum of the costs of its parts."""

from dataclasses import dataclass

SECONDS_PER_DAY = 86_400
# A worker that is busier than this answers late when several requests meet.
MOST_BUSY = 0.7


@dataclass(frozen=True)
class Costs:
    """The costs of one worker, measured with each part alone.

    idle_us: processor time per second without any client. The others: per request or per delivered event. *_kb:
    resident memory of one idle connection, base_kb of a worker without connections. report_bytes: by which the database
    grows.
    """

    idle_us: float
    poll_us: float
    report_us: float
    stream_delivery_us: float
    socket_delivery_us: float
    base_kb: float
    stream_kb: float
    socket_kb: float
    report_bytes: float


@dataclass(frozen=True)
class Load:
    """polls_per_s, reports_per_s: of all clients. followed_per_s: events that every stream and socket receives."""

    polls_per_s: float = 0.0
    reports_per_s: float = 0.0
    streams: int = 0
    sockets: int = 0
    followed_per_s: float = 0.0

    def times(self, factor: float) -> "Load":
        """Return the load of so many times the clients, each of which receives as many events as before."""
        return Load(
            self.polls_per_s * factor,
            self.reports_per_s * factor,
            round(self.streams * factor),
            round(self.sockets * factor),
            self.followed_per_s,
        )


@dataclass(frozen=True)
class Demand:
    """processors: so many are busy on average. memory_kb: of all workers. disk_bytes_per_day: of the database."""

    processors: float
    memory_kb: float
    disk_bytes_per_day: float


def demand(costs: Costs, load: Load, workers: int) -> Demand:
    """Return what a load needs on so many workers. All parts are independent, so their costs add up."""
    per_event_us = load.streams * costs.stream_delivery_us + load.sockets * costs.socket_delivery_us
    busy_us = (
        workers * costs.idle_us
        + load.polls_per_s * costs.poll_us
        + load.reports_per_s * costs.report_us
        + load.followed_per_s * per_event_us
    )
    memory_kb = workers * costs.base_kb + load.streams * costs.stream_kb + load.sockets * costs.socket_kb
    return Demand(busy_us / 1e6, memory_kb, load.reports_per_s * costs.report_bytes * SECONDS_PER_DAY)


def largest_factor(costs: Costs, load: Load, workers: int) -> float:
    """Return how many times a load the workers serve before they are busier than MOST_BUSY."""
    idle = workers * costs.idle_us / 1e6
    return (workers * MOST_BUSY - idle) / (demand(costs, load, workers).processors - idle)


def deviation(predicted: float, measured: float) -> float:
    """Return by which share of the measured value the prediction is wrong."""
    return abs(predicted - measured) / measured
