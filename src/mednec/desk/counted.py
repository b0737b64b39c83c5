"""Counts of cases, decisions, appeals and rulings of an organisation within a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from mednec.desk.shares import Share
from mednec.desk.tallies import (
    ALL,
    ClauseDecides,
    Decided,
    GoldCard,
    Outcomes,
    Overrides,
    Overturns,
    TurnAround,
    Volume,
    Weighed,
)
from mednec.model.life import AppealEnding, DecisionKind, RulingKind
from mednec.store.tables import AppealRow, CaseRow, RulingRow

Moments = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]

APPROVED = (DecisionKind.APPROVE.key, DecisionKind.APPROVE_WITH_CONDITIONS.key)
_WON = (AppealEnding.OVERTURNED.key, AppealEnding.OVERTURNED_IN_PART.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An organisation's time from `start` up to `end`."""

    org: str
    start: datetime
    end: datetime

    def holds(self, moment: Moments) -> ColumnElement[bool]:
        return and_(moment >= self.start, moment < self.end)


def volumes(session: Session, span: Span) -> tuple[Volume, ...]:
    """One entry for every day of the span, also for those on which nothing came."""
    received = _by_day(session, span, CaseRow.received)
    decided = _by_day(session, span, CaseRow.decided)
    days = (span.end - span.start).days
    each = (span.start.date() + timedelta(days=n) for n in range(days))
    return tuple(Volume(day=d, received=received[d.isoformat()], decided=decided[d.isoformat()]) for d in each)


def _by_day(session: Session, span: Span, moment: Moments) -> Counter[str]:
    day = func.substr(type_coerce(moment, String), 1, 10)
    rows = session.execute(select(day, func.count()).where(CaseRow.org == span.org, span.holds(moment)).group_by(day))
    return Counter({str(d): int(n) for d, n in rows})


def turn_around(session: Session, span: Span) -> tuple[TurnAround, ...]:
    """By line of business, and over all of them where there are several."""
    rows = session.execute(
        select(
            CaseRow.line_of_business,
            type_coerce(CaseRow.received, String),
            type_coerce(CaseRow.decided, String),
            type_coerce(CaseRow.due, String),
        ).where(CaseRow.org == span.org, span.holds(CaseRow.decided))
    )
    taken: defaultdict[str, list[tuple[timedelta, bool | None]]] = defaultdict(list)
    for line, received, decided, due in rows:
        took = datetime.fromisoformat(decided) - datetime.fromisoformat(received)
        taken[line].append((took, decided <= due if due else None))
    found = [_taken(line or "not told", taken[line]) for line in sorted(taken)]
    if len(found) > 1:
        found.insert(0, _taken(ALL, [each for line in taken.values() for each in line]))
    return tuple(found)


def _taken(line: str, each: Sequence[tuple[timedelta, bool | None]]) -> TurnAround:
    lengths = sorted(took for took, _ in each)
    timed = [kept for _, kept in each if kept is not None]
    return TurnAround(
        line_of_business=line,
        decided=len(lengths),
        median=_at(lengths, 50),
        ninth=_at(lengths, 90),
        in_time=Share(part=sum(timed), of=len(timed)),
    )


