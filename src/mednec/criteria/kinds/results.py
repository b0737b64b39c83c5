"""`test_result` and `measurement`: results and numbers, with window and comparator."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mednec.criteria.corrected import COMPUTED
from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty, within
from mednec.criteria.weigh import spans, widen
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, Measurement, TestResult
from mednec.model.words import Result, Status, Supplier
from mednec.terminology.lab_units import in_unit
from mednec.terminology.units import convert, convertible

_WANTED = ("positive", "negative", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """Slots: `of` tests; `result` positive, negative or reported; `every` true when each named test must show it;
    `within_days`; `above_reference` true where a number above the laboratory's limit also counts as positive;
    `in_documents` kinds of documents that count. A concept stands for each test that is a kind of it."""

    __test__ = False  # not a pytest class

    of: tuple[str, ...]
    result: str
    every: bool
    within_days: int | None
    above_reference: bool
    in_documents: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Test:
        return cls(
            in_documents=slots.document_kinds("in_documents"),
            of=slots.texts("of"),
            result=slots.choice("result", _WANTED, "positive"),
            every=slots.flag("every"),
            within_days=slots.whole("within_days"),
            above_reference=slots.flag("above_reference"),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.LABORATORY

    def judge(self, record: Record) -> Judgement:
        each = [self._judge_one(record, concept) for concept in self.of]
        if self.every:
            return self._every(each)
        return _first_of(each)

    @staticmethod
    def _every(each: list[Judgement]) -> Judgement:
        failed = [j for j in each if j.status is Status.NOT_MET]
        split = [j for j in each if j.status is Status.CONFLICTING]
        if failed:
            return not_met(*(c for j in failed for c in j.because))
        if split:
            return split[0]
        if all(j.status is Status.MET for j in each):
            return met(*(c for j in each for c in j.because))
        return silent()

    def _judge_one(self, record: Record, wanted: str) -> Judgement:
        """One wanted test; where it stands for a group, any test of the group decides."""
        results = [r for r in record.results((wanted,)) if self._counts(record, r)]
        numbers = [m for m in record.measurements((wanted,)) if self._counts(record, m)]
        told = [r for r in results if r.result in (Result.POSITIVE, Result.NEGATIVE)]
        if self.result == "reported":
            reported = [*told, *numbers]
            return met(*spans(reported)) if reported else silent()
        tests = sorted({f.concept for f in (*told, *numbers)})
        return _first_of(
            [self._decide([r for r in told if r.concept == t], [m for m in numbers if m.concept == t]) for t in tests]
        )

    def _counts(self, record: Record, found: Finding) -> bool:
        here = not self.in_documents or found.document_kind.value in self.in_documents
        return here and within(record, found, self.within_days) and weighty(found)

    def _decide(self, told: list[TestResult], numbers: list[Measurement]) -> Judgement:
        """One test over all its dates; later results of the other polarity make it conflicting."""
        wanted = Result.POSITIVE if self.result == "positive" else Result.NEGATIVE
        yes = [r for r in told if r.result is wanted]
        no = [r for r in told if r.result is not wanted]
        raised = [m for m in numbers if above_reference(m)] if self.above_reference else []
        if yes or raised:
            if no and not raised and self._newest_first([*yes, *no])[0] in no:
                return conflicting(spans(yes), spans(no), "results differ over time")
            return met(*spans([*yes, *raised]), contrary=spans(no))
        return not_met(*spans(no)) if no else silent()

    @staticmethod
    def _newest_first(found: list[TestResult]) -> list[TestResult]:
        return sorted(found, key=lambda r: -(r.recorded.toordinal() if r.recorded else 0))

    def say(self, record: Record) -> str:
        names = (" and " if self.every else " or ").join(record.lexicon.name(c) for c in self.of)
        window = f" within {self.within_days} days before the request" if self.within_days else ""
        return f"{names} {self.result}{window}"


def _first_of(each: list[Judgement]) -> Judgement:
    """Any of them: met before conflicting before not met; what is silent leaves the others to decide."""
    hits = [j for j in each if j.status is Status.MET]
    if hits:
        return met(*(c for j in hits for c in j.because), contrary=tuple(c for j in hits for c in j.contrary))
    split = [j for j in each if j.status is Status.CONFLICTING]
    if split:
        return split[0]
    denied = [j for j in each if j.status is Status.NOT_MET]
    return not_met(*(c for j in denied for c in j.because)) if denied and len(denied) == len(each) else silent()


def above_reference(m: Measurement) -> bool:
    """Above the upper limit that the laboratory printed (or flagged high)."""
    return (m.high is not None and m.value > m.high) or m.flag.upper().startswith("H")


def below_reference(m: Measurement) -> bool:
    """Below the lower limit that the laboratory printed (or flagged low)."""
    return (m.low is not None and m.value < m.low) or m.flag.upper().startswith("L")


_BASELINE = re.compile(r"\bbas(?:eline|al)\b", re.IGNORECASE)
_EPISODE = re.compile(r"\b(?:during|acute|episodes?|attacks?|reaction|emergency|ED|peak)\b")
_BOUNDS = ("above", "at_least", "below", "at_most")
_AGAINST: Mapping[str, Callable[[Measurement], bool]] = {  # against the range that the laboratory printed
    "above_reference": above_reference,
    "below_reference": below_reference,
    "not_above_reference": lambda m: not above_reference(m),
    "not_below_reference": lambda m: not below_reference(m),
}
_MARKS = (*_AGAINST, "present")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Slots: `of` measures; one of `above`, `at_least`, `below`, `at_most` a number, `above_reference`,
    `below_reference`, `not_above_reference`, `not_below_reference`, `present`; `unit`, into which values are
    converted; `scale` of an instrument; `within_days`;
    `baseline` counts only values called baseline, never one of an episode; `persistent` needs two values at least;
    `measured` leaves stated and carried-forward values out; `count` how many separate values (muscle groups) must
    pass; `where` words of the site, one of which must stand with the value; `up_to` beside `at_least` makes one
    range of both; `which` lowest or highest where only that one of the latest day counts."""

    of: tuple[str, ...]
    comparator: str
    limit: Decimal | None
    unit: str
    within_days: int | None
    persistent: bool
    measured: bool
    count: int
    baseline: bool
    scale: Decimal | None
    where: tuple[str, ...]
    up_to: Decimal | None
    which: str

    @classmethod
    def parse(cls, slots: Slots) -> Threshold:
        asked = [(c, slots.number(c)) for c in _BOUNDS]
        given: list[tuple[str, Decimal | None]] = [(c, v) for c, v in asked if v is not None]
        given += [(mark, None) for mark in _MARKS if slots.flag(mark)]
        if len(given) != 1:
            raise slots.wrong("above", f"or exactly one of {', '.join((*_BOUNDS[1:], *_MARKS))} is needed")
        comparator, limit = given[0]
        count = slots.whole("count")
        if count is not None and count < 1:
            raise slots.wrong("count", f"must be 1 or more, not {count}")
        return cls(
            of=slots.texts("of"),
            comparator=comparator,
            limit=limit,
            unit=slots.text("unit", ""),
            within_days=slots.whole("within_days"),
            persistent=slots.flag("persistent"),
            measured=slots.flag("measured"),
            count=count or 1,
            baseline=slots.flag("baseline"),
            scale=slots.number("scale"),
            where=slots.texts("where", required=False),
            up_to=_up_to(slots, comparator),
            which=slots.choice("which", ("lowest", "highest", ""), ""),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.LABORATORY

    def judge(self, record: Record) -> Judgement:
        found = [m for m in record.measurements(self.of) if within(record, m, self.within_days) and m.when]
        found = [m for m in found if self._comparable(m) and self._at_site(m)]
        usable = [m for m in found if weighty(m) and (not self.baseline or _called_baseline(m))]
        used = {id(m) for m in usable}  # equality of two findings takes long, and a chart may have thousands
        others = tuple(widen(m) for m in found if id(m) not in used)
        usable = self._extreme(usable)
        if not usable:
            why = "no value is called a baseline" if self.baseline else "only stated or carried forward"
            return silent(why if found else "", contrary=others if self.measured or self.baseline else ())
        latest = max(usable, key=lambda m: m.recorded or record.as_of)
        told = [m for m in usable if self._passes(m) is not None]
        if not told or (self.within_days is not None and latest not in told):
            return silent("the value may lie on either side of the bound", contrary=spans(usable))
        passing = [m for m in told if self._passes(m)]
        passed = {id(m) for m in passing}
        failing = [m for m in told if id(m) not in passed]
        return self._decide(record, passing, failing, others if self.measured else ())

    def _extreme(self, usable: list[Measurement]) -> list[Measurement]:
        """With `which` the lowest or highest value of the latest day, else all."""
        if not self.which or not usable:
            return usable
        last = max((m.when.last for m in usable if m.when), default=None)
        latest = [m for m in usable if m.when and m.when.last == last]
        pick = min if self.which == "lowest" else max
        most = pick(m.value for m in latest)
        return [m for m in latest if m.value == most]

    def _at_site(self, m: Measurement) -> bool:
        near = m.sentence.quote.lower()
        return not self.where or any(site.lower() in near for site in self.where)

    def _decide(
        self, record: Record, passing: list[Measurement], failing: list[Measurement], others: tuple[ChartCitation, ...]
    ) -> Judgement:
        enough = max(self.count, 2 if self.persistent else 1)
        counted = _distinct_places(passing) if self.count > 1 else passing
        if len(counted) >= enough:
            latest = max((*passing, *failing), key=lambda m: m.recorded or record.as_of)
            if latest in failing:
                return self._latest_fails(passing, failing)
            return met(*_shown(counted), contrary=(*others, *spans(failing)), note=_working(counted))
        if passing and self.persistent:
            return silent("one value only; the clause asks that it persists", contrary=spans(passing))
        if passing:
            return silent(contrary=spans(passing))
        return not_met(*_shown(failing), contrary=spans(passing), note=_working(failing))

    def _latest_fails(self, passing: list[Measurement], failing: list[Measurement]) -> Judgement:
        """A window asks for the state now, so the latest value decides; without one a past value still shows it."""
        if self.within_days is not None:
            return not_met(*spans(failing), contrary=spans(passing), note="the latest value decides")
        return met(*spans(passing), contrary=spans(failing))

    def _comparable(self, m: Measurement) -> bool:
        """The instrument's scale and the unit must be those of the clause, or convert into them."""
        if self.scale is not None and m.scale is not None and m.scale != self.scale:
            return False
        if self.comparator in _AGAINST and not (m.flag or m.low or m.high):
            return False  # without the laboratory's range the number says nothing of it
        return not self.unit or not m.unit or self._in_unit(m) is not None

    def _in_unit(self, m: Measurement, value: Decimal | None = None) -> Decimal | None:
        return said_in(m.value if value is None else value, m.unit, self.unit)

    def _passes(self, m: Measurement) -> bool | None:
        """Whether the value passes; None where a range ("4-5") or an open end (">5") may lie on either side."""
        if self.comparator == "present":
            return True
        if self.comparator in _AGAINST:
            return _AGAINST[self.comparator](m)
        low, high = self._in_unit(m), self._in_unit(m, m.high_value)
        if low is None or high is None or self.limit is None:
            return None
        beyond, short = (low > self.limit, high <= self.limit)  # as "above" asks
        if self.comparator in ("at_least", "below"):
            beyond, short = (low >= self.limit, high < self.limit)
        if m.comparator.startswith((">", "\u2265")):
            beyond, short = beyond or (m.comparator == ">" and low >= self.limit), False
        elif m.comparator.startswith(("<", "\u2264")):
            beyond, short = False, short or (m.comparator == "<" and high <= self.limit)
        if not beyond and not short:
            return None
        if self.up_to is not None and beyond:
            return None if low <= self.up_to < high else high <= self.up_to
        return beyond if self.comparator in ("above", "at_least") else short

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        bound = {
            "present": "a value",
            "above_reference": "above the laboratory's upper limit",
            "below_reference": "below the laboratory's lower limit",
            "not_above_reference": "at or below the laboratory's upper limit",
            "not_below_reference": "at or above the laboratory's lower limit",
        }.get(self.comparator, f"{self.comparator.replace('_', ' ')} {self.limit} {self.unit}".strip())
        bound = f"{bound} and at most {self.up_to}" if self.up_to is not None else bound
        bound = f"baseline {bound}" if self.baseline else bound
        window = f" within {self.within_days} days before the request" if self.within_days else ""
        return f"{names}: {bound}{window}{', persistently' if self.persistent else ''}"


def _shown(found: list[Measurement]) -> tuple[ChartCitation, ...]:
    """Places of the values, and of those that a computed one rests on."""
    return (*spans(found), *(m.cue for m in found if m.rule == COMPUTED and m.cue is not None))


def _working(found: list[Measurement]) -> str:
    return "; ".join(dict.fromkeys(m.written for m in found if m.rule == COMPUTED))


def _up_to(slots: Slots, comparator: str) -> Decimal | None:
    most = slots.number("up_to")
    if most is not None and comparator != "at_least":
        raise slots.wrong("up_to", "goes with at_least")
    return most


def said_in(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """A value in the unit wanted, as it is where one of them is not told; None where they measure different things."""
    if not wanted or not unit or unit.casefold() == wanted.casefold():
        return value
    if (told := in_unit(value, unit, wanted)) is not None:
        return told
    return convert(value, unit, wanted) if convertible(unit, wanted) else None


def _called_baseline(m: Measurement) -> bool:
    said = f"{m.sentence.quote} {m.column} {m.rule}"
    return bool(_BASELINE.search(said)) and not _EPISODE.search(m.sentence.quote)


def _distinct_places(found: list[Measurement]) -> list[Measurement]:
    """One value per muscle group: "deltoids 4/5" twice is one group."""
    seen: dict[str, Measurement] = {}
    for m in found:
        words = m.source.quote.lower().split()
        seen.setdefault(words[0].rstrip("s") if words else "", m)
    return list(seen.values())
