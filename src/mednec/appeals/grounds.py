"""How denials on each ground ended: the same medicine and disease where enough were decided, else openly wider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mednec.appeals.counting import FEW, rate, words_in
from mednec.appeals.finding import Shelf
from mednec.appeals.kept import reading
from mednec.model.appeal import Ending, Rate
from mednec.search.query import look_up

_RECENT = 5  # years; the share overturned drifts, so the latest go first
_USUAL = Decimal("0.5")
_OVERTURNED = tuple(e.value for e in Ending if e.for_patient)
Where = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What is counted: medicines and diseases by id, and the ground of denial if the plan gave one."""

    drugs: tuple[str, ...]
    diseases: tuple[str, ...]  # with their kinds
    issue: str
    called: tuple[str, str]  # medicines and diseases as printed
    wider: tuple[str, ...] = ()  # what the diseases are kinds of, with all its kinds
    wider_called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Where a rate comes from: the ground, the publishers and the years counted; whether of this medicine."""

    issue: str
    publishers: tuple[str, ...]
    first: int | None
    last: int | None
    same_medicine: bool


def span_of(shelf: Shelf) -> str:
    """Publishers and years of everything kept: `CA-DMHC-IMR, 2005-2024`."""
    with reading(shelf.kept.folder) as db:
        first, last = db.execute("SELECT min(year), max(year) FROM appeal").fetchone()
        publishers = [row[0] for row in db.execute("SELECT DISTINCT publisher FROM appeal ORDER BY publisher")]
    return f"{', '.join(publishers)}; {years_words(first, last)}"


def years_words(first: int | None, last: int | None) -> str:
    """Years as printed."""
    return "years not told" if first is None else f"{first}" if first == last else f"{first}-{last}"


def rates_by_ground(grounds: Grounds, shelf: Shelf) -> tuple[tuple[Rate, Counted], ...]:
    """A rate for the ground of denial, else for each that occurs for the medicine.

    A ground in words that no publisher uses counts as none given.
    """
    recent = _recent(shelf)
    found = []
    for issue in _issues(grounds, shelf):
        widened: list[str] = []
        steps = tuple(_ladder(issue, grounds, recent))
        for step, (where, says) in enumerate(steps, start=1):
            n = _count(shelf, where)
            if n >= FEW or step == len(steps):
                over = _count(shelf, {**where, "ending": _OVERTURNED})
                found.append((rate(says, over, n, widened), _counted(shelf, issue, where)))
                break
            widened.append(f"{says.removeprefix(f'{issue}; ')}: {n} decisions")
    return tuple(found)


def _ladder(issue: str, grounds: Grounds, recent: tuple[str, ...]) -> Iterator[tuple[Where, str]]:
    """From this medicine and disease in the latest years to the ground alone."""
    drug, disease = grounds.called
    ground: Where = {"issue": (issue,)}
    medicine: Where = {**ground, "asks": grounds.drugs}
    both: Where = {**medicine, "ill": grounds.diseases}
    years: Where = {"year": recent} if recent else {}
    latest = years_words(int(recent[0]), int(recent[-1])) if recent else ""
    if grounds.diseases:
        yield {**both, **years}, f"{issue}; {drug}; {disease}; {latest}"
        yield both, f"{issue}; {drug}; {disease}; all years"
    if grounds.wider:
        family: Where = {**medicine, "ill": grounds.wider}
        kind = grounds.wider_called
        yield {**family, **years}, f"{issue}; {drug}; {kind}; {latest}"
        yield family, f"{issue}; {drug}; {kind}; all years"
    yield {**medicine, **years}, f"{issue}; {drug}; {latest}"
    yield medicine, f"{issue}; {drug}; all years"
    yield {**ground, **years}, f"{issue}; all treatments; {latest}"


def _issues(grounds: Grounds, shelf: Shelf) -> tuple[str, ...]:
    wanted = words_in(grounds.issue)
    named = tuple(i for i in shelf.issues if i and wanted and (wanted <= words_in(i) or words_in(i) <= wanted))
    return named or tuple(i for i in shelf.issues if i and _count(shelf, {"issue": (i,), "asks": grounds.drugs}))


def _count(shelf: Shelf, where: Mapping[str, tuple[str, ...]]) -> int:
    return look_up(shelf.index, "", where=where).considered


def _recent(shelf: Shelf) -> tuple[str, ...]:
    with reading(shelf.kept.folder) as db:
        last = db.execute("SELECT max(year) FROM appeal").fetchone()[0]
    return tuple(str(y) for y in range(last - _RECENT + 1, last + 1)) if last is not None else ()


def _counted(shelf: Shelf, issue: str, where: Where) -> Counted:
    with reading(shelf.kept.folder) as db:
        publishers = [row[0] for row in db.execute("SELECT DISTINCT publisher FROM appeal ORDER BY publisher")]
        years = [row[0] for row in db.execute("SELECT DISTINCT year FROM appeal WHERE year NOT NULL ORDER BY year")]
    if "year" in where:
        years = [y for y in years if str(y) in where["year"]]
    there = [y for y in years if _count(shelf, {**where, "year": (str(y),)})]
    return Counted(
        issue=issue,
        publishers=tuple(p for p in publishers if _count(shelf, {**where, "publisher": (p,)})),
        first=min(there, default=None),
        last=max(there, default=None),
        same_medicine="asks" in where,
    )


def warnings_from(rates: Sequence[tuple[Rate, Counted]], *, known: bool) -> tuple[str, ...]:
    """For the payer's reviewer: grounds whose denials are usually overturned, with ten decisions or more."""
    return tuple(
        _warning(each, counted, known=known) for each, counted in rates if each.decided >= FEW and each.low > _USUAL
    )


def _warning(each: Rate, counted: Counted, *, known: bool) -> str:
    of = "such requests" if counted.same_medicine else "treatments of every kind"
    where = f"{', '.join(counted.publishers)}, {years_words(counted.first, counted.last)}"
    begins = f"This ground of denial, {counted.issue!r}," if known else f"A denial as {counted.issue!r}"
    return (
        f"{begins} is usually overturned: {each.overturned} of {each.decided} decisions on {of} "
        f"(95 % interval {100 * each.low:.0f} % to {100 * each.high:.0f} %; {where}; counted: {each.of})."
    )
