"""Programs with agents that ran against a service, and what they left there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT
from wizard_service.client.models import Document

EXAMPLES = ROOT / "examples" / "agent_frameworks"


@dataclass(frozen=True)
class Run:
    """A program that ended, and the investigation that it reported on."""

    returncode: int
    stdout: str
    stderr: str
    state: Document

    @property
    def tools(self) -> dict[str, Document]:
        return {tool["tool_name"]: tool for tool in self.state["progress"]["tools_executed"]}

    @property
    def phases(self) -> list[tuple[str, str]]:
        return [(phase["phase_name"], phase["status"]) for phase in self.state["progress"]["phases"]]

    @property
    def agents(self) -> dict[str, Document]:
        return {agent["agent_name"]: agent for agent in self.state["progress"]["agents"]}


RunProgram = Callable[[Path], Run]
