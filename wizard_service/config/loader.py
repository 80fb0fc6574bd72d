"""Reads the environment once, checks every setting, and reports all errors together."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError

from ..errors import ConfigError
from .auth import AuthSettings, auth_errors
from .database import DatabaseSettings, database_errors
from .env_file import ENVIRONMENT_NAME, env_file_errors, unknown_names
from .executors import ExecutorSettings
from .features import FeatureFlags
from .log import LogSettings
from .polling import PollingSettings, polling_errors
from .quotas import QuotaSettings, quota_errors
from .retention import RetentionSettings
from .secret_files import file_setting, read_secret_files
from .server import ServerSettings, server_errors
from .setting_field import Setting, default_of, settings_of
from .state import StateSettings
from .streams import StreamSettings, stream_errors


@dataclass(frozen=True)
class Config:
    """The whole configuration.

    Raises ConfigError with all errors when values are out of range or contradict each other, whether they come from
    the environment or from a program that builds the configuration itself.
    """

    auth: AuthSettings
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    polling: PollingSettings = field(default_factory=PollingSettings)
    state: StateSettings = field(default_factory=StateSettings)
    features: FeatureFlags = field(default_factory=FeatureFlags)
    server: ServerSettings = field(default_factory=ServerSettings)
    streams: StreamSettings = field(default_factory=StreamSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    quotas: QuotaSettings = field(default_factory=QuotaSettings)
    executors: ExecutorSettings = field(default_factory=ExecutorSettings)
    log: LogSettings = field(default_factory=LogSettings)

    def __post_init__(self) -> None:
        errors = list(self.errors())
        if errors:
            raise ConfigError(errors)

    def errors(self) -> Iterator[str]:
        for group in fields(self):
            values = getattr(self, group.name)
            errors = (setting.error_in(getattr(values, member.name)) for member, setting in settings_of(values))
            yield from filter(None, errors)
        yield from auth_errors(self.auth)
        yield from database_errors(self.database)
        yield from polling_errors(self.polling)
        yield from server_errors(self.server)
        yield from stream_errors(self.streams)
        yield from quota_errors(self.quotas)


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
    "quotas": QuotaSettings,
    "executors": ExecutorSettings,
    "log": LogSettings,
}
SETTINGS = [setting for group in GROUPS.values() for _, setting in settings_of(group)]
SECRETS = [setting.env for setting in SETTINGS if setting.secret]
SETTING_NAMES = frozenset([*(setting.env for setting in SETTINGS), *map(file_setting, SECRETS)])


def load_config(folder: Path | None = None) -> Config:
    """Read the process environment and the `.env` file of `folder`, by default of the working directory.

    The environment takes precedence over the file. `WIZARD_ENV=staging` selects `.env.staging` instead of `.env`.
    Each secret may come from a file instead, whose path is in the variable with the suffix `_FILE`. Raises ConfigError,
    which names every invalid variable, its value and the valid values.
    """
    env = Env(eager=False)
    environment = env.str(ENVIRONMENT_NAME, "")
    env_file = _env_file(folder)
    errors = [f"WIZARD_ENV={environment}: {env_file} does not exist"] if environment and not env_file.exists() else []
    errors += env_file_errors(env_file)
    env.read_env(env_file, recurse=False)
    secrets, secret_errors = read_secret_files(env, SECRETS)
    groups = {name: _read_group(env, group, secrets) for name, group in GROUPS.items()}
    errors += [*secret_errors, *_type_errors(env, env_file)]
    local_only = {"WIZARD_LOGIN_LINKS": "login_links", "WIZARD_EXAMPLE_COMMAND": "example_command"}
    for name, member in local_only.items() if environment in PRODUCTION else ():
        if getattr(groups["server"], member):
            errors.append(f"{name} with WIZARD_ENV={environment}: this is not for production")
    return _build(groups, errors)


def unknown_settings(folder: Path | None = None) -> list[str]:
    """Return one sentence, without the value, for each variable that `load_config` ignores although it looks like one.

    Raises ConfigError when the `.env` file cannot be read.
    """
    return unknown_names(_env_file(folder), SETTING_NAMES)


def _env_file(folder: Path | None) -> Path:
    environment = Env().str(ENVIRONMENT_NAME, "")
    return (folder or Path.cwd()) / (f".env.{environment}" if environment else ".env")


def _build(groups: dict[str, Any], errors: list[str]) -> Config:
    try:
        config = Config(**groups)
    except ConfigError as error:
        raise ConfigError([*errors, *error.errors]) from None
    if errors:
        raise ConfigError(errors)
    return config


def _read_group(env: Env, group: type[Any], secrets: Mapping[str, str]) -> Any:
    values = {
        member.name: secrets[setting.env] if setting.env in secrets else _read(env, member, setting)
        for member, setting in settings_of(group)
    }
    # None means that the text is not of the type. The default replaces it while further errors are collected.
    return group(**{name: value for name, value in values.items() if value is not None})


def _read(env: Env, member: Field[Any], setting: Setting) -> Any:
    default = default_of(member)
    if isinstance(default, bool):
        return env.bool(setting.env, default)
    if isinstance(default, int):
        return env.int(setting.env, default)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in env.list(setting.env, list(default)) if part.strip())
    return env.str(setting.env, default)


def _type_errors(env: Env, env_file: Path) -> list[str]:
    try:
        env.seal()
    except EnvValidationError as error:
        # `seal` raises an error with a mapping by name. Other errors of the library carry a list, so the type allows
        # both.
        messages = error.error_messages if isinstance(error.error_messages, Mapping) else {}
        raw = Env()
        raw.read_env(env_file, recurse=False)
        return [_describe(name, raw.str(name, ""), messages[name]) for name in messages]
    return []


def _describe(name: str, value: str, messages: list[str]) -> str:
    settings = {setting.env: setting for setting in SETTINGS}
    allowed = settings[name].allowed or "true or false"
    return f"{name}={value}: {' '.join(messages)} It must be {allowed} ({settings[name].description})"
