"""The composition root: the parts of the service, and how they are installed in a Flask application.

`create_app()` makes a standalone application, for `wsgi.py`. `WizardService(app)` installs the service in a host's
application under its base path; everything outside it stays as it was.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import Rule

from .blueprints import (
    audit,
    health,
    history,
    navigation,
    pages,
    polling,
    presence,
    session,
    sharing,
    sse,
    state,
    templates,
    usage,
    versions,
    websocket,
)
from .blueprints.executors import example, inputs, leases, report
from .config import Config, QuotaSettings, load_config
from .domain.executors.example import ExampleExecutor
from .domain.executors.expiry_monitor import ExpiryMonitor
from .domain.executors.losses import LostExecutors
from .domain.identity.revocations import Revocations
from .domain.identity.tokens import TokenVerifier
from .domain.inputs.expiry import ExpiredInputs
from .domain.retention.policy import Retention
from .domain.retention.scheduler import PurgeScheduler
from .feed.feed import Feed
from .feed.limits.rate_limiter import TICKETS, WRITES, RateLimiter
from .store import Backend, open_backend
from .web.blueprint import ApiBlueprint
from .web.fast_paths.middleware import FastPath, FastPathMiddleware
from .web.fast_paths.polls import FastPolls
from .web.fast_paths.renewals import FastRenewals
from .web.fast_paths.states import FastStates
from .web.middleware import ForwardedPrefix, RequestHooks
from .web.openapi.asyncapi import asyncapi_document
from .web.openapi.document import generated_once, openapi_document
from .web.service import EXTENSION, Service
from .web.streaming.websocket import ReaderThread

# The OpenAPI document lists the parts of the API in this order.
API: tuple[ApiBlueprint, ...] = (
    state.blueprint,
    polling.blueprint,
    polling.active_blueprint,
    versions.changes_blueprint,
    sse.blueprint,
    sharing.blueprint,
    presence.blueprint,
    state.lifecycle_blueprint,
    inputs.blueprint,
    navigation.blueprint,
    leases.blueprint,
    example.blueprint,
    example.example_blueprint,
    audit.blueprint,
    versions.blueprint,
    report.blueprint,
    templates.blueprint,
    history.blueprint,
    session.blueprint,
    session.cookie_blueprint,
    session.login_blueprint,
    usage.blueprint,
    usage.config_blueprint,
    health.blueprint,
)
# These are not part of the OpenAPI document.
UNDOCUMENTED: tuple[Blueprint, ...] = (websocket.blueprint, pages.blueprint)
# A standalone application serves these at its root as well, because probes and sockets do not know the base path.
AT_ROOT: tuple[Blueprint, ...] = (health.blueprint, *UNDOCUMENTED)


class UnbuiltRule(Rule):
    """A URL rule that compiles the function that builds its URLs when it is called.

    The service builds no URL, and compiling these functions takes most of the time of `create_app()`.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_builder = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            return compile_builder(append_unknown)(rule, **values)

        return build


class WizardService:
    """The service as a Flask extension.

    Raises ConfigError and SchemaError instead of starting with unusable settings or an unusable database.
    """

    def __init__(self, app: Flask | None = None, config: Config | None = None) -> None:
        self._config = config
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Install the service in `app`; its parts are found at `app.extensions["wizard"]`."""
        config = self._config or load_config()
        _install(app, config, own_prefix=config.server.base_path)


def create_app(config: Config | None = None) -> Flask:
    """Return an application that is this service and nothing else. Reads the environment unless given a Config."""
    app = Flask("wizard_service", static_folder=None)
    app.url_rule_class = UnbuiltRule
    _install(app, config or load_config(), own_prefix="")
    for blueprint in AT_ROOT:
        app.register_blueprint(blueprint, name=f"root_{blueprint.name}")
    return app


def close(app: Flask) -> None:
    """End all streams, finish pending writes and release the database; the application serves nothing after it."""
    service: Service = app.extensions[EXTENSION]
    service.purges.stop()
    service.expiry_monitor.stop()
    service.example.stop()
    service.feed.close()
    service.store.close()


def _install(app: Flask, config: Config, own_prefix: str) -> None:
    service = app.extensions[EXTENSION] = _open_service(config)
    _add_socket_options(app)
    base_path = config.server.base_path
    documented = {f"wizard_{blueprint.name}": blueprint for blueprint in API}
    undocumented = {f"wizard_{blueprint.name}": blueprint for blueprint in UNDOCUMENTED}
    for name, blueprint in (documented | undocumented).items():
        app.register_blueprint(blueprint, url_prefix=base_path, name=name)
    # Generating the two documents takes longer than the rest of a worker's start, and few clients request them.
    service.openapi = generated_once(lambda: openapi_document(app, documented, base_path))
    service.asyncapi = generated_once(lambda: asyncapi_document(service.openapi(), base_path, config.server.local_host))
    RequestHooks(app, service, own_prefix).install()
    if config.features.sqlite_persistence:
        fast_paths: list[FastPath] = [FastRenewals(service), FastStates(service)]
        fast_paths += [FastPolls(service)] if config.features.polling else []
        app.wsgi_app = FastPathMiddleware(app, service, fast_paths)  # type: ignore[method-assign]
    if config.server.trusted_proxies:
        app.wsgi_app = ForwardedPrefix(app.wsgi_app, config.server.trusted_proxies)  # type: ignore[method-assign]


def _add_socket_options(app: Flask) -> None:
    """Add what the service's sockets need to the options of the host, which flask-sock uses for all sockets."""
    options: dict[str, Any] = app.config.get("SOCK_SERVER_OPTIONS", {})
    accepted = options.get("subprotocols") or []
    # Like simple-websocket, the host may name a single one.
    subprotocols = [*([accepted] if isinstance(accepted, str) else accepted), websocket.SUBPROTOCOL]
    app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": ReaderThread} | options | {"subprotocols": subprotocols}


def _write_limiter(quotas: QuotaSettings) -> RateLimiter:
    if not quotas.writes_per_s:
        return RateLimiter(0)
    return RateLimiter(quotas.writes_burst, window_s=quotas.writes_burst / quotas.writes_per_s, table=WRITES)


def _open_service(config: Config) -> Service:
    store = open_backend(config.database)
    try:
        return _service_on(store, config)
    except BaseException:
        # The configuration can still be refused, such as for its keys; the threads of the store would keep it open.
        store.close()
        raise


def _service_on(store: Backend, config: Config) -> Service:
    revocations = Revocations(store)
    retention = Retention(store, config.retention, config.state.history_max_age_days)
    return Service(
        config,
        store,
        Feed(store, config.streams, revocations),
        TokenVerifier(config.auth, revocations),
        revocations,
        RateLimiter(config.polling.rate_limit_per_s),
        _write_limiter(config.quotas),
        RateLimiter(config.quotas.tickets_per_minute, window_s=60, table=TICKETS),
        PurgeScheduler(store, retention, config.retention.purge_interval_s),
        ExpiryMonitor(store, (LostExecutors(store, config.executors), ExpiredInputs(store))),
        ExampleExecutor(config),
    )
