"""One action on many investigations, with an outcome for each (contract section 9)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from ...errors import RetryableError, WizardError
from ...store import Backend
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import commands
from ..investigations.idempotency import earlier_outcome, write_once
from ..investigations.preconditions import Precondition
from . import archive, deletion

MAX_AT_ONCE = 100
Action = Callable[[Backend, Caller, str], Outcome]
ActionResult = dict[str, Any]


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
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    run = partial(_ACTIONS[action], store, replace(caller, idempotency=None))
    results = [_result_of(run, investigation_id) for investigation_id in dict.fromkeys(investigation_ids)]
    done = sum(result["done"] for result in results)
    body = {"action": action, "results": results, "done": done, "failed": len(results) - done}
    outcome = Outcome("", 0, "", orjson.dumps(body).decode())
    return outcome if caller.idempotency is None else write_once(store, caller, lambda _: outcome)


def _result_of(run: Callable[[str], Outcome], investigation_id: str) -> ActionResult:
    result: ActionResult = {"investigation_id": investigation_id}
    try:
        outcome = run(investigation_id)
    except RetryableError:
        # It says nothing about this investigation. The caller sends the whole request again, under the same key.
        raise
    except WizardError as error:
        return result | {"done": False, "code": error.code, "detail": error.detail}
    return result | {"done": True, "version": outcome.version}
