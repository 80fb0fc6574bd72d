"""The agents: a reader, one for each check, and a reviewer who asks a person what is to lose trust."""

from collections.abc import Sequence
from datetime import datetime

from root_store.bundle import Root, read_bundle
from root_store.checks import CHECKS, Check, evidence_of, organizations_without
from root_store.documents import results_of
from wizard_service.client import Executor, State

NOTHING, EVERYTHING = "nothing", "everything weak"


def investigate(run: Executor) -> State:
    """Carry out the investigation, or the rest of it: what an earlier run has completed is not reported again."""
    as_of = datetime.fromisoformat(run.state.document["settings"]["time_range"]["start"])
    with run.phase("reading", percent=10):
        roots = _read(run)
    with run.phase("checking", percent=30):
        weak = {check.weakness: _check(run, check, roots, as_of) for check in CHECKS}
    with run.phase("judging", percent=80):
        decision = _ask(run, roots, weak)
        dropped = _dropped(weak, decision)
        _consequences(run, roots, dropped)
    return run.complete(results_of(roots, weak, dropped, decision))


def _read(run: Executor) -> list[Root]:
    run.agent("reader", "running")
    with run.tool("bundle", agent="reader") as tool:
        roots = read_bundle()
        organizations = {root.organization for root in roots}
        tool.result(f"{len(roots)} certificates of {len(organizations)} organizations")
    run.agent("reader", "completed", 100)
    return roots


def _check(run: Executor, check: Check, roots: Sequence[Root], as_of: datetime) -> list[Root]:
    run.agent(check.agent, "running")
    with run.tool(check.tool, agent=check.agent) as tool:
        found = check.weak(roots, as_of)
        for root in found:
            tool.log(f"{root.name}: {root.key}, {root.signature_hash}, until {root.not_after:%Y-%m-%d}")
        tool.result(f"{len(found)} with {check.weakness}", findings=1 if found else 0)
    if found:
        run.finding(
            f"{len(found)} root certificates with {check.weakness}",
            check.reason,
            severity=check.severity,
            confidence=1.0,
            evidence=[evidence_of(root) for root in found],
        )
    run.agent(check.agent, "completed", 100)
    return found


def _ask(run: Executor, roots: Sequence[Root], weak: dict[str, list[Root]]) -> str:
    """Return the weakness whose certificates lose trust, EVERYTHING or NOTHING; NOTHING without an answer."""
    run.agent("reviewer", "waiting for a person")
    counted = ", ".join(f"{len(found)} have {weakness}" for weakness, found in weak.items())
    question = f"Of {len(roots)} trusted root certificates, {counted}. Which are to lose trust?"
    answer = run.ask(question, options=[NOTHING, *weak, EVERYTHING])
    run.log(f"The answer is: {answer or NOTHING}.", agent="reviewer")
    return str(answer or NOTHING)


def _dropped(weak: dict[str, list[Root]], decision: str) -> list[Root]:
    chosen = weak.values() if decision == EVERYTHING else [weak.get(decision, [])]
    return list(dict.fromkeys(root for found in chosen for root in found))


def _consequences(run: Executor, roots: Sequence[Root], dropped: Sequence[Root]) -> None:
    with run.tool("consequences", agent="reviewer") as tool:
        lost = organizations_without(roots, dropped)
        tool.result(f"{len(dropped)} certificates lose trust; {len(lost)} organizations have none left")
    run.agent("reviewer", "completed", 100)
