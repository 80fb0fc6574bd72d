"""The scenarios by subject; each disturbs a running service and leaves it to heal."""

from ..trial import Scenario
from . import clock, crashes, damage, deliveries, executors, files, peers, processes, soak, storage

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for module in (processes, storage, clock, crashes, damage, files, peers, deliveries, soak, executors)
    for scenario in module.SCENARIOS
}
