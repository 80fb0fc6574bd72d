"""The log of the service."""

from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class LogSettings:
    format: str = setting("WIZARD_LOG_FORMAT", "text", "form of a line of the log", choices=("text", "json"))
    access_log: bool = setting(
        "WIZARD_ACCESS_LOG", False, "one more line for each request, when its response has ended"
    )
