"""Tools that a model calls to ask a person and to report a finding; every framework takes plain functions as tools."""

from collections.abc import Callable

from ..executor.executor import Executor

# The answer that a model receives when the question expired or was withdrawn.
NO_ANSWER = "No one has answered."


def investigation_tools(run: Executor) -> tuple[Callable[..., str], Callable[..., str]]:
    """Return `ask_person` and `report_finding` for one run of an executor.

    A question that is asked again in the same words, also by a later run, has the answer of the first time.
    """

    def ask_person(question: str, options: list[str]) -> str:
        """Ask the person who owns the investigation, and wait for the answer.

        Pass the possible answers as options, or an empty list for an answer in free text.
        """
        answer = run.ask(question, kind=None if options else "text", options=options or None)
        return NO_ANSWER if answer is None else str(answer)

    def report_finding(title: str, description: str, severity: str, confidence: float) -> str:
        """Report a finding at once. The severity is low, medium, high or critical, the confidence from 0 to 1."""
        run.finding(title, description, severity=severity, confidence=confidence)
        return "The finding is reported."

    return ask_person, report_finding
