"""One action on many investigations, with an outcome for each (contract section 9)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import orjson

from ...errors import RetryableError, WizardError
from ...store import Backend
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import commands
from ..investigations.idempotency import earlier_outcome, write_once
from ..investigations.preconditions import Precondition
from ..investigations.state import Document
from . import archive, deletion

MAX_AT_ONCE = 100
Action = Callable[[Backend, Caller, str], Outcome]


@dataclass(frozen=True)
class Result:
    """The outcome of one investigation, or `{code, detail}` of the refusal."""

    investigation_id: str
    outcome: Outcome | None = None
    refusal: Document | None = None

    def described(self, name: str) -> Document:
        """Return it as a member of a response; the member `name` says whether it was done."""
        details = {"version": self.outcome.version} if self.outcome else self.refusal or {}
        return {"investigation_id": self.investigation_id, name: self.outcome is not None, **details}


def _delete(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    return deletion.delete(store, caller, investigation_id, Precondition(any_version=True))


_ACTIONS: dict[str, Action] = {
    "archive": archive.archive_investigation,
    "restore": archive.restore_investigation,
    "cancel": commands.cancel,
    "retry": commands.retry,
    "delete": _delete,
}
ACTIONS = tuple(_ACTIONS)


def act_on_many(store: Backend, caller: Caller, action: str, investigation_ids: list[str]) -> Outcome:
    """Run an action of `ACTIONS` on each investigation; the body of the outcome reports the result for each id.

    Each investigation has its own transaction. A request that is repeated after a crash or a RetryableError finds the
    first ones done, and reports that they refuse the action when it is not possible twice.
    """
    return _run_on_each(store, caller, investigation_ids, _ACTIONS[action], partial(_outcome_of, action))


def archive_many(store: Backend, caller: Caller, investigation_ids: list[str]) -> Outcome:
    """Archive like `act_on_many`; the body of the outcome has the members of `POST /history/archive`."""
    act = archive.archive_investigation
    return _run_on_each(store, caller.without_quotas(), investigation_ids, act, _archived_outcome)


def _run_on_each(
    store: Backend,
    caller: Caller,
    investigation_ids: list[str],
    act: Action,
    body_of: Callable[[list[Result]], Document],
) -> Outcome:
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    run = partial(act, store, replace(caller, idempotency=None))
    results = [_result_of(run, investigation_id) for investigation_id in dict.fromkeys(investigation_ids)]
    outcome = Outcome("", 0, "", orjson.dumps(body_of(results)).decode())
    return outcome if caller.idempotency is None else write_once(store, caller, lambda _: outcome)


def _result_of(run: Callable[[str], Outcome], investigation_id: str) -> Result:
    try:
        return Result(investigation_id, outcome=run(investigation_id))
    except RetryableError:
        # It says nothing about this investigation. The caller sends the whole request again, under the same key.
        raise
    except WizardError as error:
        return Result(investigation_id, refusal={"code": error.code, "detail": error.detail})


def _outcome_of(action: str, results: list[Result]) -> Document:
    items = [result.described("done") for result in results]
    return {"action": action, "results": items, **_counts(results, "done")}


def _archived_outcome(results: list[Result]) -> Document:
    items = [result.described("archived") | _archived_at(result) for result in results]
    return {"results": items, **_counts(results, "archived")}


def _archived_at(result: Result) -> Document:
    return {"archived_at": orjson.loads(result.outcome.body)["archived_at"]} if result.outcome else {}


def _counts(results: list[Result], name: str) -> Document:
    done = sum(result.outcome is not None for result in results)
    return {name: done, "failed": len(results) - done}
