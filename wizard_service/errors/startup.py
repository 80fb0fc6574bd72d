"""Errors that keep a process from starting, and a command from running."""

from collections.abc import Sequence


class ConfigError(Exception):
    """Settings are invalid. errors: one sentence for each of them."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("Configuration refused:\n" + "\n".join(f"  - {error}" for error in errors))
        self.errors = tuple(errors)


class SchemaError(Exception):
    """The schema of the database is not the one that this program needs; `differences` lists how it differs."""

    def __init__(self, differences: Sequence[str], remedy: str = "Run `python -m wizard_service migrate`.") -> None:
        listed = "\n".join(f"  - {difference}" for difference in differences)
        super().__init__(f"Database schema refused:\n{listed}\n{remedy}")
        self.differences = tuple(differences)
