"""Read the environment once, check everything, report every problem together."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError

from ..errors import ConfigError
from . import validation
from .setting import Setting, default_of, settings_of
from .settings import (
    AuthSettings,
    DatabaseSettings,
    FeatureFlags,
    PollingSettings,
    RetentionSettings,
    ServerSettings,
    StateSettings,
    StreamSettings,
)


@dataclass(frozen=True)
class Config:
    """The whole configuration.

    Raises ConfigError with every problem when values are out of range or do not fit together, no matter
    whether they come from the environment or from an embedding program.
    """

    auth: AuthSettings
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    polling: PollingSettings = field(default_factory=PollingSettings)
    state: StateSettings = field(default_factory=StateSettings)
    features: FeatureFlags = field(default_factory=FeatureFlags)
    server: ServerSettings = field(default_factory=ServerSettings)
    streams: StreamSettings = field(default_factory=StreamSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)

    def __post_init__(self) -> None:
        problems = list(self.problems())
        if problems:
            raise ConfigError(problems)

    def problems(self) -> Iterator[str]:
        for group in fields(self):
            values = getattr(self, group.name)
            found = (described.problem(getattr(values, each.name)) for each, described in settings_of(values))
            yield from filter(None, found)
        yield from validation.auth_problems(self.auth)
        yield from validation.database_problems(self.database)
        yield from validation.polling_problems(self.polling)
        yield from validation.server_problems(self.server)
        yield from validation.stream_problems(self.streams)


PRODUCTION = ("prod", "production")
GROUPS: dict[str, type[Any]] = {
    "auth": AuthSettings,
    "database": DatabaseSettings,
    "polling": PollingSettings,
    "state": StateSettings,
    "features": FeatureFlags,
    "server": ServerSettings,
    "streams": StreamSettings,
    "retention": RetentionSettings,
}


def load_config(folder: Path | None = None) -> Config:
    """Read the process environment and the `.env` file of `folder` (default: the working directory).

    The environment wins over the file; `WIZARD_ENV=staging` picks `.env.staging` instead of `.env`.
    Raises ConfigError naming every wrong variable, its value and what is allowed.
    """
    env = Env(eager=False)
    folder = folder or Path.cwd()
    named = env.str("WIZARD_ENV", "")
    env_file = folder / (f".env.{named}" if named else ".env")
    problems = [f"WIZARD_ENV={named}: {env_file} does not exist"] if named and not env_file.exists() else []
    env.read_env(env_file, recurse=False)
    groups = {name: _read_group(env, group) for name, group in GROUPS.items()}
    problems += _type_problems(env, env_file)
    if named in PRODUCTION and groups["server"].login_links:
        problems.append(f"WIZARD_LOGIN_LINKS=true with WIZARD_ENV={named}: login links are not for production")
    try:
        config = Config(**groups)
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from None
    if problems:
        raise ConfigError(problems)
    return config


def _read_group(env: Env, group: type[Any]) -> Any:
    values = {each.name: _read(env, each, described) for each, described in settings_of(group)}
    # None stands for "not readable as this type": the default takes its place while the other problems are found.
    return group(**{name: value for name, value in values.items() if value is not None})


def _read(env: Env, each: Field[Any], described: Setting) -> Any:
    default = default_of(each)
    if isinstance(default, bool):
        return env.bool(described.env, default)
    if isinstance(default, int):
        return env.int(described.env, default)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in env.list(described.env, list(default)) if part.strip())
    return env.str(described.env, default)


def _type_problems(env: Env, env_file: Path) -> list[str]:
    try:
        env.seal()
    except EnvValidationError as error:
        # `seal` reports by name; the type allows a plain list because other errors of the library have one.
        messages = error.error_messages if isinstance(error.error_messages, Mapping) else {}
        raw = Env()
        raw.read_env(env_file, recurse=False)
        return [_describe(name, raw.str(name, ""), messages[name]) for name in messages]
    return []


def _describe(name: str, value: str, messages: list[str]) -> str:
    known = {described.env: described for group in GROUPS.values() for _, described in settings_of(group)}
    allowed = known[name].allowed or "true or false"
    return f"{name}={value}: {' '.join(messages)} Allowed is {allowed} ({known[name].description})"
