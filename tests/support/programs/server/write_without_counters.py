"""Create an investigation after the folder is gone in which prometheus-client counts; print the status."""

import os
import shutil
import sys

from wizard_service.app import close, create_app
from wizard_service.config import load_config
from wizard_service.domain.identity.tokens import issue_token

config = load_config()
app = create_app(config)
shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"])
token = issue_token(config.auth, "someone", (), 600)
answer = app.test_client().post("/api/v1/wizard/investigations", json={}, headers={"Authorization": f"Bearer {token}"})
sys.stdout.write(str(answer.status_code))
close(app)
