"""Tables and sessions: SQLite with a write-ahead log, and a commit that is on the disk when it returns."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import JSON, Connection, Engine, ForeignKey, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase):
    pass


def now() -> datetime:
    return datetime.now(UTC)


class InvestigationState(Base):
    __tablename__ = "investigation_states"

    investigation_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    wizard_step: Mapped[str]
    status: Mapped[str] = mapped_column(default="IN_PROGRESS")
    settings: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    results: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class AuditEntry(Base):
    __tablename__ = "investigation_audit_log"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    investigation_id: Mapped[str] = mapped_column(ForeignKey("investigation_states.investigation_id"), index=True)
    user_id: Mapped[str]
    action_type: Mapped[str]
    from_version: Mapped[int]
    to_version: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)


class FeedEvent(Base):
    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    investigation_id: Mapped[str] = mapped_column(ForeignKey("investigation_states.investigation_id"), index=True)
    version: Mapped[int]
    event_type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)


def connected(begin: str) -> Engine:
    """Return an engine whose transactions begin with this statement, as SQLAlchemy's page about SQLite shows it."""
    made = create_engine(os.environ["DATABASE_URL"], connect_args={"timeout": 30}, pool_size=10)

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def take_lock(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


# A transaction that reads before it writes takes the lock first, because it cannot always take it later.
writing_engine = connected("BEGIN IMMEDIATE")
ReadingSession = sessionmaker(connected("BEGIN"), expire_on_commit=False)
WritingSession = sessionmaker(writing_engine, expire_on_commit=False)


def reading() -> Iterator[Session]:
    with ReadingSession() as session:
        yield session


def writing() -> Iterator[Session]:
    with WritingSession() as session:
        yield session


Reading = Annotated[Session, Depends(reading)]
Writing = Annotated[Session, Depends(writing)]
