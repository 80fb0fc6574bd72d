"""Follows an investigation and prints the id of each event.

Usage: follower.py blocking|asyncio URL TOKEN ID CURSOR TIMEOUT_S
"""

import asyncio
import sys

from wizard_service.client import AsyncWizardClient, WizardClient

KIND, URL, TOKEN, INVESTIGATION, CURSOR, TIMEOUT_S = sys.argv[1:]


def follow() -> None:
    with WizardClient(URL, TOKEN, timeout_s=float(TIMEOUT_S)) as client:
        for event in client.follow(INVESTIGATION, cursor=CURSOR):
            sys.stdout.write(f"{event['id']}\n")
            sys.stdout.flush()


async def follow_async() -> None:
    async with AsyncWizardClient(URL, TOKEN, timeout_s=float(TIMEOUT_S)) as client:
        async for event in client.follow(INVESTIGATION, cursor=CURSOR):
            sys.stdout.write(f"{event['id']}\n")
            sys.stdout.flush()


if KIND == "asyncio":
    asyncio.run(follow_async())
else:
    follow()
