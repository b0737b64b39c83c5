"""A case, its papers, and what the program determined on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base, Id

DECIDED = (
    *("org", "decided", "line_of_business", "received", "due"),
    *("decision", "policy", "requester_npi", "requester"),
)  # all that figures of decisions need, so that they are read from the index alone


class CaseRow(Base):
    """A case as the worklist shows it. `revision` rises with every change: who writes names the one they saw."""

    __tablename__ = "case"
    __table_args__ = (
        Index("case_worklist", "org", "state", "due"),
        Index("case_received", "org", "received"),
        Index("case_number", "org", "number"),
        Index("case_patient", "org", "patient"),
        Index("case_assignee", "org", "assignee", "state", "due"),
        Index("case_due", "org", "due"),
        Index("case_decided", *DECIDED),
        Index("case_figures", "org", "received", "policy", "outcome", "decides"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[str] = mapped_column(String(100))  # the request's own id
    state: Mapped[str] = mapped_column(String(20))  # key of CaseState
    revision: Mapped[int] = mapped_column(default=0)
    patient: Mapped[str] = mapped_column(String(200), default="")
    patient_id: Mapped[str] = mapped_column(String(100), default="")
    payer: Mapped[str] = mapped_column(String(200), default="")
    line_of_business: Mapped[str] = mapped_column(String(60), default="")
    benefit: Mapped[str] = mapped_column(String(40), default="")
    urgency: Mapped[str] = mapped_column(String(40), default="standard")
    jurisdiction: Mapped[str] = mapped_column(String(2), default="")  # state whose law holds, where told
    treatment: Mapped[str] = mapped_column(String(300), default="")  # what is asked, in one line
    requester: Mapped[str] = mapped_column(String(200), default="")
    requester_npi: Mapped[str] = mapped_column(String(10), default="")
    policy: Mapped[str] = mapped_column(String(200), default="")
    policy_title: Mapped[str] = mapped_column(String(300), default="")
    outcome: Mapped[str] = mapped_column(String(40), default="")  # key of Outcome, as now recommended
    decides: Mapped[str] = mapped_column(String(400), default="")  # labels of the clauses that decide, one a line
    understood: Mapped[int | None]  # percent of the policy's clauses that the program judges
    open_questions: Mapped[int] = mapped_column(default=0)
    assignee: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    received: Mapped[datetime]
    due: Mapped[datetime | None]
    clock: Mapped[str] = mapped_column(String(100), default="")  # id of the clock row that set `due`
    clock_state: Mapped[str] = mapped_column(String(20), default="")  # running, paused, met, none
    decided: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(30), default="")  # key of DecisionKind, of the one in force
    made: Mapped[datetime]
    changed: Mapped[datetime]
    hold: Mapped[str] = mapped_column(Text, default="")  # why it may not be removed, where that is so
    remove_after: Mapped[date | None]  # end of retention
    says: Mapped[str] = mapped_column(Text, default="")  # why it could not be read, where that is so


class PaperRow(Base):
    """Bytes of a case, sealed: the packet as received, the case folder read from it, pictures of pages, letters.

    Where a language model was asked, also what it was asked and what it answered.
    """

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("case", "kind", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # packet, folder, request, picture, letter, answers
    name: Mapped[str] = mapped_column(String(300))
    media: Mapped[str] = mapped_column(String(100), default="application/octet-stream")
    digest: Mapped[str] = mapped_column(String(64))  # sha256 of the bytes before they were sealed
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made: Mapped[datetime]


class DeterminationRow(Base):
    """One determination of a case: its bytes as JSON, sealed, what it was made from, and what a reader was shown.

    `shown` is the digest a signature is bound to: of the JSON and of every part of the page made from it.
    """

    __tablename__ = "determination"
    __table_args__ = (UniqueConstraint("case", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1, 2 ...
    made: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(40))
    policy: Mapped[str] = mapped_column(String(200))
    policy_digest: Mapped[str] = mapped_column(String(64))
    program: Mapped[str] = mapped_column(String(40))
    packs: Mapped[str] = mapped_column(String(64))  # digest of the packs
    folder: Mapped[str] = mapped_column(String(64))  # digest of the case folder it was read from
    answers: Mapped[str] = mapped_column(String(64), default="")  # digest of what a language model answered, if one did
    rulings: Mapped[list[object]] = mapped_column(JSON)  # ids of the rulings in force
    digest: Mapped[str] = mapped_column(String(64))  # sha256 of the JSON
    shown: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # the JSON
    summary: Mapped[bytes] = mapped_column(LargeBinary)  # sealed JSON: what headers, tabs and `what changed` need


class PartRow(Base):
    """A part of the page made from a determination: the head, a section, a document's text. Sealed HTML."""

    __tablename__ = "part"

    determination: Mapped[str] = mapped_column(ForeignKey("determination.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)  # head, section:dose, pane:doc-3 ...
    order: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
