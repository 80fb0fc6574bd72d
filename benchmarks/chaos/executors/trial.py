"""The trial: an undisturbed run to compare with, then lanes in which executors are killed at the same time."""

import random
from collections import Counter
from collections.abc import Sequence

from tests.support.live.server import LiveServer

from .lane import Lane

LANES = 4
# A killed executor disturbs one investigation alone, so there are more of them than of other disturbances.
KILLS_PER_DISTURBANCE = 5


def kill_executors(servers: Sequence[LiveServer], kills: int, rng: random.Random) -> tuple[Counter[str], list[str]]:
    """Return what happened how often, and the promises that were broken.

    servers: those of one service; the executors of an investigation use each in turn.
    """
    alone = Lane(servers, "undisturbed", 0, rng, None)
    alone.run()
    shares = [kills // LANES + (number < kills % LANES) for number in range(LANES)]
    lanes = [
        Lane(servers, f"killed-{number}", share, random.Random(rng.randrange(1 << 31)), alone.outcome)
        for number, share in enumerate(shares)
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    counts = sum((lane.counts for lane in lanes), Counter[str]())
    broken = [fault for lane in (alone, *lanes) for fault in lane.broken]
    if alone.outcome is None or alone.outcome.status != "COMPLETED":
        broken.append(f"the undisturbed run has come to {alone.outcome}")
    return counts, broken
