"""A host application with the service in it, under werkzeug's server with a thread for each connection."""

import sys

from flask import Flask
from werkzeug.serving import make_server

from wizard_service.app import WizardService

host = Flask("host")
WizardService(host)
server = make_server("127.0.0.1", 0, host, threaded=True)
sys.stderr.write(f"Listening at: http://127.0.0.1:{server.server_port}\n")
server.serve_forever()
