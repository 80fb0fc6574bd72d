"""Log lines: the newest 1,000 in the state, all of them in the feed (contract sections 3 and 4)."""

import pytest

from tests.support.api.client import Api, Document, event


def progress_after(api: Api, investigation_id: str, *reports: Document) -> Document:
    progress: Document = api.reported(investigation_id, *reports)["progress"]
    return progress


def lines(*messages: str, **more: str) -> Document:
    return event("log_appended", lines=[{"message": message} | more for message in messages])


def test_log_lines_are_added_to_the_investigation_and_to_the_named_agents(api: Api, investigation_id: str) -> None:
    agent = event("agent_updated", agent_name="x", status="busy", progress=10)

    progress = progress_after(
        api, investigation_id, agent, lines("1", level="info"), lines("2", agent_name="x"), lines("3")
    )

    assert progress["logs"] == ["1", "3"]
    assert progress["agents"] == [{"agent_name": "x", "status": "busy", "progress": 10, "logs": ["2"]}]


def test_lines_of_an_unknown_agent_add_the_agent(api: Api, investigation_id: str) -> None:
    (agent,) = progress_after(api, investigation_id, lines("1", agent_name="new"))["agents"]

    assert (agent["agent_name"], agent["logs"]) == ("new", ["1"])


# Lines that are longer give way to the rest of the state: see test_domain_log_lines.
@pytest.mark.parametrize("width", [1, 200])
def test_newest_1000_lines_are_kept_and_the_feed_has_all(api: Api, investigation_id: str, width: int) -> None:
    sent = [f"{n:>0{width}}" for n in range(1_005)]
    cursor = api.cursor(investigation_id)

    progress = progress_after(api, investigation_id, lines(*sent[:1_000]), lines(*sent[1_000:]))

    events = [
        line["message"] for envelope in api.events(investigation_id, after=cursor) for line in envelope["data"]["lines"]
    ]
    assert progress["logs"] == sent[5:]
    assert events == sent


def test_newest_1000_lines_of_an_agent_are_kept(api: Api, investigation_id: str) -> None:
    sent = [str(n) for n in range(1_005)]

    progress = progress_after(
        api, investigation_id, lines(*sent[:1_000], agent_name="x"), lines("mine"), lines(*sent[1_000:], agent_name="x")
    )

    assert progress["agents"][0]["logs"] == sent[5:]
    assert progress["logs"] == ["mine"]


def test_lines_sent_by_put_are_cut_to_the_newest_1000_as_well(api: Api, investigation_id: str) -> None:
    sent = [str(n) for n in range(1_005)]
    agents = [{"agent_name": "x", "status": "busy", "logs": sent}]

    progress = api.changed(investigation_id, progress={"logs": sent, "agents": agents})["progress"]

    assert progress["logs"] == progress["agents"][0]["logs"] == sent[5:]
