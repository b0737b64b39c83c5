"""Organisations, the people of each, and how they come in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mednec.store.tables.base import Base, Id


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
    must_change: Mapped[bool] = mapped_column(default=True)  # until they chose a password of their own
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed secret
    totp_last: Mapped[int | None] = mapped_column(BigInteger)  # the last time step used: a code serves once
    recovery: Mapped[list[object]] = mapped_column(JSON, default=list)  # digests of codes for who lost the device
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


class ViewRow(Base):
    """A saved view of the worklist."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)
