"""`Executor`: reports the work on an investigation while it is done (contract sections 3 and 4)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from ..api.client import ClientApi
from ..api.investigations import Reported
from ..errors import InvalidTransition, ServiceUnavailable, Stopped, Unauthorized, WizardError
from ..models import Document, State
from ..network.blocking import BlockingNetwork
from .lease_keeper import DEFAULT_TTL_S, LeaseKeeper
from .outbox import Outbox, batch_limits
from .questions import new_question, wait_for_answer
from .reporter import Reporter
from .runs import Phases, ToolRun
from .texts import Event, consists_of, describe_error, new_event

# These exceptions say nothing about the investigation: a later run can resume it.
_RESUMABLE = (Stopped, ServiceUnavailable, Unauthorized)


class Executor(Reporter):
    """One run of an executor: a `with` block. The next run resumes an interrupted one.

    Entering takes the lease of the investigation, which keeps other executors away until the block ends; LeaseHeld is
    raised while another one works. It also starts the investigation: ERROR becomes IN_PROGRESS again, SETTINGS becomes
    PROGRESS. Events are sent in small batches within half a second; leaving the block sends the rest. Every method may
    raise Stopped when the investigation has ended elsewhere or another run has taken over, and WizardError when earlier
    events could not be reported.

    An exception that leaves the block is reported as `error_occurred`, which ends the investigation with ERROR.
    Stopped, ServiceUnavailable, Unauthorized and exceptions that do not derive from Exception (Ctrl-C) are not
    reported, so that the next run can resume.

    state: the state when the run began. completed_tools: the names of the tools that earlier runs have completed.
    """

    def __init__(
        self,
        client: ClientApi[BlockingNetwork],
        investigation_id: str,
        name: str | None = None,
        ttl_s: int = DEFAULT_TTL_S,
    ) -> None:
        self.investigation_id = investigation_id
        self._client = client
        self._name, self._ttl_s = name, ttl_s
        self._is_in_phase = False

    @property
    def cancelled(self) -> bool:
        """Whether the work is to stop: it was cancelled, archived, deleted, or taken over. Known after a renewal."""
        return self._lease.reason is not None

    def check(self) -> None:
        """Raise Stopped when the work is to stop."""
        self._lease.check()

    def __enter__(self) -> Self:
        try:
            self._lease = LeaseKeeper(self._client, self.investigation_id, self._name, self._ttl_s)
        except InvalidTransition as refused:
            raise Stopped(refused.detail) from refused
        try:
            return self._begin()
        except BaseException:
            self._lease.release()
            raise

    def _begin(self) -> Self:
        self.state = self._client.update(self.investigation_id, _changes_to_start)
        progress = self.state.document.get("progress") or {}
        tools = progress.get("tools_executed", [])
        self.completed_tools = frozenset(tool["tool_name"] for tool in tools if tool["status"] == "COMPLETED")
        self._outbox = Outbox(self._send, batch_limits(self._client.service_limits()))
        self._phases = Phases(self._outbox, progress)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            if error is None:
                self.flush()
                return
            with suppress(WizardError, Stopped):
                self._report_error(error)
        finally:
            self._outbox.close()
            self._lease.release()

    @contextmanager
    def phase(self, name: str, *, percent: float | None = None) -> Iterator[None]:
        """Work on a phase; percent: how much of the whole is done when it begins.

        A phase that an earlier run has completed is not reported again. Raises RuntimeError for a phase inside a phase.
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
        config: Document | None = None,
        agent: str | None = None,
        estimated_duration_ms: float | None = None,
    ) -> Iterator[ToolRun]:
        """Run a tool; an exception is reported as `tool_execution_error` and raised again.

        agent: the agent whose log receives the lines of the tool. A tool of `completed_tools` reports nothing.
        """
        run = ToolRun(name, agent, self._outbox, is_silent=name in self.completed_tools)
        run.start(config, estimated_duration_ms)
        try:
            yield run
        except Exception as error:
            # When a report failed in the middle of the tool, the tool itself has not.
            if not consists_of(error, (Stopped, WizardError)):
                run.fail(error)
            raise
        run.complete()

    def ask(
        self,
        prompt: str,
        *,
        kind: str | None = None,
        options: list[str] | None = None,
        schema: Document | None = None,
        expires_in_s: float | None = None,
        request_id: str | None = None,
    ) -> Any:
        """Ask a person, and return the answer; None when the question expires or is withdrawn.

        kind: "confirm" (True or False), "choice" of `options`, "text", or "form" (an object that suits `schema`); by
        default choice with options, form with a schema, else confirm.
        request_id: names the question. A later run that asks under the same name gets the same answer, also when it
        was given while no executor was running. By default it is made of the other arguments but `expires_in_s`.
        """
        question = new_question(prompt, kind, options, schema, expires_in_s, request_id)
        self.flush()
        reported = self._send([new_event("input_requested", **question)], uuid.uuid4().hex)
        cursor = reported["events"][0]["id"]
        return self._lease.hold(
            lambda: wait_for_answer(self._client, self.investigation_id, question["request_id"], cursor)
        )

    def complete(self, results: Document) -> State:
        """Store the results: the investigation becomes COMPLETED and goes to the step RESULTS."""
        self._phases.finish()
        self.flush()
        return self._lease.hold(
            lambda: self._client.update(self.investigation_id, lambda state: _changes_to_complete(state, results))
        )

    def _report_error(self, error: BaseException) -> None:
        if isinstance(error, Exception) and not consists_of(error, _RESUMABLE):
            members = {"error_type": "execution_error", "recoverable": False}
            self._outbox.put(new_event("error_occurred", error_message=describe_error(error), **members))
        self.flush()

    def _send(self, events: list[Event], key: str) -> Reported:
        return self._lease.hold(lambda: self._client.report(self.investigation_id, events, key=key))


def _changes_to_start(state: State) -> Document | None:
    if state.status in ("COMPLETED", "CANCELLED"):
        raise Stopped(f"The investigation is {state.status}.")
    changes = {"status": "IN_PROGRESS"} if state.status == "ERROR" else {}
    changes |= {"wizard_step": "PROGRESS"} if state.wizard_step == "SETTINGS" else {}
    return changes or None


def _changes_to_complete(state: State, results: Document) -> Document:
    if state.status != "IN_PROGRESS":
        raise Stopped(f"The investigation is {state.status}.")
    return {"results": results, "status": "COMPLETED", "wizard_step": "RESULTS"}
