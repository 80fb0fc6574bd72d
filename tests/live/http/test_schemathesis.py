"""A running server conforms to its OpenAPI document for any requests in any order (contract section 1)."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person

pytestmark = pytest.mark.live

# The examples of each operation and of sequences of operations; a limit of time would test less on a busy machine.
# Requests at the limits of each parameter are left out: they are 15 times as many.
EXAMPLES = 4
PHASES = "fuzzing,stateful"
# The service may refuse requests that the document allows: a transition, a precondition, a date that does not exist.
BEYOND_A_SCHEMA = "positive_data_acceptance"
# An investigation may be named as the first path is: it may be got as well, and Allow says so rightly.
# The versions of a template outlive it: investigations say which they were made from, and it may be restored.
EXCEPTION = f"""
[[operations]]
include-path = "{BASE}/history/archive"
checks.allow_header_conformance.enabled = false

[[operations]]
include-path = "{BASE}/history/bulk"
checks.allow_header_conformance.enabled = false

[[operations]]
include-path = "{BASE}/templates/{{template_id}}/versions"
checks.use_after_free.enabled = false
"""


def test_no_request_gets_a_5xx_or_an_undocumented_response(server: LiveServer, owner: Person, tmp_path: Path) -> None:
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    command = [str(program), "run", f"{server.url}{BASE}/openapi.json", "--no-color"]
    command += ["--header", f"Authorization: Bearer {owner.token}", "--seed", "1"]
    command += ["--phases", PHASES, "--max-examples", str(EXAMPLES)]
    # A stream does not end, so no test can wait for its end. A session that ends revokes the token of all requests.
    command += [
        "--exclude-path-regex",
        "(stream|/session)$",
        "--exclude-checks",
        BEYOND_A_SCHEMA,
        "--continue-on-failure",
    ]

    home = {"HOME": str(tmp_path)}
    (tmp_path / "schemathesis.toml").write_text(EXCEPTION)

    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True, env=home)

    assert done.returncode == 0, done.stdout + done.stderr
    operations = re.search(r"Selected: (\d+)/\d+\s+Tested: (\d+)", done.stdout)
    assert operations, done.stdout
    assert operations[1] == operations[2]
    assert "Traceback" not in server.log()
    assert owner.create()
