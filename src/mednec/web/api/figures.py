"""The figures of the dashboard: counts with their intervals, for a period."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator

from mednec.desk import figures as counted
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.door import section
from mednec.web.api.words import EARLIEST, LATEST, Answer

router = section("figures")


def _in_time(value: date) -> date:
    if not EARLIEST.date() <= value <= LATEST.date():
        raise ValueError(f"between {EARLIEST.year} and {LATEST.year}")
    return value


Day = Annotated[date, AfterValidator(_in_time)]


class ShareAnswer(Answer):
    """`part` of `of` cases, with the 95 % interval of Wilson; `few` where too few were counted to speak of a rate."""

    part: int
    of: int
    few: bool
    interval: tuple[Decimal, Decimal]


class VolumeAnswer(Answer):
    """What came and what was decided on a day."""

    day: date
    received: int
    decided: int


class TurnAroundAnswer(Answer):
    """From receipt to decision: the median, and what nine of ten did not exceed."""

    line_of_business: str
    decided: int
    median: timedelta
    ninth: timedelta
    in_time: ShareAnswer


class OutcomesAnswer(Answer):
    """What was recommended under a policy, and what was decided."""

    policy: str
    title: str
    cases: int
    recommended: dict[str, int]
    decided: dict[str, int]


class DecidesAnswer(Answer):
    """In how many cases a clause decided the outcome."""

    policy: str
    title: str
    clause: str
    outcome: str
    cases: int


class OverturnsAnswer(Answer):
    """How often a decision did not stand on appeal."""

    policy: str
    title: str
    level: str
    overturned: ShareAnswer
    withdrawn: int
    waiting: int


class ChangeAnswer(Answer):
    """In how many cases a clause was read one way and ruled another."""

    read_as: str
    ruled: str
    cases: int


class OverridesAnswer(Answer):
    """How often reviewers ruled against the program's reading of a clause."""

    policy: str
    title: str
    clause: str
    overridden: ShareAnswer
    changes: tuple[ChangeAnswer, ...]


class GoldCardAnswer(Answer):
    """How much of what a requester asked for under a policy was approved."""

    requester: str
    npi: str
    policy: str
    title: str
    approved: ShareAnswer


class FiguresAnswer(Answer):
    """Everything the dashboard shows of a period, both days counted in."""

    since: date
    until: date
    volumes: tuple[VolumeAnswer, ...]
    turn_around: tuple[TurnAroundAnswer, ...]
    outcomes: tuple[OutcomesAnswer, ...]
    decides: tuple[DecidesAnswer, ...]
    overturns: tuple[OverturnsAnswer, ...]
    overrides: tuple[OverridesAnswer, ...]
    gold_cards: tuple[GoldCardAnswer, ...]


@router.get("/figures", summary="The figures of a period")
def figures(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.SEE_DASHBOARD))],
    since: Annotated[Day, Query(description="The first day.")],
    until: Annotated[Day, Query(description="The last day.")],
) -> FiguresAnswer:
    """Counted when asked. Durations are ISO 8601; shares come with how many they rest on."""
    made = counted.figures(desk, who, since, until)
    return FiguresAnswer(
        since=made.since,
        until=made.until,
        volumes=tuple(map(VolumeAnswer.showing, made.volumes)),
        turn_around=tuple(map(TurnAroundAnswer.showing, made.turn_around)),
        outcomes=tuple(
            OutcomesAnswer(
                policy=each.policy,
                title=each.title,
                cases=each.cases,
                recommended=dict(each.recommended),
                decided=dict(each.decided),
            )
            for each in made.outcomes
        ),
        decides=tuple(map(DecidesAnswer.showing, made.decides)),
        overturns=tuple(map(OverturnsAnswer.showing, made.overturns)),
        overrides=tuple(
            OverridesAnswer(
                policy=each.policy,
                title=each.title,
                clause=each.clause,
                overridden=ShareAnswer.showing(each.overridden),
                changes=tuple(ChangeAnswer(read_as=a, ruled=b, cases=n) for a, b, n in each.changes),
            )
            for each in made.overrides
        ),
        gold_cards=tuple(map(GoldCardAnswer.showing, made.gold_cards)),
    )