def _at(lengths: Sequence[timedelta], percent: int) -> timedelta:
    """The least length that so many per cent do not exceed (nearest rank)."""
    return lengths[max(0, -(-len(lengths) * percent // 100) - 1)]


def decided(session: Session, span: Span) -> tuple[Decided, ...]:
    """Cases decided in the span, by the decision in force."""
    of = (CaseRow.requester_npi, CaseRow.requester, CaseRow.policy, CaseRow.decision)
    rows = session.execute(
        select(*of, func.count(), func.max(type_coerce(CaseRow.decided, String)))
        .where(CaseRow.org == span.org, span.holds(CaseRow.decided), CaseRow.decision != "")
        .group_by(*of)
    ).all()
    found = sorted(rows)
    newest: dict[str, str] = {}
    for *_, policy, _, _, at in found:
        newest[policy] = max(at, newest.get(policy, ""))
    titles = {policy: _title(session, span, CaseRow.decided, policy, at) for policy, at in newest.items()}
    return tuple(
        Decided(npi=npi, requester=requester, policy=policy, title=titles[policy], kind=kind, number=n)
        for npi, requester, policy, kind, n, _ in found
    )


def weighed(session: Session, span: Span) -> tuple[Weighed, ...]:
    """Cases received in the span by policy, outcome and deciding clauses; read from an index alone, titles apart."""
    of = (CaseRow.policy, CaseRow.outcome, CaseRow.decides)
    rows = session.execute(
        select(*of, func.count(), func.max(type_coerce(CaseRow.received, String)))
        .where(CaseRow.org == span.org, span.holds(CaseRow.received), CaseRow.outcome != "")
        .group_by(*of)
    ).all()
    found = sorted(rows)
    newest: dict[str, str] = {}
    for policy, _, _, _, received in found:
        newest[policy] = max(received, newest.get(policy, ""))
    titles = {policy: _title(session, span, CaseRow.received, policy, at) for policy, at in newest.items()}
    return tuple(
        Weighed(policy=policy, title=titles[policy], outcome=outcome, decides=decides, cases=n)
        for policy, outcome, decides, n, _ in found
    )


def _title(session: Session, span: Span, moment: Moments, policy: str, at: str) -> str:
    """The title as the newest case of a policy has it."""
    wanted = select(CaseRow.policy_title).where(
        CaseRow.org == span.org, type_coerce(moment, String) == at, CaseRow.policy == policy
    )
    return session.scalars(wanted.limit(1)).first() or ""


def outcomes(counts: Iterable[Weighed], settled: Iterable[Decided]) -> tuple[Outcomes, ...]:
    """By policy, the one with the most cases first."""
    titles: dict[str, str] = {}
    recommended: defaultdict[str, Counter[str]] = defaultdict(Counter)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in counts:
        titles[each.policy] = each.title
        recommended[each.policy][each.outcome] += each.cases
    for made in settled:
        titles.setdefault(made.policy, made.title)
        kinds[made.policy][made.kind] += made.number
    found = [
        Outcomes(
            policy=policy,
            title=title,
            cases=recommended[policy].total(),
            recommended=tuple(sorted(recommended[policy].items())),
            decided=tuple(sorted(kinds[policy].items())),
        )
        for policy, title in titles.items()
    ]
    return tuple(sorted(found, key=lambda o: (-o.cases, o.policy)))


def deciding_clauses(counts: Iterable[Weighed]) -> tuple[ClauseDecides, ...]:
    """Each clause that decided, the most frequent first. A case may have several."""
    cases: Counter[tuple[str, str, str]] = Counter()
    titles: dict[str, str] = {}
    for each in counts:
        titles[each.policy] = each.title
        for clause in filter(None, each.decides.split("\n")):
            cases[each.policy, clause, each.outcome] += each.cases
    found = (
        ClauseDecides(policy=p, title=titles[p], clause=c, outcome=outcome, cases=n)
        for (p, c, outcome), n in cases.items()
    )
    return tuple(sorted(found, key=lambda d: (-d.cases, d.policy, d.clause, d.outcome)))


def overturns(session: Session, span: Span) -> tuple[Overturns, ...]:
    """By policy and level, and over all of them where there are several."""
    ended = and_(AppealRow.ending != "", span.holds(AppealRow.ended))
    rows = session.execute(
        select(CaseRow.policy, func.max(CaseRow.policy_title), AppealRow.level, AppealRow.ending, func.count())
        .join(CaseRow, AppealRow.case == CaseRow.id)
        .where(AppealRow.org == span.org, ended | (AppealRow.ending == ""))
        .group_by(CaseRow.policy, AppealRow.level, AppealRow.ending)
    )
    titles: dict[str, str] = {}
    endings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    for policy, title, level, ending, n in rows:
        titles[policy] = title
        endings[policy, level][ending] += n
        whole[ending] += n
    found = [_ended(p, titles[p], level, endings[p, level]) for p, level in sorted(endings)]
    return (_ended(ALL, "all policies", "all levels", whole), *found) if len(found) > 1 else tuple(found)


def _ended(policy: str, title: str, level: str, endings: Counter[str]) -> Overturns:
    won = sum(endings[e] for e in _WON)
    share = Share(part=won, of=won + endings[AppealEnding.UPHELD.key])
    withdrawn, waiting = endings[AppealEnding.WITHDRAWN.key], endings[""]
    return Overturns(policy=policy, title=title, level=level, overturned=share, withdrawn=withdrawn, waiting=waiting)


def overrides(session: Session, span: Span, counts: Iterable[Weighed]) -> tuple[Overrides, ...]:
    """Each clause that was overridden, the one with the most cases first. A ruling taken back does not count."""
    titles: dict[str, str] = {}
    under: Counter[str] = Counter()
    for each in counts:
        titles[each.policy] = each.title
        under[each.policy] += each.cases
    newest = (
        select(RulingRow.case, func.max(RulingRow.number).label("number"))
        .where(RulingRow.org == span.org)
        .group_by(RulingRow.case, RulingRow.clause)
        .subquery()
    )
    rows = session.execute(
        select(CaseRow.policy, RulingRow.clause, RulingRow.read_as, RulingRow.status, func.count())
        .join(newest, and_(RulingRow.case == newest.c.case, RulingRow.number == newest.c.number))
        .join(CaseRow, CaseRow.id == RulingRow.case)
        .where(span.holds(CaseRow.received), RulingRow.kind == RulingKind.OVERRIDE.key)
        .where(RulingRow.org == span.org, CaseRow.outcome != "")
        .group_by(CaseRow.policy, RulingRow.clause, RulingRow.read_as, RulingRow.status)
    )
    changes: defaultdict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for policy, clause, read_as, status, n in rows:
        changes[policy, clause].append((read_as, status, n))
    found = (
        Overrides(
            policy=policy,
            title=titles[policy],
            clause=clause,
            overridden=Share(part=sum(n for *_, n in each), of=under[policy]),
            changes=tuple(sorted(each, key=lambda c: (-c[2], c))),
        )
        for (policy, clause), each in changes.items()
    )
    return tuple(sorted(found, key=lambda o: (-o.overridden.part, o.policy, o.clause)))


def gold_cards(settled: Iterable[Decided]) -> tuple[GoldCard, ...]:
    """By requester (their NPI where told) and policy, the most decisions first."""
    kinds: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    named: dict[tuple[str, str], tuple[str, str, str]] = {}
    for each in settled:
        key = (each.npi or each.requester, each.policy)
        named.setdefault(key, (each.requester, each.npi, each.title))
        kinds[key][each.kind] += each.number
    found = (_gold_card(named[key], key[1], kinds[key]) for key in kinds)
    return tuple(sorted(found, key=lambda g: (-g.approved.of, g.requester, g.npi, g.policy)))


def _gold_card(named: tuple[str, str, str], policy: str, kinds: Counter[str]) -> GoldCard:
    requester, npi, title = named
    share = Share(part=_sum(kinds, APPROVED), of=kinds.total())
    return GoldCard(requester=requester, npi=npi, policy=policy, title=title, approved=share)


def _sum(counts: Counter[str], keys: Iterable[str]) -> int:
    return sum(counts[key] for key in keys)
