"""The command line of the example."""

import subprocess
from pathlib import Path

import pytest
from ssh_log_investigation import main

from tests.support.examples.ssh_lines import LINES
from tests.support.examples.ssh_runs import Service, command, run


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", ("--token", "t"), "no line of sshd among the 0 lines"),
        ("\n".join(LINES), ("--token", ""), "no token"),
        ("\n".join(LINES), ("--token", "t", "--entity", "root"), "'root' is not TYPE=ID"),
        ("\n".join(LINES), ("--token", "t", "--url", "localhost"), "is not an http"),
        ("\n".join(LINES), ("--token", "t", "--delay", "-1"), "--delay"),
    ],
)
def test_wrong_use_prints_a_message_and_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, options: tuple[str, ...], message: str
) -> None:
    path = tmp_path / "auth.log"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        main([str(path), *options])

    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_entities_of_the_command_line_are_investigated(service: Service, log_path: Path) -> None:
    run(service, log_path, "--entity", "user_id=eve", "ip_address=192.0.2.1")

    assert set(service.state.document["results"]["entity_summaries"]) == {"eve", "192.0.2.1"}


def test_script_runs_from_any_folder_without_an_installation(service: Service, log_path: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        command(service, log_path), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith(f"COMPLETED: {service.investigation_id}")
