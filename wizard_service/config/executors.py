"""Settings for executors that stop renewing their leases. How long a lease lasts is in domain/executors/leases.py."""

from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class ExecutorSettings:
    lost: str = setting(
        "WIZARD_EXECUTOR_LOST",
        "notify",
        "what a lost executor causes: only its event, or the status ERROR as well",
        choices=("notify", "error"),
    )
    grace_s: int = setting(
        "WIZARD_EXECUTOR_GRACE_S",
        60,
        "seconds for which a lost executor may take its lease again",
        minimum=0,
        maximum=86400,
    )
