"""The declaration of a setting: its environment variable, default, range and description."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Setting:
    """The properties of a setting. minimum, maximum: inclusive. secret: the value is never shown."""

    env: str
    description: str
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[str] = ()
    secret: bool = False

    @property
    def allowed(self) -> str:
        """The valid values in words, "" when any value of the type is valid."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum}..{self.maximum}"
        return "" if self.minimum is None else f"at least {self.minimum}"

    def error_in(self, value: Any) -> str | None:
        """Describe why a value of the right type is invalid; None when it is valid."""
        outside = isinstance(value, int) and (
            (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum)
        )
        if outside or (self.choices and value not in self.choices):
            return f"{self.env}={value}: must be {self.allowed} ({self.description})"
        return None


def setting(
    env: str,
    default: Any,
    description: str,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: Sequence[str] = (),
    secret: bool = False,
) -> Any:
    """Declare a dataclass field that is read from the environment."""
    properties = Setting(env, description, minimum, maximum, choices, secret)
    return field(default=default, repr=not secret, metadata={"setting": properties})


def settings_of(group: Any) -> list[tuple[Field[Any], Setting]]:
    """List the fields of a settings dataclass, or of an instance, with their settings."""
    return [(member, member.metadata["setting"]) for member in fields(group)]


def default_of(member: Field[Any]) -> Any:
    return None if member.default is MISSING else member.default
