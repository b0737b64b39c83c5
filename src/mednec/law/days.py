"""Counting of hours, calendar days, business days and months, in the time zone of the plan."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mednec.model.law import Span, TimeUnit

LAST_SECOND = time(23, 59, 59)
_SATURDAY = 5


def moment(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment in UTC; one without a zone is told in the plan's own time.

    >>> moment(datetime(2026, 1, 5, 10, 0), ZoneInfo("America/New_York")).isoformat()
    '2026-01-05T15:00:00+00:00'
    """
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day on the plan's calendar."""
    return moment(at, zone).astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day, in UTC."""
    return datetime.combine(day, LAST_SECOND, tzinfo=zone).astimezone(UTC)


def is_business_day(day: date, days_off: Collection[date] = ()) -> bool:
    return day.weekday() < _SATURDAY and day not in days_off


def business_days_between(first: date, last: date, days_off: Collection[date] = ()) -> int:
    """Business days after the first day, up to and with the last.

    >>> business_days_between(date(2026, 7, 3), date(2026, 7, 7))  # Friday to Tuesday
    2
    """
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_business_day(day, days_off) for day in days)


def day_after(day: date, span: Span, days_off: Collection[date] = ()) -> date:
    """The day on which a time of days or months ends; the day of the event itself does not count.

    A month ends on the same day of its month, or on the last day of a shorter one.

    >>> day_after(date(2026, 1, 31), Span(amount=1, unit=TimeUnit.MONTHS)).isoformat()
    '2026-02-28'
    """
    if span.unit is TimeUnit.CALENDAR_DAYS:
        return day + timedelta(days=span.amount)
    if span.unit is TimeUnit.BUSINESS_DAYS:
        left = span.amount
        while left:
            day += timedelta(days=1)
            left -= is_business_day(day, days_off)
        return day
    if span.unit is TimeUnit.MONTHS:
        years, month = divmod(day.year * 12 + day.month - 1 + span.amount, 12)
        return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
    raise ValueError(f"{span} are not counted in days")


def after(at: datetime, span: Span, zone: ZoneInfo, days_off: Collection[date] = ()) -> datetime:
    """The moment at which a time ends: hours to the second, days and months with the end of their last day."""
    if span.unit is TimeUnit.HOURS:
        return moment(at, zone) + timedelta(hours=span.amount)
    return end_of(day_after(day_of(at, zone), span, days_off), zone)
