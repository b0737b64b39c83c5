"""What people did on a case: rulings, decisions, remarks, pauses of the clock, appeals and letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base, Id


class RulingRow(Base):
    """What a reviewer ruled on a clause. Never changed: a later ruling on the clause, or its withdrawal, follows it."""

    __tablename__ = "ruling"
    __table_args__ = (UniqueConstraint("case", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    number: Mapped[int]
    clause: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))  # key of RulingKind, or withdrawn
    read_as: Mapped[str] = mapped_column(String(20))  # status the program read
    status: Mapped[str] = mapped_column(String(20))  # status ruled
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON: reason, citations (document, start, end)
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class DecisionRow(Base):
    """A decision, bound to what was shown. A case has at most one in force: `voided` marks the others."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("case", "number"),
        Index(
            "decision_in_force",
            "case",
            unique=True,
            sqlite_where=text("voided IS NULL"),
            postgresql_where=text("voided IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))  # key of DecisionKind
    determination: Mapped[str] = mapped_column(ForeignKey("determination.id"))
    shown: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    specialty: Mapped[str] = mapped_column(String(100), default="")
    npi: Mapped[str] = mapped_column(String(10), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    licence_state: Mapped[str] = mapped_column(String(2), default="")
    attestation: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON: reason in plain words, what is authorised
    voided: Mapped[datetime | None]
    voided_because: Mapped[str] = mapped_column(Text, default="")


class NoteRow(Base):
    """A remark of a person on a case: a comment, a talk between physicians and when, what was asked of a practice."""

    __tablename__ = "note"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # comment, peer, asked
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    planned: Mapped[datetime | None]
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class PauseRow(Base):
    """A time in which a clock did not run, and why; open while `until` is empty."""

    __tablename__ = "pause"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # key of PauseKind: asked for documentation, extension
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class AppealRow(Base):
    """An appeal against a decision: when, at which level, and how it ended."""

    __tablename__ = "case_appeal"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    decision: Mapped[str] = mapped_column(ForeignKey("decision.id"))
    level: Mapped[str] = mapped_column(String(40))  # internal, external
    filed: Mapped[datetime]
    ending: Mapped[str] = mapped_column(String(30), default="")  # key of AppealEnding
    ended: Mapped[datetime | None]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON: grounds, reason of the ending
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class LetterRow(Base):
    """A letter that was sent: its bytes are a paper; what law it followed and how easily it reads."""

    __tablename__ = "letter"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))  # approval, modification, pend, denial, gap, peer, appeal
    decision: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    paper: Mapped[str] = mapped_column(ForeignKey("paper.id"))
    rules: Mapped[list[object]] = mapped_column(JSON)  # ids of the notice rules it follows
    grade: Mapped[str] = mapped_column(String(10), default="")  # reading grade
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
