"""Follow and report in one process patched by gevent; a call that blocks the hub would wait for itself.

Arguments: URL, token, id of an investigation with settings. Prints what each transport received.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - all imports come after the patch

import gevent  # noqa: E402

from wizard_service.client import WizardClient  # noqa: E402

url, token, investigation_id = sys.argv[1:]
TRANSPORTS = ("websocket", "sse", "long_poll", "poll")


def receive(client: WizardClient, cursor: str, transport: str) -> str:
    following = client.follow(investigation_id, cursor=cursor, transports=[transport])
    line = next(event for event in following if event["event_type"] == "log_appended")
    return f"{transport}: {line['data']['lines'][0]['message']}"


with WizardClient(url, token) as client:
    cursor = client.poll(investigation_id)["cursor"]
    poll = gevent.spawn(client.poll, investigation_id, cursor=cursor, wait_s=30)
    followers = [gevent.spawn(receive, client, cursor, transport) for transport in TRANSPORTS]
    gevent.sleep(0.5)
    with client.executor(investigation_id) as run, run.phase("collection"), run.tool("reader"):
        run.log("received")
        # The tool still runs here, so its lines must be sent before it ends.
        for greenlet in followers:
            greenlet.join()
    output = [str(poll.get()["has_changes"]), *(greenlet.get() for greenlet in followers)]
sys.stdout.write("\n".join(output))
