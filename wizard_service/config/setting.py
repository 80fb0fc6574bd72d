"""One setting: its environment name, default, range and meaning, in one place."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Setting:
    """What is known of a setting beside its value; `low` and `high` are inclusive."""

    env: str
    description: str
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[str] = ()
    secret: bool = False

    @property
    def allowed(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum}..{self.maximum}"
        return "" if self.minimum is None else f"at least {self.minimum}"

    def problem(self, value: Any) -> str | None:
        """Say what is wrong with a value of the right type, or None."""
        outside = isinstance(value, int) and (
            (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum)
        )
        if outside or (self.choices and value not in self.choices):
            return f"{self.env}={value}: allowed is {self.allowed} ({self.description})"
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
    described = Setting(env, description, minimum, maximum, choices, secret)
    return field(default=default, repr=not secret, metadata={"setting": described})


def settings_of(group: Any) -> list[tuple[Field[Any], Setting]]:
    """List the fields of a settings dataclass (or an instance) with their settings."""
    return [(each, each.metadata["setting"]) for each in fields(group)]


def default_of(each: Field[Any]) -> Any:
    return None if each.default is MISSING else each.default
