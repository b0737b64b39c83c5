"""How two leaves stand to each other: the same, one implied by the other, or never both met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mednec.chart.lexicon import Lexicon
from mednec.packs.checking.terms import Term
from mednec.terminology.lab_units import in_unit

STATEMENTS = ("diagnosis", "finding")
_DENIES = {"absent": "present", "not used": "used", "not met": "met", "negative": "positive"}
_SMALLER = ("within_days", "at_most", "below", "at_most_days", "up_to", "within_years", "to_age")
_LARGER = (
    *("at_least", "above", "min_days", "min_daily", "min_daily_per_kg", "times_licensed", "at_least_days"),
    *("by", "by_percent", "count", "cycles", "per_kg"),
)
_NARROWER = ("every", "baseline", "persistent", "measured")  # true asks for more
_WIDER = ("consultation", "history_counts", "letters_count", "above_reference", "or_normal", "course_only")
_AMONG = ("in_documents", "by_specialty", "brands", "where", "issuers")  # fewer ask for more, none asks for nothing
_CHOICES = ("of", "outcomes", "excused_by", "specialties", "drug")  # one of them is enough
_EACH = ("recorded",)  # kinds in which each of `of` is asked for


def number(value: object) -> Decimal | None:
    """A slot as a number, None where it holds none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def denies(term: Term) -> bool:
    """Whether the leaf asks for absence, and not for presence."""
    return str(term.slots.get("expect", term.slots.get("result", ""))) in _DENIES


def same(a: Term, b: Term) -> bool:
    """The same kind with the same slots, in whatever order its words stand."""
    return a.kind == b.kind and _plain(a.slots) == _plain(b.slots) and a.applies_to == b.applies_to


def same_fact(a: Term, b: Term) -> bool:
    """The same question, whichever answer is expected."""
    ours, theirs = ({k: v for k, v in t.slots.items() if k not in ("expect", "result")} for t in (a, b))
    alike = a.kind == b.kind or {a.kind, b.kind} <= set(STATEMENTS)
    return alike and bool(a.slots) and _plain(ours) == _plain(theirs)


def implies(a: Term, b: Term, lexicon: Lexicon) -> bool:
    """Whether `a` met means that `b` is met, as far as their slots tell."""
    if a.kind != b.kind or a.kind in ("ask", "parts", "schedule_limit") or a.applies_to != b.applies_to:
        return False
    return all(_at_least_as_strict(name, a, b, lexicon) for name in {*a.slots, *b.slots})


def _at_least_as_strict(name: str, a: Term, b: Term, lexicon: Lexicon) -> bool:
    ours, theirs = a.slots.get(name), b.slots.get(name)
    if _plain({name: ours}) == _plain({name: theirs}):
        return True
    if name in _CHOICES and ours is not None and theirs is not None:
        return _fewer(a, b, name, lexicon)
    if name in _AMONG:
        return theirs is None or (ours is not None and set(a.words(name)) <= set(b.words(name)))
    if name in _NARROWER:
        return bool(ours) or not theirs
    if name in _WIDER:
        return bool(theirs) or not ours
    if name in (*_SMALLER, *_LARGER):
        mine, other = number(ours), number(theirs)
        if mine is None or other is None:
            return other is None
        return mine <= other if name in _SMALLER else mine >= other
    return False


def _fewer(a: Term, b: Term, name: str, lexicon: Lexicon) -> bool:
    """Whether the choices of `a` are among those of `b`; for an absence, and where each is asked, the other way."""
    mine, other = a.words(name), b.words(name)
    turned = name == "of" and (denies(a) or a.kind in _EACH or bool(a.slots.get("every")))
    if turned:
        mine, other = other, mine
    return all(lexicon.matches(m, other) for m in mine)


