"""The tables of a service, the same on SQLite and on PostgreSQL. Papers are sealed, the audit is only added to.

Every row of a case carries its organisation, and every question to these tables names it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, as text that sorts: `2026-04-08T10:12:00.000000Z`. The same on both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(), dict[str, object]: JSON, list[object]: JSON}


Id = String(40)


class OrganisationRow(Base):
    """An organisation; nothing of one is ever seen by another."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    made: Mapped[datetime]
    settings: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)  # address for letters, specialties ...


class AccountRow(Base):
    """A person who may sign in. `subject` is the name an identity provider knows them by."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("org", "login"), UniqueConstraint("issuer", "subject"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    login: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[object]] = mapped_column(JSON)  # keys of Role
    specialty: Mapped[str] = mapped_column(String(100), default="")
    npi: Mapped[str] = mapped_column(String(10), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    licence_state: Mapped[str] = mapped_column(String(2), default="")
    password: Mapped[str | None] = mapped_column(String(300))  # argon2id
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed secret
    totp_last: Mapped[int | None] = mapped_column(BigInteger)  # the last time step used: a code serves once
    failed: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(300))
    active: Mapped[bool] = mapped_column(default=True)
    made: Mapped[datetime]


class VisitRow(Base):
    """A session in the browser; `id` is the digest of the cookie, so that the table opens no door."""

    __tablename__ = "visit"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    made: Mapped[datetime]
    seen: Mapped[datetime]
    ends: Mapped[datetime]
    second_factor: Mapped[bool] = mapped_column(default=False)


class TokenRow(Base):
    """A token for the interface; kept as its digest."""

    __tablename__ = "token"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    made: Mapped[datetime]
    ends: Mapped[datetime | None]
    used: Mapped[datetime | None]


class CaseRow(Base):
    """A case as the worklist shows it. `revision` rises with every change: who writes names the one they saw."""

    __tablename__ = "case"
    __table_args__ = (
        Index("case_worklist", "org", "state", "due"),
        Index("case_received", "org", "received"),
        Index("case_number", "org", "number"),
        Index("case_assignee", "org", "assignee", "state", "due"),
        Index("case_due", "org", "due"),
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
    understood: Mapped[int | None]  # percent of the policy's clauses that the program judges
    open_questions: Mapped[int] = mapped_column(default=0)
    assignee: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    received: Mapped[datetime]
    due: Mapped[datetime | None]
    clock: Mapped[str] = mapped_column(String(100), default="")  # id of the clock row that set `due`
    clock_state: Mapped[str] = mapped_column(String(20), default="")  # running, paused, met, none
    decided: Mapped[datetime | None]
    made: Mapped[datetime]
    changed: Mapped[datetime]
    hold: Mapped[str] = mapped_column(Text, default="")  # why it may not be removed, where that is so
    remove_after: Mapped[date | None]  # end of retention
    says: Mapped[str] = mapped_column(Text, default="")  # why it could not be read, where that is so


class PaperRow(Base):
    """Bytes of a case, sealed: the packet as received, the case folder read from it, pictures of pages, letters."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("case", "kind", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    case: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # packet, folder, picture, letter
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
    __table_args__ = (UniqueConstraint("case", "number"),)

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


class ViewRow(Base):
    """A saved view of the worklist."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)


class PolicyRow(Base):
    """A policy that an organisation brought, with the text its clauses stand in; kept in every version."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("org", "policy", "digest"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    policy: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)  # policy.yaml
    source: Mapped[str] = mapped_column(Text)  # source.md
    by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class ApprovalRow(Base):
    """Whether a policy or the packs may decide anything here: proposed by one person, approved by another."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("org", "kind", "name", "digest"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    org: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10))  # policy, packs
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))  # proposed, approved, withdrawn
    proposed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    proposed: Mapped[datetime]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    settled: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="")


class AuditRow(Base):
    """An entry of the audit; `digest` is a keyed digest of the entry and of the one before it."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_about", "org", "about"), Index("audit_at", "org", "at"))

    org: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))  # account id, or "program"
    act: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80), default="")  # case id, account id, policy ...
    detail: Mapped[str] = mapped_column(Text)  # JSON with sorted keys; never words of a chart
    key: Mapped[str] = mapped_column(String(20))  # which key signs
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class ChainRow(Base):
    """The end of an organisation's audit: an entry cut off at the end is missed here."""

    __tablename__ = "audit_chain"

    org: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))  # keyed digest of this row
