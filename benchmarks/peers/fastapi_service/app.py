"""The calls: create, read, poll, report, and the feed as server-sent events and over a WebSocket."""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException, Response, WebSocket, WebSocketDisconnect
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sse_starlette import EventSourceResponse

from .changes import apply_patch, apply_reports, owned
from .database import Base, InvestigationState, Reading, Writing, writing_engine
from .documents import Accepted, Creation, Event, Patch, Poll, Report, State
from .listeners import listeners

BASE = "/api/v1/wizard"
SECRET = os.environ["JWT_SECRET"]

app = FastAPI()
Base.metadata.create_all(writing_engine)


def user_of(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    return user_of_token(credentials.credentials)


def user_of_token(token: str) -> str:
    try:
        claims: dict[str, Any] = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_aud": False})
        return str(claims["sub"])
    except (jwt.InvalidTokenError, KeyError) as error:
        raise HTTPException(401, "invalid token") from error


User = Annotated[str, Depends(user_of)]


@app.get("/readyz")
def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post(BASE + "/investigations", status_code=201)
def create(creation: Creation, session: Writing, user_id: User) -> State:
    document = creation.model_dump(mode="json")
    state = InvestigationState(**document, user_id=user_id)
    session.add(state)
    session.commit()
    return State.model_validate(state)


@app.get(BASE + "/{investigation_id}/state")
def read(investigation_id: str, session: Reading, user_id: User, response: Response) -> State:
    state = owned(session, investigation_id, user_id)
    response.headers["ETag"] = f'"{state.version}"'
    return State.model_validate(state)


@app.patch(BASE + "/{investigation_id}/state")
def update(investigation_id: str, patch: Patch, session: Writing, user_id: User) -> State:
    state = owned(session, investigation_id, user_id)
    apply_patch(session, state, patch)
    return State.model_validate(state)


@app.get(BASE + "/{investigation_id}/poll", response_model=Poll)
def poll(
    investigation_id: str,
    session: Reading,
    user_id: User,
    response: Response,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Any:
    state = owned(session, investigation_id, user_id)
    etag = f'"{state.version}"'
    if if_none_match == etag:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    response.headers.update({"ETag": etag, "Cache-Control": "no-cache"})
    return Poll(state=State.model_validate(state), next_poll_ms=500)


@app.post(BASE + "/{investigation_id}/events")
def report(investigation_id: str, reports: Report | list[Report], session: Writing, user_id: User) -> Accepted:
    reported = reports if isinstance(reports, list) else [reports]
    state = owned(session, investigation_id, user_id)
    events = [Event.model_validate(event, from_attributes=True) for event in apply_reports(session, state, reported)]
    messages = [event.model_dump_json() for event in events]
    anyio.from_thread.run(listeners.publish, investigation_id, messages)
    return Accepted(version=state.version, events=events)


@app.get(BASE + "/{investigation_id}/stream")
async def stream(investigation_id: str, _user_id: User) -> EventSourceResponse:
    async def messages() -> AsyncIterator[dict[str, str]]:
        with listeners.queue(investigation_id) as queue:
            yield {"event": "state_sync", "data": "{}"}
            while True:
                yield {"data": await queue.get()}

    return EventSourceResponse(messages())


@app.websocket("/ws/investigation/{investigation_id}")
async def connect(websocket: WebSocket, investigation_id: str) -> None:
    user_of_token(websocket.headers.get("Authorization", "").removeprefix("Bearer "))
    await websocket.accept()
    with listeners.queue(investigation_id) as queue:
        await websocket.send_json({"event_type": "state_sync"})
        try:
            while True:
                await websocket.send_text(await queue.get())
        except WebSocketDisconnect:
            return
