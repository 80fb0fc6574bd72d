"""The files in `deploy/` agree with the program: settings, paths, ports and time limits."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.paths import ROOT
from wizard_service.app import AT_ROOT
from wizard_service.blueprints import health
from wizard_service.config import ServerSettings
from wizard_service.config.loader import SETTING_NAMES

DEPLOY = ROOT / "deploy"
REQUIREMENTS = (ROOT / "requirements.txt").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
MANIFESTS: dict[str, Any] = {
    document["kind"]: document for document in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
}
UNIT = DEPLOY / "wizard-service.service"
POD = MANIFESTS["Deployment"]["spec"]["template"]["spec"]
CONTAINER = POD["containers"][0]
# These variables belong to PostgreSQL, to the shell and to Python.
OTHER_NAMES = {"PGPASSWORD", "PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
ANALYZE = shutil.which("systemd-analyze")


def test_all_settings_exist() -> None:
    image = re.findall(r"\b([A-Z_]{4,})=", DOCKERFILE)
    unit = re.findall(r"^Environment=(\w+)=", UNIT.read_text(), re.MULTILINE)
    names = {*image, *unit, *COMPOSE["x-service"]["environment"], *MANIFESTS["ConfigMap"]["data"]}

    assert len(names) > 5
    assert names - OTHER_NAMES <= SETTING_NAMES


def test_the_image_is_made_from_files_that_exist_and_runs_as_a_numeric_user() -> None:
    sources = [
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    ]
    versions = re.search(r"sed -nE '(.+)' requirements\.lock \| sed '(.+)' > ", DOCKERFILE)

    assert len(sources) >= 6
    assert all((ROOT / name).exists() for name in sources)
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", DOCKERFILE, re.MULTILINE)
    # In the other form a shell would be process 1, which passes no signals on.
    assert 'ENTRYPOINT ["python", "-m", "wizard_service"]' in DOCKERFILE
    assert versions
    sed = ["sed", "-nE", versions[1], ROOT / "requirements.lock"]
    pinned = subprocess.run(sed, check=True, capture_output=True, text=True).stdout.split()
    assert set(re.findall(r"^(?:flask|gunicorn|gevent|psycopg_pool)==\S+$", REQUIREMENTS, re.MULTILINE)) <= {
        version.replace("psycopg-pool", "psycopg_pool") for version in pinned
    }


def test_every_container_of_the_service_has_a_read_only_root_and_no_capabilities() -> None:
    for name in ("migrate", "wizard-1", "wizard-2"):
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
    for kind in ("Job", "Deployment"):
        pod = MANIFESTS[kind]["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"], kind
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_only_the_job_migrates() -> None:
    assert MANIFESTS["Job"]["spec"]["template"]["spec"]["containers"][0]["args"] == ["migrate"]
    assert "args" not in CONTAINER
    assert COMPOSE["x-host"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_probes_ask_paths_that_are_served_without_a_prefix() -> None:
    assert health.blueprint in AT_ROOT
    paths = [CONTAINER[f"{kind}Probe"]["httpGet"]["path"] for kind in ("liveness", "readiness", "startup")]

    assert paths == ["/healthz", "/readyz", "/healthz"]
    port = MANIFESTS["ConfigMap"]["data"]["WIZARD_BIND"].rpartition(":")[2]
    assert [str(each["containerPort"]) for each in CONTAINER["ports"]] == [port]


def test_processes_have_longer_to_stop_than_their_streams_have_to_end() -> None:
    graceful_s = int(MANIFESTS["ConfigMap"]["data"]["WIZARD_GRACEFUL_TIMEOUT_S"])
    pre_stop_s = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    in_compose_s = int(COMPOSE["x-service"]["environment"]["WIZARD_GRACEFUL_TIMEOUT_S"])
    in_unit = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)

    assert POD["terminationGracePeriodSeconds"] > pre_stop_s + graceful_s
    assert int(COMPOSE["x-host"]["stop_grace_period"].rstrip("s")) > in_compose_s
    assert in_unit
    assert int(in_unit[1]) > ServerSettings().graceful_timeout_s


def test_a_disruption_leaves_one_of_the_pods() -> None:
    budget = MANIFESTS["PodDisruptionBudget"]["spec"]

    assert budget["minAvailable"] < MANIFESTS["Deployment"]["spec"]["replicas"]
    assert budget["selector"] == MANIFESTS["Deployment"]["spec"]["selector"]
    assert MANIFESTS["Service"]["spec"]["selector"] == budget["selector"]["matchLabels"]


def test_nginx_names_the_hosts_of_the_composition() -> None:
    hosts = re.findall(r"server (\S+):8000 ", (DEPLOY / "nginx-two-hosts.conf").read_text())
    mounted = [volume.split(":")[0] for volume in COMPOSE["services"]["nginx"]["volumes"]]

    assert set(hosts) <= COMPOSE["services"].keys()
    assert all((DEPLOY / name).exists() for name in mounted)


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed: apt-get install systemd")
def test_systemd_accepts_the_unit_and_finds_it_hardened(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/wizard/bin/python", sys.executable))

    for command in (("verify", "--man=no"), ("security", "--offline=true", "--threshold=20", "--no-pager")):
        done = subprocess.run([str(ANALYZE), *command, str(unit)], check=False, capture_output=True, text=True)
        # Units of the machine that it depends on may have warnings as well.
        warnings = [line for line in done.stderr.splitlines() if unit.name in line]
        assert (done.returncode, warnings) == (0, []), done.stdout + done.stderr
