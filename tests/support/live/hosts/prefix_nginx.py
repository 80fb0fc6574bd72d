"""Runs an nginx that asks for Basic credentials and strips `/wiz` from the path."""

import getpass
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.support.live.hosts.nginx import NGINX
from tests.support.live.server import LiveServer

PREFIX = "/wiz"
CREDENTIALS = ("person", "secret")


@contextmanager
def prefix_nginx(folder: Path, server: LiveServer) -> Iterator[str]:
    """Run nginx in front of a server that trusts 127.0.0.1 as a proxy; yield the address of the prefix."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "passwords").write_text("{}:{{PLAIN}}{}\n".format(*CREDENTIALS))
    configuration = folder / "nginx.conf"
    configuration.write_text(_configuration(folder, port, server))
    process = subprocess.Popen([str(NGINX), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}{PREFIX}"
    LiveServer.wait_until(lambda: _is_answered(address), "nginx")
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def _configuration(folder: Path, port: int, server: LiveServer) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    headers = {"Host": "$http_host", "X-Forwarded-Proto": "$scheme", "X-Forwarded-Prefix": PREFIX}
    headers |= {"Upgrade": "$http_upgrade", "Connection": '"upgrade"'}
    passed = "".join(f"proxy_set_header {name} {value};" for name, value in headers.items())
    return (
        # The workers of a master that runs as root would be another user, who cannot read the passwords.
        f"user {getpass.getuser()}; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}"
        f" http {{ {temporary} access_log off; server {{ listen 127.0.0.1:{port};"
        f" location {PREFIX}/ {{ auth_basic wizard; auth_basic_user_file {folder}/passwords; proxy_http_version 1.1;"
        f" proxy_pass http://{server.bind}/; {passed} }} }} }}"
    )


def _is_answered(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", auth=CREDENTIALS).status_code == 200
    except requests.ConnectionError:
        return False
