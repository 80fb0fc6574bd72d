"""The scenarios by subject; each disturbs a running service and leaves it to heal."""

from ..trial import Scenario
from . import clock, processes, storage

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario for module in (processes, storage, clock) for scenario in module.SCENARIOS
}
