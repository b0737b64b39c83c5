"""The audit and the end of its chain. Only added to: the database itself refuses to change or remove an entry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base


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
    key: Mapped[str] = mapped_column(String(20))  # which key signs
    seal: Mapped[str] = mapped_column(String(64))  # keyed digest of this row
