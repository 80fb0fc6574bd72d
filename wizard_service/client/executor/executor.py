"""Reporting the work on an investigation while it is done (contract sections 3 and 4)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from ..api.investigations import InvestigationCalls
from ..errors import InvalidTransition, NotFound, ServiceUnavailable, Stopped, Unauthorized, WizardError
from ..models import State
from .outbox import Event, Outbox, event, log_line
from .runs import Phases, ToolRun, told_error

# Nothing is wrong with the investigation after these: it can be taken up again.
_RESUMABLE = (Stopped, ServiceUnavailable, Unauthorized)


class Executor:
    """One run, from `with` to its end; a run that was broken off is taken up by the next.

    Entering it starts the investigation: ERROR becomes IN_PROGRESS again, SETTINGS becomes PROGRESS. Events leave in
    small batches, within half a second; leaving the block delivers the rest. Every call may raise Stopped, when the
    investigation has ended without us, and WizardError when earlier events could not be reported.

    An exception that leaves the block is reported as `error_occurred`, which ends the investigation with ERROR, unless
    it is Stopped, ServiceUnavailable, Unauthorized or no Exception (Ctrl-C): then the next run goes on.

    state: at the beginning. completed_tools: the names of those that earlier runs have completed.
    """

    def __init__(self, client: InvestigationCalls, investigation_id: str) -> None:
        self.investigation_id = investigation_id
        self._client = client
        self._is_in_phase = False

    def __enter__(self) -> Self:
        self.state = self._client.update(self.investigation_id, _begun)
        progress = self.state.document.get("progress") or {}
        executed = progress.get("tools_executed", [])
        self.completed_tools = frozenset(each["tool_name"] for each in executed if each["status"] == "COMPLETED")
        self._outbox = Outbox(self._deliver)
        self._phases = Phases(self._outbox, progress)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            if error is None:
                self.flush()
                return
            with suppress(WizardError, Stopped):
                self._tell(error)
        finally:
            self._outbox.close()

    @contextmanager
    def phase(self, name: str, *, percent: float | None = None) -> Iterator[None]:
        """Work on a phase; percent: how much of the whole is done when it begins.

        One that an earlier run has completed is not reported again. Phases do not nest: RuntimeError.
        """
        if self._is_in_phase:
            raise RuntimeError(f"Phase {name} would begin inside another one.")
        self._is_in_phase = True
        try:
            self._phases.begin(name, percent)
            yield
        finally:
            self._phases.end()
            self._is_in_phase = False

    @contextmanager
    def tool(
        self,
        name: str,
        *,
        config: dict[str, Any] | None = None,
        agent: str | None = None,
        estimated_duration_ms: float | None = None,
    ) -> Iterator[ToolRun]:
        """Run a tool; an exception is reported as `tool_execution_error` and goes on.

        agent: whose log its lines belong to. One of `completed_tools` runs in silence.
        """
        run = ToolRun(name, agent, self._outbox, is_silent=name in self.completed_tools)
        run.start(config, estimated_duration_ms)
        try:
            yield run
        except (Stopped, WizardError):
            # Telling failed, in the middle of the tool: not the tool's fault.
            raise
        except Exception as error:
            run.fail(error)
            raise
        run.complete()

    def progress(self, percent: float, *, details: Any = None, estimated_completion: str | None = None) -> None:
        """Say how much of the whole is done; estimated_completion: RFC 3339."""
        told = {"phase_details": details, "estimated_completion": estimated_completion}
        self._outbox.put(event("progress_updated", percent_complete=percent, **told))

    def log(self, message: str, *, level: str | None = None, agent: str | None = None) -> None:
        """Append a line to the log; beyond 10,000 characters it is cut."""
        self._outbox.put(log_line(message, level, agent))

    def agent(self, name: str, status: str, progress: float | None = None) -> None:
        self._outbox.put(event("agent_updated", agent_name=name, status=status, progress=progress))

    def flush(self) -> None:
        """Return once everything told so far is stored."""
        self._outbox.flush()

    def complete(self, results: dict[str, Any]) -> State:
        """Backend the results: the investigation is COMPLETED, and whoever watches is taken to RESULTS."""
        self._phases.finish()
        self.flush()
        with _stopping():
            return self._client.update(self.investigation_id, lambda state: _completed(state, results))

    def _tell(self, error: BaseException) -> None:
        if isinstance(error, Exception) and not isinstance(error, _RESUMABLE):
            told = {"error_message": told_error(error), "error_type": "execution_error", "recoverable": False}
            self._outbox.put(event("error_occurred", **told))
        self.flush()

    def _deliver(self, events: list[Event], key: str) -> None:
        with _stopping():
            self._client.report(self.investigation_id, events, key=key)


def _begun(state: State) -> dict[str, Any] | None:
    if state.status in ("COMPLETED", "CANCELLED"):
        raise Stopped(f"The investigation is {state.status}.")
    changes = {"status": "IN_PROGRESS"} if state.status == "ERROR" else {}
    changes |= {"wizard_step": "PROGRESS"} if state.wizard_step == "SETTINGS" else {}
    return changes or None


def _completed(state: State, results: dict[str, Any]) -> dict[str, Any]:
    if state.status != "IN_PROGRESS":
        raise Stopped(f"The investigation is {state.status}.")
    return {"results": results, "status": "COMPLETED", "wizard_step": "RESULTS"}


@contextmanager
def _stopping() -> Iterator[None]:
    """Raise Stopped for refusals that say that the investigation has ended."""
    try:
        yield
    except InvalidTransition as refused:
        raise Stopped(refused.detail) from refused
    except NotFound as refused:
        raise Stopped("The investigation was deleted.") from refused
