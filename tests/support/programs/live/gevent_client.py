"""Listens and reports in one patched process: a call that blocked the hub would keep what it waits for from happening.

Arguments: URL, token, id of an investigation with settings. Prints what each listener heard.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - everything after the patch

import gevent  # noqa: E402

from wizard_service.client import WizardClient  # noqa: E402

url, token, investigation_id = sys.argv[1:]
TRANSPORTS = ("websocket", "sse", "long_poll", "poll")


def hear(client: WizardClient, cursor: str, transport: str) -> str:
    following = client.follow(investigation_id, cursor=cursor, transports=[transport])
    line = next(event for event in following if event["event_type"] == "log_appended")
    return f"{transport}: {line['data']['lines'][0]['message']}"


with WizardClient(url, token) as client:
    cursor = client.poll(investigation_id)["cursor"]
    poll = gevent.spawn(client.poll, investigation_id, cursor=cursor, wait_s=30)
    listeners = [gevent.spawn(hear, client, cursor, transport) for transport in TRANSPORTS]
    gevent.sleep(0.5)
    with client.executor(investigation_id) as run, run.phase("collection"), run.tool("reader"):
        run.log("heard")
        # Not yet over: the lines leave while the tool is busy.
        for greenlet in listeners:
            greenlet.join()
    heard = [str(poll.get()["has_changes"]), *(greenlet.get() for greenlet in listeners)]
sys.stdout.write("\n".join(heard))
