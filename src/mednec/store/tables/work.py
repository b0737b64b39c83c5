"""Work to be done, submissions already answered, and what was asked of language models, counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base, Id


class JobRow(Base):
    """Long work: what is to be done, how far it is, how often it was tried. Written with what it is for."""

    __tablename__ = "job"
    __table_args__ = (Index("job_next", "state", "after"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))  # read, batch
    case: Mapped[str | None] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(12))  # waiting, running, done, dead
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    attempt: Mapped[int] = mapped_column(default=0)  # rises with each lease; what a worker writes names its own
    most: Mapped[int] = mapped_column(default=5)
    after: Mapped[datetime]  # not before
    leased_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(String(100), default="")
    done: Mapped[int] = mapped_column(default=0)  # of `of` steps
    of: Mapped[int] = mapped_column(default=0)
    says: Mapped[str] = mapped_column(Text, default="")  # what went wrong, without words of a chart
    made: Mapped[datetime]
    changed: Mapped[datetime]


class SubmitRow(Base):
    """An accepted submission by its key: the same key with the same bytes gives the same answer again."""

    __tablename__ = "submit"

    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))  # of what was sent
    status: Mapped[int]
    answer: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime]


class AskedRow(Base):
    """What an organisation asked of a language model so far, in numbers that only rise; nothing of any case."""

    __tablename__ = "asked"

    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    model: Mapped[str] = mapped_column(String(100), primary_key=True)  # its name, as its server calls it
    cases: Mapped[int] = mapped_column(BigInteger, default=0)  # times that a case was read with it
    questions: Mapped[int] = mapped_column(BigInteger, default=0)  # that were sent
    trouble: Mapped[int] = mapped_column(BigInteger, default=0)  # questions without an answer
    accepted: Mapped[int] = mapped_column(BigInteger, default=0)  # proposals
    shown: Mapped[int] = mapped_column(BigInteger, default=0)
    refused: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens_in: Mapped[int] = mapped_column(BigInteger, default=0)
    tokens_out: Mapped[int] = mapped_column(BigInteger, default=0)
