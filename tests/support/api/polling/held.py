"""Polls that the service holds back."""

from time import monotonic, sleep

from flask import Flask

# Far beyond what the tests need; reached only when something does not happen at all.
TIMEOUT_S = 60


def wait_for_pollers(app: Flask, count: int) -> None:
    deadline = monotonic() + TIMEOUT_S
    while app.extensions["wizard"].feed.subscription_count() != count:
        assert monotonic() < deadline
        sleep(0.005)
