"""What the tables have in common: moments, ids, and names of constraints that are the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
Id = String(40)


def moment_text(moment: datetime) -> str:
    """A moment as it is kept: in UTC, as text that sorts. Raises `ValueError` without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime(FORM)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, as text that sorts: `2026-04-08T10:12:00.000000Z`. The same on both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As it is kept."""
        del dialect
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """As it is used, with its time zone."""
        del dialect
        return None if value is None else datetime.strptime(value, FORM).replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables of the service."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment(), dict[str, object]: JSON, list[object]: JSON}
