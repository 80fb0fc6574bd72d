"""All settings: typed, frozen, read once from the environment; all errors are reported together."""

from .auth import ASYMMETRIC_ALGORITHMS, SYMMETRIC_ALGORITHMS, AuthSettings
from .database import DatabaseSettings, database_errors
from .executors import ExecutorSettings
from .features import FeatureFlags
from .loader import Config, load_config, unknown_settings
from .log import LogSettings
from .polling import PollingSettings
from .quotas import QuotaSettings
from .retention import RetentionSettings
from .server import ServerSettings, is_address
from .setting_field import Setting, settings_of
from .state import StateSettings
from .streams import StreamSettings

__all__ = [
    "ASYMMETRIC_ALGORITHMS",
    "SYMMETRIC_ALGORITHMS",
    "AuthSettings",
    "Config",
    "DatabaseSettings",
    "ExecutorSettings",
    "FeatureFlags",
    "LogSettings",
    "PollingSettings",
    "QuotaSettings",
    "RetentionSettings",
    "ServerSettings",
    "Setting",
    "StateSettings",
    "StreamSettings",
    "database_errors",
    "is_address",
    "load_config",
    "settings_of",
    "unknown_settings",
]
