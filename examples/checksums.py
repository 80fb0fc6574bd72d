"""Checks files against a list of SHA-256 sums, several at once on one event loop: one investigation for each file.

    cd /some/folder && python .../examples/checksums.py SHA256SUMS --token "$(python -m wizard_service token --user me)"

The list has the format of sha256sum. The events of all investigations are printed as they arrive. Exit status: 0 every
file has its sum, 1 a file differs or cannot be read.
"""

import argparse
import asyncio
import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import checkout  # noqa: F401 - makes the client importable

from wizard_service.client import AsyncToolRun, AsyncWizardClient

AT_ONCE = 4
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Listed:
    """A file and the sum that it should have."""

    path: Path
    sha256: str


async def check_all(client: AsyncWizardClient, files: Sequence[Listed]) -> int:
    """Check the files and print what happens; return how many differ."""
    cursor = (await client.poll())["cursor"]
    printing = asyncio.create_task(print_events(client, cursor, len(files)))
    slots = asyncio.Semaphore(AT_ONCE)
    checked = await asyncio.gather(*(check(client, slots, listed) for listed in files))
    await printing
    return checked.count(False)


async def check(client: AsyncWizardClient, slots: asyncio.Semaphore, listed: Listed) -> bool:
    """Run one investigation; return whether the file has its sum."""
    async with slots:
        state = await client.create(settings=settings_for(listed))
        async with client.executor(state.investigation_id) as run, run.phase("reading", percent=0):
            async with run.tool("sha256") as tool:
                actual = await sum_of(listed.path, tool)
                tool.result(actual)
            await run.complete(results_of(listed, actual))
    return actual == listed.sha256


async def sum_of(path: Path, tool: AsyncToolRun) -> str:
    """Return the sum of a file, or why it cannot be read; a thread reads, so that the event loop stays free."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            size, done = os.fstat(file.fileno()).st_size, 0
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                digest.update(chunk)
                done += len(chunk)
                await tool.progress(min(100.0, 100 * done / size))
    except OSError as unreadable:
        return f"unreadable: {unreadable.strerror}"
    return digest.hexdigest()


async def print_events(client: AsyncWizardClient, cursor: str, ends: int) -> None:
    """Print the events of everything that the user owns until so many investigations have ended."""
    async with aclosing(client.follow(cursor=cursor)) as events:
        async for event in events:
            print(event["investigation_id"], event["event_type"], flush=True)
            ends -= event["event_type"] == "status_changed" and event["data"]["final"]
            if ends == 0:
                return


def settings_for(listed: Listed) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "name": f"Checksum of {listed.path.name}"[:255],
        "entities": [{"entity_type": "file", "entity_id": str(listed.path)}],
        "time_range": {"start": (now - timedelta(days=1)).isoformat(), "end": now.isoformat()},
        "tools": [{"tool_name": "sha256"}],
    }


def results_of(listed: Listed, actual: str) -> dict[str, Any]:
    differs = actual != listed.sha256
    description = f"expected {listed.sha256}, found {actual}"
    finding = {"title": "Checksum differs", "description": description, "severity": "high", "confidence": 1.0}
    risk = {"overall_score": 90 if differs else 0, "risk_level": "critical" if differs else "low"}
    return {
        "findings": [finding] if differs else [],
        "risk_score": risk | {"category_scores": {"integrity": risk["overall_score"]}},
        "completed_at": datetime.now(UTC).isoformat(),
    }


def read_list(path: Path) -> list[Listed]:
    lines = [line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Listed(path.parent / name.removeprefix("*"), sha256.lower()) for sha256, name in lines]


async def run(options: argparse.Namespace) -> int:
    async with AsyncWizardClient(options.url, options.token) as client:
        return await check_all(client, read_list(options.list))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, metavar="LIST", help="lines of a sum and a name")
    environment = os.environ.get("WIZARD_URL", "http://127.0.0.1:8000"), os.environ.get("WIZARD_TOKEN", "")
    parser.add_argument("--url", default=environment[0], help="service (default: $WIZARD_URL)")
    parser.add_argument("--token", default=environment[1], help="bearer token (default: $WIZARD_TOKEN)")
    return min(1, asyncio.run(run(parser.parse_args(arguments))))


if __name__ == "__main__":
    sys.exit(main())
