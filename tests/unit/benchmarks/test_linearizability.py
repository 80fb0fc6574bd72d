"""The linearizability checker accepts histories of a correct service and finds each kind of planted fault."""

import random

import pytest

from benchmarks.chaos.history import History, Kind, Operation, Outcome
from benchmarks.chaos.linearizability import Violation, find_violation


def history(*operations: Operation) -> History:
    recorded = History(1, "start")
    recorded.operations.extend(operations)
    return recorded


def operation(kind: Kind, times: tuple[int, int | None], outcome: Outcome | None, **members: object) -> Operation:
    return Operation("client", kind, invoked=times[0], returned=times[1], outcome=outcome, **members)  # type: ignore[arg-type]


def read(begin: int, end: int, version: int, value: str) -> Operation:
    return operation(Kind.READ, (begin, end), Outcome(False, version, value))


def change(begin: int, end: int, expected: int, value: str) -> Operation:
    return operation(Kind.CHANGE, (begin, end), Outcome(True, expected + 1), value=value, expected=expected)


def refused(begin: int, end: int, expected: int, value: str, current: int) -> Operation:
    return operation(Kind.CHANGE, (begin, end), Outcome(False, current), value=value, expected=expected)


def overwrite(begin: int, end: int, version: int, value: str) -> Operation:
    return operation(Kind.OVERWRITE, (begin, end), Outcome(True, version), value=value)


def lost_answer(begin: int, expected: int | None, value: str) -> Operation:
    kind = Kind.OVERWRITE if expected is None else Kind.CHANGE
    return operation(kind, (begin, None), None, value=value, expected=expected)


def test_operations_one_after_another_are_linearizable() -> None:
    assert find_violation(history(read(0, 1, 1, "start"), change(2, 3, 1, "a"), read(4, 5, 2, "a"))) is None


def test_concurrent_operations_may_have_happened_in_any_order() -> None:
    recorded = history(change(0, 9, 1, "a"), refused(0, 9, 1, "b", 2), read(1, 2, 1, "start"), read(3, 4, 2, "a"))

    assert find_violation(recorded) is None


@pytest.mark.parametrize("seen", [(1, "start"), (2, "a")])
def test_a_write_without_an_answer_may_have_happened_or_not(seen: tuple[int, str]) -> None:
    assert find_violation(history(lost_answer(0, 1, "a"), read(5, 6, *seen))) is None
    assert find_violation(history(lost_answer(0, None, "a"), read(5, 6, *seen))) is None


def test_a_write_without_an_answer_may_happen_long_after_it_was_sent() -> None:
    recorded = history(lost_answer(0, None, "a"), read(5, 6, 1, "start"), change(7, 8, 1, "b"), read(9, 10, 3, "a"))

    assert find_violation(recorded) is None


def test_a_stale_read_is_found() -> None:
    stale = read(4, 5, 1, "start")

    assert find_violation(history(change(0, 1, 1, "a"), read(2, 3, 2, "a"), stale)) == blocked(stale)


def test_a_read_of_a_value_that_was_never_written_is_found() -> None:
    invented = read(2, 3, 2, "b")

    assert find_violation(history(change(0, 1, 1, "a"), invented)) == blocked(invented)


def test_a_lost_write_is_found() -> None:
    recorded = history(change(0, 1, 1, "a"), change(2, 3, 1, "b"), read(4, 5, 2, "b"))

    assert find_violation(recorded) is not None


def test_a_lost_overwrite_is_found_by_its_version() -> None:
    assert find_violation(history(overwrite(0, 1, 2, "a"), overwrite(2, 3, 2, "b"))) is not None


def test_two_winners_of_one_version_are_found() -> None:
    assert find_violation(history(change(0, 9, 1, "a"), change(1, 8, 1, "b"))) is not None


def test_a_refused_write_that_was_applied_is_found() -> None:
    recorded = history(change(0, 1, 1, "a"), refused(2, 3, 1, "b", 2), read(4, 5, 3, "b"))

    assert find_violation(recorded) is not None


def test_a_refusal_of_the_current_version_is_found() -> None:
    needless = refused(0, 1, 1, "a", 1)

    assert find_violation(history(needless)) == blocked(needless)


def test_a_write_without_an_answer_that_happened_twice_is_found() -> None:
    recorded = history(lost_answer(0, None, "a"), read(1, 2, 2, "a"), read(3, 4, 3, "a"))

    assert find_violation(recorded) is not None


def test_one_key_with_two_different_answers_is_found() -> None:
    repeated = change(0, 1, 1, "a")
    repeated.repeats.append(Outcome(True, 3))

    violation = find_violation(history(repeated))

    assert violation == Violation("one idempotency key was answered differently", repeated)


@pytest.mark.parametrize("seed", range(20))
def test_a_long_history_of_a_correct_register_is_accepted_and_one_altered_answer_is_not(seed: int) -> None:
    recorded = simulated(random.Random(seed))
    assert find_violation(recorded) is None

    answered = [entry for entry in recorded.operations if entry.outcome and entry.kind is Kind.READ]
    altered = random.Random(seed).choice(answered)
    assert altered.outcome is not None
    altered.outcome = Outcome(False, altered.outcome.version, "altered")

    assert find_violation(recorded) is not None


def simulated(rng: random.Random, clients: int = 6, operations: int = 400) -> History:
    """Return the history of a register that executes each request at one moment; some answers are lost."""
    recorded, state = History(1, "start"), (1, "start")
    free_at = [0] * clients
    pending: list[tuple[int, Operation]] = []
    for number in range(operations):
        client = rng.randrange(clients)
        begin = free_at[client] + rng.randrange(1, 4)
        executed, end = begin + rng.randrange(1, 20), begin + rng.randrange(20, 40)
        free_at[client] = end
        kind = rng.choice(list(Kind))
        made = Operation(f"client {client}", kind, invoked=begin, returned=end if rng.random() < 0.95 else None)
        made.value = None if kind is Kind.READ else f"value {number}"
        pending.append((executed, made))
    for _, made in sorted(pending, key=lambda item: item[0]):
        state = execute(made, state, rng)
        recorded.operations.append(made)
    return recorded


def execute(made: Operation, state: tuple[int, str], rng: random.Random) -> tuple[int, str]:
    if made.kind is Kind.READ:
        made.outcome = Outcome(False, *state)
    else:
        made.expected = rng.choice([state[0], state[0] - 1]) if made.kind is Kind.CHANGE else None
        applies = made.expected in (None, state[0])
        state = (state[0] + 1, str(made.value)) if applies else state
        made.outcome = Outcome(applies, state[0])
    if made.returned is None:
        made.outcome = None
    return state


def blocked(first: Operation) -> Violation:
    return Violation("no order of the operations explains this answer", first)


def test_many_writes_without_an_answer_are_decided_quickly() -> None:
    recorded = History(1, "start")
    for number in range(200):
        recorded.operations.append(lost_answer(number, None if number % 2 else 1, f"lost {number}"))
    recorded.operations += [read(1000 + 2 * number, 1001 + 2 * number, 80, "lost 7") for number in range(50)]
    assert find_violation(recorded) is None

    recorded.operations.append(read(5000, 5001, 79, "lost 9"))

    assert find_violation(recorded) is not None
