"""Send many costly requests of one user, then a read of another user and a health check, to one gevent worker.

argv[1]: the database. Prints who was answered, in this order.
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import json
import sys

import gevent
from gevent.event import Event
from werkzeug.test import EnvironBuilder

from wizard_service.app import close, create_app
from wizard_service.config import AuthSettings, Config, DatabaseSettings
from wizard_service.domain.identity.tokens import issue_token

REQUESTS = 30
# Each of these is validated for longer than the time that greenlets may run before the hub goes on.
COSTLY = {"progress": {"agents": [{"agent_name": f"agent{number}", "status": "s"} for number in range(3000)] + [{}]}}

config = Config(
    AuthSettings(secret="a-secret-of-this-program-that-is-long-enough"),
    DatabaseSettings(url=f"sqlite:///{sys.argv[1]}"),
)
app = create_app(config)
arrived, answered = Event(), list[str]()


def send(user: str, method: str, path: str, body: object = None, **headers: str) -> None:
    builder = EnvironBuilder(path, method=method, json=body, headers=headers, environ_base={"REMOTE_ADDR": user})
    if path != "/healthz":
        builder.headers["Authorization"] = f"Bearer {issue_token(config.auth, user, (), 3600)}"
    environ = builder.get_environ()
    arrived.wait()
    b"".join(app.wsgi_app(environ, lambda *_: None))
    answered.append(user)


base = config.server.base_path
arrived.set()
for user in ("many", "one"):
    send(user, "POST", f"{base}/investigations", {"investigation_id": f"of-{user}"})
arrived.clear()
answered.clear()
requests = [
    gevent.spawn(send, "many", "PUT", f"{base}/of-many/state", COSTLY, **{"If-Match": "*"}) for _ in range(REQUESTS)
]
requests += [gevent.spawn(send, "one", "GET", f"{base}/of-one/state")]
requests += [gevent.spawn(send, "probe", "GET", "/healthz")]
gevent.sleep(0)
arrived.set()
gevent.joinall(requests, raise_error=True)
close(app)
json.dump(answered, sys.stdout)
