"""The models of requests and responses."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Step = Literal["SETTINGS", "PROGRESS", "RESULTS"]
Status = Literal["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]


class Entity(BaseModel):
    entity_type: str
    entity_id: str


class TimeRange(BaseModel):
    start: datetime
    end: datetime


class Tool(BaseModel):
    tool_name: str
    enabled: bool = True
    parameters: dict[str, Any] = {}


class Settings(BaseModel):
    name: str
    description: str = ""
    entities: list[Entity]
    time_range: TimeRange
    tools: list[Tool]


class Progress(BaseModel):
    model_config = ConfigDict(extra="allow")

    overall_progress: float = Field(0, ge=0, le=100)
    current_phase: str | None = None


class Finding(BaseModel):
    title: str
    description: str = ""
    severity: Literal["low", "medium", "high", "critical"]
    confidence: float = Field(1, ge=0, le=1)
    evidence: list[Any] = []


class RiskScore(BaseModel):
    overall_score: float = Field(ge=0, le=100)
    category_scores: dict[str, float] = {}
    risk_level: str


class Results(BaseModel):
    risk_score: RiskScore | None = None
    findings: list[Finding] = []
    completed_at: datetime | None = None


class Creation(BaseModel):
    investigation_id: str
    wizard_step: Step = "SETTINGS"
    settings: Settings | None = None


class Patch(BaseModel):
    wizard_step: Step | None = None
    status: Status | None = None
    results: Results | None = None


class State(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    investigation_id: str
    user_id: str
    version: int
    wizard_step: Step
    status: Status
    settings: Settings | None
    progress: Progress
    results: Results | None
    created_at: datetime
    updated_at: datetime


class Report(BaseModel):
    event_type: Literal["progress_updated", "log_appended", "state_updated"]
    data: dict[str, Any]


class Event(BaseModel):
    id: int
    investigation_id: str
    version: int
    event_type: str
    data: dict[str, Any]
    created_at: datetime


class Accepted(BaseModel):
    version: int
    events: list[Event]


class Poll(BaseModel):
    state: State
    next_poll_ms: int
