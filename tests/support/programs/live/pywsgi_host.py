"""A host application with the service in it, under gevent's own server; says where it listens."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

from flask import Flask  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

from wizard_service.app import WizardService  # noqa: E402

host = Flask("host")
WizardService(host)
server = WSGIServer(("127.0.0.1", 0), host, log=None)
server.start()
sys.stderr.write(f"Listening at: http://127.0.0.1:{server.server_port}\n")
server.serve_forever()
