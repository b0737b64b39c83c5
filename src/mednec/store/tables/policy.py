"""Policies that an organisation brought, and what it approved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base, Id


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
