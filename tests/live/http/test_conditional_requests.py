"""A 304 if and only if the representation is unchanged, for two users and several workers (RFC 9110 section 13.1.2).

hypothesis makes up histories of two users, of whom each shares what it owns with the other, and asks after every step
with every tag that either was ever given.
"""

import itertools
import json
import uuid
from contextlib import ExitStack
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support.live.server import LiveServer
from tests.support.live.users import Answer, Person

pytestmark = pytest.mark.live

# Members of a body outside its representation: the time of the answer, the recommended interval, the cursor.
MOMENTARY = ("timestamp", "next_poll_interval", "cursor")
PATHS = ("/{}/state", "/{}/poll", "/{}/changes?since_version=0", "/{}/changes?since_version=1&include_snapshot=true")
LISTS = ("/active", "/active?status=ERROR", "/active?wizard_step=PROGRESS&limit=1", "/active?limit=1&offset=1")
Headers = dict[str, str]
USERS = st.sampled_from((0, 1))


def representation(answer: Answer) -> str:
    """Return the representation that an entity tag identifies: the body, or the status of a refusal."""
    if answer.status != 200:
        return str(answer.status)
    stable = {name: value for name, value in answer.document.items() if name not in MOMENTARY}
    return json.dumps(stable, sort_keys=True)


class Readers(RuleBasedStateMachine):
    """Two users write to their own and each other's investigations; both read everything with all tags they know."""

    server: LiveServer
    settings: dict[str, Any]

    @initialize()
    def begin(self) -> None:
        self.opened = ExitStack()
        self.users = [Person(self.server, self.opened, f"user-{uuid.uuid4()}") for _ in range(2)]
        self.ids = [user.create(settings=self.settings, wizard_step="PROGRESS") for user in self.users]
        # path -> tag -> the representation that came with it, for either user: each may have the tag from the other.
        self.tags: dict[str, dict[str, str]] = {}

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.close()

    @rule(user=USERS, whose=USERS, percent=st.integers(0, 3))
    def report(self, user: int, whose: int, percent: int) -> None:
        report = {"event_type": "progress_updated", "data": {"percent_complete": percent}}
        self._call(user, "POST", f"/{self.ids[whose]}/events", report)

    @rule(user=USERS, whose=USERS)
    def log(self, user: int, whose: int) -> None:
        report = {"event_type": "log_appended", "data": {"lines": [{"message": "m"}]}}
        self._call(user, "POST", f"/{self.ids[whose]}/events", report)

    @rule(user=USERS, whose=USERS, status=st.sampled_from(("ERROR", "IN_PROGRESS")))
    def change_status(self, user: int, whose: int, status: str) -> None:
        self._call(user, "PATCH", f"/{self.ids[whose]}/state", {"status": status}, {"If-Match": "*"})

    @rule(user=USERS, whose=USERS)
    def write_nothing(self, user: int, whose: int) -> None:
        self._call(user, "PATCH", f"/{self.ids[whose]}/state", {}, {"If-Match": "*"})

    @rule(whose=USERS, role=st.sampled_from(("viewer", "editor")), is_accepted=st.booleans())
    def share(self, whose: int, role: str, is_accepted: bool) -> None:
        other = 1 - whose
        self._call(whose, "PUT", f"/{self.ids[whose]}/access/{self.users[other].user_id}", {"role": role})
        if is_accepted:
            self._call(other, "POST", f"/invitations/{self.ids[whose]}/accept")

    @rule(whose=USERS)
    def unshare(self, whose: int) -> None:
        self._call(whose, "DELETE", f"/{self.ids[whose]}/access/{self.users[1 - whose].user_id}")

    @rule(whose=USERS)
    def delete(self, whose: int) -> None:
        self._call(whose, "DELETE", f"/{self.ids[whose]}/state", None, {"If-Match": "*"})

    @rule(whose=USERS)
    def create_again(self, whose: int) -> None:
        body = {"investigation_id": self.ids[whose], "settings": self.settings, "wizard_step": "PROGRESS"}
        self._call(whose, "POST", "/investigations", body)

    @rule(user=USERS)
    def create_another(self, user: int) -> None:
        self._call(user, "POST", "/investigations", {})

    @precondition(lambda self: hasattr(self, "users"))
    @invariant()
    def an_entity_tag_identifies_one_representation(self) -> None:
        paths = [*LISTS, *(path.format(investigation_id) for path in PATHS for investigation_id in self.ids)]
        for user, path in itertools.product((0, 1), paths):
            self._check(user, path)

    def _check(self, user: int, path: str) -> None:
        current = self._call(user, "GET", path)
        now, tags = representation(current), self.tags.setdefault(path, {})
        # A list of tags matches when any of them does, so one request shows that none of the old ones does.
        old = ", ".join(etag for etag, was in tags.items() if was != now)
        for condition in filter(None, [old, *(etag for etag, was in tags.items() if was == now)]):
            answer = self._call(user, "GET", path, None, {"If-None-Match": condition})
            if current.status == 200:
                assert answer.status == (200 if condition == old else 304), (path, condition, now)
                assert answer.headers["ETag"] == current.headers["ETag"]
            else:
                # A user without access learns nothing of it, and a 304 is never sent for a newer representation.
                assert answer.status == current.status, (path, condition)
        if current.status == 200:
            tags[current.headers["ETag"]] = now

    def _call(
        self, user: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        # Each request opens a new connection, so any worker may answer.
        answer = self.users[user].call(method, path, body, headers)
        assert answer.status < 500, answer.body
        return answer


def test_304_if_and_only_if_the_representation_is_unchanged(server: LiveServer, settings: dict[str, Any]) -> None:
    machine = type("Machine", (Readers,), {"server": server, "settings": settings})
    bounded = hypothesis.settings(
        max_examples=12,
        stateful_step_count=8,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )

    run_state_machine_as_test(machine, settings=bounded)
