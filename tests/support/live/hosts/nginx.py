"""Runs nginx with the sample configuration of `deploy/`."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.live.server import LiveServer
from tests.support.paths import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@contextmanager
def sample_nginx(folder: Path, upstream: str, servers: dict[str, LiveServer]) -> Iterator[LiveServer]:
    """Run nginx in front of servers, changed only in their addresses, the port and the log paths.

    upstream: the file that names the servers. servers: by the address that it gives them.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sample = "\n".join((ROOT / "deploy" / name).read_text() for name in (upstream, "nginx.conf"))
    changes = {f"server {address}": f"server {server.bind}" for address, server in servers.items()}
    for old, new in (changes | {"listen 80;": f"listen 127.0.0.1:{port};", "/var/log/nginx/": f"{folder}/"}).items():
        assert sample.count(old) == 1
        sample = sample.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}"
        f" http {{ {temporary}\n{sample} }}"
    )
    command = [str(NGINX), "-c", str(configuration)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    proxied = LiveServer(folder, "unused", workers=0)
    proxied.bind = f"127.0.0.1:{port}"
    LiveServer.wait_until(proxied.answers, "nginx")
    try:
        yield proxied
    finally:
        process.terminate()
        process.wait()
