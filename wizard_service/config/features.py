"""Switches of whole groups of endpoints."""

from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class FeatureFlags:
    sqlite_persistence: bool = setting("FEATURE_WIZARD_SQLITE_PERSISTENCE", True, "all endpoints that need a token")
    polling: bool = setting("FEATURE_WIZARD_POLLING_ENABLED", True, "polling endpoints")
    templates: bool = setting("FEATURE_WIZARD_TEMPLATES_ENABLED", True, "template endpoints")
    state_recovery: bool = setting("FEATURE_WIZARD_STATE_RECOVERY", True, "checkpoint and navigation endpoints")
    audit_logging: bool = setting("FEATURE_WIZARD_AUDIT_LOGGING", True, "audit endpoints")
