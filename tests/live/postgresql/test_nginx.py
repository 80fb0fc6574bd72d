"""nginx in front of two hosts, with the sample configuration of `deploy/`."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live.hosts.nginx import NGINX, sample_nginx
from tests.support.live.users import Person, serving

ROUNDS = 20


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_clients_behind_nginx_use_both_hosts_and_continue_with_the_one_that_is_left(
    tmp_path: Path, postgresql_url: str
) -> None:
    folders = [tmp_path / name for name in ("first", "second", "nginx")]
    for folder in folders:
        folder.mkdir()
    settings = {"DATABASE_URL": postgresql_url, "WIZARD_TRUSTED_PROXIES": "127.0.0.1"}
    with ExitStack() as opened:
        server, other = (opened.enter_context(serving(folder, 1, **settings)) for folder in folders[:2])
        servers = {"wizard-1:8000": server, "wizard-2:8000": other}
        proxy = opened.enter_context(sample_nginx(folders[2], "nginx-two-hosts.conf", servers))
        person = Person(proxy, opened, "owner")
        investigation_id = person.create()
        stream = person.stream(f"/{investigation_id}/stream?last_event_id={person.beginning(investigation_id)}")

        reported = [person.log(investigation_id, f"line {number}") for number in range(ROUNDS)]

        stream.wait_for("log_appended", ROUNDS)
        assert stream.of("log_appended") == reported
        served = [Person(host, opened, "owner").call("GET", "/metrics").body for host in (server, other)]
        assert all(b'method="POST"' in metrics for metrics in served)
        other.kill()
        proxy.wait_until(proxy.answers, "nginx to leave the killed host out")
        # At most one request in ten seconds still meets the killed host.
        statuses = [person.call("GET", f"/{investigation_id}/state").status for _ in range(ROUNDS)]
        assert statuses.count(200) >= ROUNDS - 1
    server.verify()
