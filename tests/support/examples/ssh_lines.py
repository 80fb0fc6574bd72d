"""Lines of an OpenSSH server's log, written for the tests."""

from collections.abc import Iterator

PREFIX = "Jan 15 06:{minute:02}:{second:02} gate sshd[{pid}]: "


def sshd(message: str, *, minute: int = 0, second: int = 0, pid: int = 100) -> str:
    return PREFIX.format(minute=minute, second=second, pid=pid) + message


def failed(user: str, address: str, *, minute: int = 0, second: int = 0) -> str:
    return sshd(f"Failed password for {user} from {address} port 40022 ssh2", minute=minute, second=second)


def accepted(user: str, address: str, *, method: str = "password", minute: int = 0, second: int = 0) -> str:
    return sshd(f"Accepted {method} for {user} from {address} port 40022 ssh2", minute=minute, second=second)


def repeated(times: int, message: str) -> str:
    return sshd(f"message repeated {times} times: [ {message}]")


def guesses(count: int, *, user: str = "root", address: str = "203.0.113.9", every_s: int = 1) -> Iterator[str]:
    """Yield failed logins, one every `every_s` seconds, from 06:00:00 on."""
    for number in range(count):
        minute, second = divmod(number * every_s, 60)
        yield failed(user, address, minute=minute, second=second)


LINES = (*guesses(30), accepted("eve", "192.0.2.1", minute=1))