def exclude(a: Term, b: Term, lexicon: Lexicon) -> bool:
    """Whether both can never be met: one and the same fact asked to be so and not so."""
    if {a.kind, b.kind} <= set(STATEMENTS) or (a.kind == b.kind == "concurrent"):
        there, gone = (b, a) if denies(a) else (a, b)
        if denies(there) or not denies(gone) or _apart_in_time(there, gone):
            return False
        return all(lexicon.matches(c, gone.words("of")) for c in there.words("of"))
    if a.kind != b.kind:
        return False
    if a.kind == "test_result":
        return _results_exclude(a, b)
    if a.kind == "reference":
        return same_fact(a, b) and denies(a) != denies(b) and len(a.words("to")) == 1
    if a.kind == "request_is":
        return not any(lexicon.is_a(x, y) or lexicon.is_a(y, x) for x in a.words("drug") for y in b.words("drug"))
    return False


def _apart_in_time(there: Term, gone: Term) -> bool:
    """Gone within a shorter time than it was there in: what was once may have passed."""
    then, now = number(there.slots.get("within_days")), number(gone.slots.get("within_days"))
    return now is not None and (then is None or then > now)


def _results_exclude(a: Term, b: Term) -> bool:
    results = {str(t.slots.get("result", "positive")) for t in (a, b)}
    if results != {"positive", "negative"}:
        return False
    mine, other = set(a.words("of")), set(b.words("of"))
    each_a, each_b = (bool(t.slots.get("every")) or len(t.words("of")) == 1 for t in (a, b))
    return (each_a and mine >= other) or (each_b and other >= mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers that a leaf lets pass."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    def meets(self, other: Range) -> bool:
        """Whether some number lies in both."""
        low, open_low = max(((r.low, r.open_low) for r in (self, other) if r.low is not None), default=(None, False))
        highs = [(r.high, not r.open_high) for r in (self, other) if r.high is not None]
        high, closed = min(highs, default=(None, True))
        if low is None or high is None:
            return True
        return low < high or (low == high and closed and not open_low)

    def says(self) -> str:
        parts = [f"{'above' if self.open_low else 'at least'} {self.low}"] if self.low is not None else []
        parts += [f"{'below' if self.open_high else 'at most'} {self.high}"] if self.high is not None else []
        return " and ".join(parts)


def range_of(term: Term, unit: str = "") -> Range | None:
    """What an age, a measurement or a time since the last dose lets pass, in `unit`; None for other leaves."""
    low, high = ("at_least_days", "at_most_days") if term.kind == "since_dose" else ("at_least", "at_most")
    if term.kind not in ("age", "measurement", "since_dose"):
        return None
    found = Range(
        low=_said(term, "above", unit) if "above" in term.slots else _said(term, low, unit),
        high=_first(_said(term, name, unit) for name in ("below", high, "up_to")),
        open_low="above" in term.slots,
        open_high="below" in term.slots,
    )
    return found if found.low is not None or found.high is not None else None


def _first(values: Iterable[Decimal | None]) -> Decimal | None:
    return next((v for v in values if v is not None), None)


def _said(term: Term, name: str, unit: str) -> Decimal | None:
    value, written = number(term.slots.get(name)), str(term.slots.get("unit", ""))
    if value is None or not unit or not written or unit == written:
        return value
    return in_unit(value, written, unit)


def one_measure(a: Term, b: Term) -> bool:
    """Whether two leaves are about the same number: measure, site, scale, time, and unit as far as told."""
    about = ("of", "baseline", "where", "which", "scale", "within_days", "course", "to_next")
    return a.kind == b.kind and all(
        _plain({name: a.slots.get(name)}) == _plain({name: b.slots.get(name)}) for name in about
    )


def _plain(slots: Mapping[str, object]) -> dict[str, object]:
    """Slots with lists as sets and single words as lists, so that equal questions compare as equal."""
    found: dict[str, object] = {}
    for name, value in slots.items():
        if value is None or value is False:
            continue
        if isinstance(value, list):
            found[name] = frozenset(str(v) for v in value)
        elif isinstance(value, str):
            found[name] = frozenset((value,))
        else:
            found[name] = number(value) if not isinstance(value, bool) else value
    return found
