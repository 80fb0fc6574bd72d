"""The tools of an investigation; each is a pure function that reads the records once, in order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .break_in import MIN_FAILURES_OF_ADDRESS, MIN_FAILURES_OF_USER, success_after_failures
from .finding import ToolResult
from .guessing import (
    MIN_ATTEMPTS,
    MIN_INVENTED_NAMES,
    failed_logins_by_address,
    failed_logins_by_user,
    invalid_user_enumeration,
    root_attempts,
)
from .reconnaissance import MIN_DISCONNECTS, disconnects_before_auth, reverse_mapping_failures
from .records import Record
from .timing import MIN_ATTEMPTS_IN_WINDOW, WINDOW_S, bursts_over_time


@dataclass(frozen=True)
class Tool:
    """A tool with its name.

    agent_name: the agent that the console shows as running the tool.
    category: the risk category of its findings, see `risk.CEILINGS`.
    parameters: its limits, which the settings store so that a reader of the results knows them.
    """

    name: str
    agent_name: str
    category: str
    run: Callable[[Iterable[Record]], ToolResult]
    parameters: Mapping[str, int] = field(default_factory=dict)


TOOLS = (
    Tool(
        "failed_logins_by_address",
        "password-analyst",
        "brute_force",
        failed_logins_by_address,
        {"min_attempts": MIN_ATTEMPTS},
    ),
    Tool(
        "failed_logins_by_user",
        "password-analyst",
        "account_targeting",
        failed_logins_by_user,
        {"min_attempts": MIN_ATTEMPTS},
    ),
    Tool("root_attempts", "password-analyst", "account_targeting", root_attempts),
    Tool(
        "invalid_user_enumeration",
        "scan-analyst",
        "enumeration",
        invalid_user_enumeration,
        {"min_names": MIN_INVENTED_NAMES},
    ),
    Tool("reverse_mapping_failures", "scan-analyst", "reconnaissance", reverse_mapping_failures),
    Tool(
        "disconnects_before_auth",
        "scan-analyst",
        "reconnaissance",
        disconnects_before_auth,
        {"min_disconnects": MIN_DISCONNECTS},
    ),
    Tool(
        "bursts_over_time",
        "timing-analyst",
        "brute_force",
        bursts_over_time,
        {"window_s": WINDOW_S, "min_attempts": MIN_ATTEMPTS_IN_WINDOW},
    ),
    Tool(
        "success_after_failures",
        "break-in-analyst",
        "compromise",
        success_after_failures,
        {"min_failures_of_address": MIN_FAILURES_OF_ADDRESS, "min_failures_of_user": MIN_FAILURES_OF_USER},
    ),
)
