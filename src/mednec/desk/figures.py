"""What an organisation's cases come to over a time: counted from rows, never from papers, so that it is quick.

Cases are counted by the day they were received, turn-around by the day of the decision, appeals by the day they ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from mednec.desk.counted import (
    Span,
    decided,
    deciding_clauses,
    gold_cards,
    outcomes,
    overrides,
    overturns,
    turn_around,
    volumes,
    weighed,
)
from mednec.desk.desk import Desk
from mednec.desk.rights import Act, require
from mednec.desk.tallies import (
    ClauseDecides,
    GoldCard,
    Outcomes,
    Overrides,
    Overturns,
    TurnAround,
    Volume,
)
from mednec.errors import RequestError
from mednec.model.life import Person
from mednec.store.engine import reading

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the dashboard shows of the days from `since` to `until`, both counted in."""

    since: date
    until: date
    volumes: tuple[Volume, ...]
    turn_around: tuple[TurnAround, ...]
    outcomes: tuple[Outcomes, ...]
    decides: tuple[ClauseDecides, ...]
    overturns: tuple[Overturns, ...]
    overrides: tuple[Overrides, ...]
    gold_cards: tuple[GoldCard, ...]

    @property
    def received(self) -> int:
        return sum(v.received for v in self.volumes)

    @property
    def decided(self) -> int:
        return sum(v.decided for v in self.volumes)


def figures(desk: Desk, who: Person, since: date, until: date) -> Figures:
    """The figures of the person's organisation. Raises NotAllowed, and RequestError for days that make no time."""
    require(who, Act.SEE_DASHBOARD)
    if until < since:
        raise RequestError(f"it ends on {until}, before it begins on {since}", where="the period", do="swap the days")
    if until == date.max:
        raise RequestError("no day follows it", where="the period", do="choose an earlier one")
    if until - since > LONGEST:
        raise RequestError("longer than three years", where="the period", do="choose a shorter one")
    with reading(desk.engine) as session:
        return counted(session, who.org, since, until)


def counted(session: Session, org: str, since: date, until: date) -> Figures:
    """The same, of an organisation by its id."""
    span = Span(org=org, start=_midnight(since), end=_midnight(until + timedelta(days=1)))
    settled, counts = decided(session, span), weighed(session, span)
    return Figures(
        since=since,
        until=until,
        volumes=volumes(session, span),
        turn_around=turn_around(session, span),
        outcomes=outcomes(counts, settled),
        decides=deciding_clauses(counts),
        overturns=overturns(session, span),
        overrides=overrides(session, span, counts),
        gold_cards=gold_cards(settled),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
