"""Writes over several workers: one winner per version, and nothing acknowledged is ever lost."""

import threading
from collections import Counter
from typing import Any

import pytest

from tests.support.live.server import MANY_ATTEMPTS, TIMEOUT_S, LiveServer
from wizard_service.client import PreconditionFailed, State, WizardClient

pytestmark = [pytest.mark.live, pytest.mark.own_server]


def test_one_of_many_writers_with_the_same_version_wins_and_the_others_receive_the_current_state(
    server: LiveServer, client: WizardClient, token: str, settings: dict[str, Any]
) -> None:
    seen = client.create(investigation_id="contested", settings=settings)
    answers: list[State | PreconditionFailed] = []

    def write(name: str) -> None:
        with WizardClient(server.url, token) as own:
            try:
                answers.append(own.update("contested", {"settings": {"name": name}}, etag=seen.etag))
            except PreconditionFailed as error:
                answers.append(error)

    writers = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    winners = [answer for answer in answers if isinstance(answer, State)]
    losers = [answer for answer in answers if isinstance(answer, PreconditionFailed)]
    assert (len(winners), len(losers)) == (1, 11)
    assert winners[0].version == 2
    for loser in losers:
        assert loser.problem["state"] == winners[0].document
        assert loser.problem["etag"] == winners[0].etag
        assert loser.problem["changes"] == {
            "settings": {"name": winners[0].document["settings"]["name"]},
            "version": 2,
            "updated_at": winners[0].document["updated_at"],
        }


def test_acknowledged_reports_survive_kill_9_and_retried_ones_are_stored_once(
    server: LiveServer, client: WizardClient, token: str
) -> None:
    client.create(investigation_id="survivor")
    acknowledged: dict[str, str] = {}
    enough, finish = threading.Event(), threading.Event()

    def report(writer: int) -> None:
        with WizardClient(server.url, token, backoff_base_s=0.1, backoff_cap_s=0.5, attempts=MANY_ATTEMPTS) as own:
            number = 0
            while not finish.is_set():
                number += 1
                line = f"{writer}:{number}"
                accepted = own.report(
                    "survivor", [{"event_type": "log_appended", "data": {"lines": [{"message": line}]}}]
                )
                acknowledged[accepted["events"][0]["id"]] = line
                if len(acknowledged) >= 60:
                    enough.set()

    writers = [threading.Thread(target=report, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    assert enough.wait(TIMEOUT_S)
    server.kill()
    before_restart = len(acknowledged)
    server.start()
    server.wait_until(lambda: len(acknowledged) > before_restart + 20, "writes after the restart")
    finish.set()
    for writer in writers:
        writer.join()

    stored = all_events(client, "survivor")
    lines = {event["id"]: event["data"]["lines"][0]["message"] for event in stored if "lines" in event["data"]}
    assert {event_id: lines.get(event_id) for event_id in acknowledged} == acknowledged
    assert [line for line, times in Counter(lines.values()).items() if times > 1] == []
    assert [int(event["id"].rpartition("-")[2]) for event in stored] == list(range(1, len(stored) + 1))
    server.verify()


def all_events(client: WizardClient, investigation_id: str) -> list[dict[str, Any]]:
    epoch = client.get(investigation_id).etag.strip('"').rpartition(".")[0]
    cursor, events = f"{epoch}-0", []
    while True:
        page = client.poll(investigation_id, cursor=cursor)
        events += page["events"]
        if not page["events"]:
            return events
        cursor = page["cursor"]
