"""How a test came out, as charts mark it: words, signs, numbers beside a limit; and which tests a mark is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.named_tests import CALLED, CLASS, TestName
from mednec.model.words import Result

RESULTS = {
    "positive_result": Result.POSITIVE,
    "negative_result": Result.NEGATIVE,
    "indeterminate_result": Result.INDETERMINATE,
    "pending_result": Result.PENDING,
    "not_done_result": Result.NOT_DONE,
}
_SIGN = re.compile(
    r"(?:\s?[:=]?\s?\((?P<in>\+{1,4}|-|\u2212|neg|pos)\)|\s?(?P<bare>\+{1,4}|-|\u2212)(?:ve\b)?(?=\s*(?:$|[,;.)/]"
    r"|\s(?![\d-])|ve\b))"
    r"|[\s:]+(?P<count>[1-4]\+)(?![/\d]|\s+(?:times|weeks|months|years|days|episodes)\b))"
)
_AHEAD_COUNT = re.compile(r"(?:(?P<count>[1-4]\+)|(?P<trace>trace(?: of)?))\s+$", re.IGNORECASE)
_WHEAL = re.compile(r"\s*(?:was|is|:|=|read(?: as)?)?\s*(?P<n>\d{1,2}(?:\.\d)?)\s?mm\b(?!\s?Hg|/)")
_SMALL, _LARGE = Decimal(5), Decimal(10)  # mm: below it a skin test is negative, from it positive, between it depends
_LIMIT = re.compile(
    r"(?P<lead>[^.;,()\d<>]{0,24})(?P<sign>[<>\u2264\u2265])?\s?(?P<value>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?P<unit>[A-Za-z\u00b5%][\w/\u00b5%^]*)?\s*"
    r"[(\[](?P<limit>[^)\]]{2,40})[)\]]"
)
_ABOVE = re.compile(
    r"(?:pos\w*|abn\w*|cut-?\s?off|high|elevated)\s*(?:is|if|at|:)?\s*(?:[>\u2265]=?|=|above"
    r"|over)?\s*(?P<n>\d+(?:\.\d+)?)",
    re.I,
)
_BELOW = re.compile(
    r"(?:neg\w*|normal|nl|ref\w*|range|uln|rr)?\s*(?:range|is|if|:)?\s*(?:[<\u2264]=?|below|under|up to"
    r"|0(?:\.0+)?\s?[-\u2013])\s*(?P<n>\d+(?:\.\d+)?)",
    re.I,
)
_NOT_BEFORE = re.compile(r"\b(?:not|never|no longer|wasn't|isn't|nor)\s+(?:\w+\s)?$", re.IGNORECASE)
_A_LIMIT = re.compile(r"\s*(?:[<>\u2264\u2265=]|if\b|is\s*[<>])\s*\d?")
_FOR = re.compile(r"\s*(?:for\b|on\b|:|of\b)")
_ADJACENT = re.compile(
    r"(?:\s+(?:high[- ]titer|strongly|weakly|repeat|serum|urine|blood|for|[A-Z]{2,5}|[a-z]+))?(?:\s+[a-z-]+)?\s+"
)
_PARTED = re.compile(r"[,;:]|\b(?:and|but|with|while)\b")
_BREAKS = re.compile(
    r";|\.\s|\b(?:but|however|although|while|whereas|given|unless|prior to|because|despite|except)\b", re.I
)
_ONLY_BEHIND = frozenset(
    ("found", "seen", "present", "identified", "elevated", "absent", "in range", "is out", "are out", "to come")
)
_LIST = re.compile(
    r"\s*(?:,|/|&|\+|\band\b|\bor\b|\bas well as\b|\bplus\b|\(|\))?\s*(?:(?:and|or|the|both|also|total|serum"
    r"|repeat|,)\s*)*",
    re.I,
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark of polarity at its place."""

    start: int
    end: int
    result: Result


def marks_in(context: Context, names: Sequence[TestName]) -> list[Mark]:
    """Words and signs of polarity outside the names of tests, the longest of overlapping ones, in order."""
    found: list[Mark] = []
    for cue in context.cues_of(*RESULTS):
        if any(n.start <= cue.start < n.end for n in names) or _A_LIMIT.match(context.text, cue.end):
            continue
        if context.text[cue.start : cue.end] == "+" and context.text[max(0, cue.start - 1) : cue.start].isdigit():
            continue  # of "2+", which has its own reading
        if context.text[cue.start : cue.end].lower() == "clear" and not _of_a_picture(cue.start, names):
            continue
        found.append(_turned(context.text, Mark(start=cue.start, end=cue.end, result=RESULTS[cue.list])))
    for name in names:
        if sign := sign_behind(context.text, name):
            found.append(sign)
    longest = [m for m in found if not any(o is not m and _covers(o, m) for o in found)]
    return sorted(longest, key=lambda m: (m.start, m.end))


def _of_a_picture(at: int, names: Sequence[TestName]) -> bool:
    """Whether a scan or scope is named right in front: only of these "clear" is a result."""
    return any(n.shows and 0 < at - n.end <= 24 for n in names)


def _covers(longer: Mark, mark: Mark) -> bool:
    inside = longer.start < mark.end and mark.start < longer.end
    return inside and (longer.end - longer.start, -longer.start) > (mark.end - mark.start, -mark.start)


def _turned(text: str, mark: Mark) -> Mark:
    """ "not positive" is negative, "not normal" is not: the word before turns a mark that does not hold its own."""
    lead = _NOT_BEFORE.search(text, max(0, mark.start - 24), mark.start)
    if lead is None or mark.result not in (Result.POSITIVE, Result.NEGATIVE):
        return mark
    if text[mark.start : mark.end].lower().startswith(("no", "none", "un")) and mark.result is Result.NEGATIVE:
        return mark if not text[mark.start : mark.end].lower().startswith("normal") else _other(mark, lead.start())
    return _other(mark, lead.start())


def _other(mark: Mark, start: int) -> Mark:
    result = Result.NEGATIVE if mark.result is Result.POSITIVE else Result.POSITIVE
    return Mark(start=start, end=mark.end, result=result)


def sign_behind(text: str, name: TestName) -> Mark | None:
    """ "A+", "A (-)", "A -", "protein 2+"."""
    found = _SIGN.match(text, name.end)
    if found is not None:
        sign = found["in"] or found["bare"] or found["count"]
        negative = sign in ("-", "\u2212", "neg")
        if negative and found["bare"] and re.match(r"\s*-\s+\w", text[name.end :]):
            return None  # a dash before what is said of it
        return Mark(start=found.start(), end=found.end(), result=Result.NEGATIVE if negative else Result.POSITIVE)
    if ahead := _AHEAD_COUNT.search(text, max(0, name.start - 10), name.start):
        return Mark(start=ahead.start(), end=ahead.end(), result=Result.POSITIVE)
    return None


def number_mark(text: str, name: TestName) -> Mark | None:
    """A number with the limit beside it: "82 (pos >20)", "12 [0-20]"; one without a limit says nothing."""
    if (wheal := _WHEAL.match(text, name.end)) is not None and not name.shows:
        size = Decimal(wheal["n"])
        if size < _SMALL or size >= _LARGE:
            result = Result.NEGATIVE if size < _SMALL else Result.POSITIVE
            return Mark(start=wheal.start(), end=wheal.end(), result=result)
    found = _LIMIT.match(text, name.end)
    if found is None or _BREAKS.search(found["lead"]):
        return None
    value = Decimal(found["value"].replace(",", ""))
    for form in (_ABOVE, _BELOW):
        if limit := form.search(found["limit"]):
            highest = Decimal(limit["n"])
            above = value > highest or (value == highest and (found["sign"] or "") in (">", "\u2265"))
            return Mark(start=found.start(), end=found.end(), result=Result.POSITIVE if above else Result.NEGATIVE)
    return None


def without_classes(text: str, names: Sequence[TestName]) -> list[TestName]:
    """The names but for classes of an antibody ("X IgG positive, IgM negative"), which are no levels of their own."""
    return [
        n for n in names if not (n.measured and CLASS.fullmatch(text, n.start, n.end) and CALLED.match(text, n.end))
    ]


def marked(text: str, names: Sequence[TestName], marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    """The marks of each name by its number, in the order of the text: one mark may be for a list of tests."""
    of: dict[int, list[Mark]] = {}
    for mark in marks:
        for i in _owners(text, names, marks, mark):
            of.setdefault(i, []).append(mark)
    return of


def _owners(text: str, names: Sequence[TestName], marks: Sequence[Mark], mark: Mark) -> list[int]:
    left = max((i for i, n in enumerate(names) if n.end <= mark.start or n.start == mark.start), default=None)
    if left is not None and names[left].end > mark.start and names[left].start != mark.start:
        left = None
    right = min((i for i, n in enumerate(names) if n.start >= mark.end), default=None)
    if right is not None and _leads(text, names, left, mark, right):
        return _along(text, names, marks, right, +1)
    while left and names[left].measured and not _reaches_back(text, names[left], mark, marks):
        left -= 1  # "echo: EF 60%, normal" is said of the echo
    if left is None or not _reaches_back(text, names[left], mark, marks):
        return []
    return _along(text, names, marks, left, -1)


def _leads(text: str, names: Sequence[TestName], left: int | None, mark: Mark, right: int) -> bool:
    """Whether a mark is for the test behind it: "negative for A", "negative: A, B", "positive A"."""
    between = text[mark.end : names[right].start]
    if len(between) > 40 or ";" in between or re.search(r"\.\s", between):
        return False
    if text[mark.start : mark.end].lower() in _ONLY_BEHIND:
        return False
    apart = left is None or _PARTED.search(text[names[left].end : mark.start]) is not None
    if _FOR.match(between):
        return (
            len(between.split()) <= 4 and "," not in between and not (between.lstrip().startswith("on ") and not apart)
        )
    return apart and (_ADJACENT.fullmatch(between) is not None) and not _starts_anew(text, left, names, mark)


def _starts_anew(text: str, left: int | None, names: Sequence[TestName], mark: Mark) -> bool:
    """ "A and B negative QFT ...": behind a list without a mark of its own the mark closes the list."""
    return (
        left is not None
        and _LIST.fullmatch(text[names[left].end : mark.start]) is not None
        and "," not in text[names[left].end : mark.start]
        and " and " not in text[names[left].end : mark.start]
    )


def _reaches_back(text: str, name: TestName, mark: Mark, marks: Sequence[Mark]) -> bool:
    between = text[name.end : mark.start]
    if _BREAKS.search(_IN_BRACKETS.sub(" ", between)):
        return False
    if between.rstrip().endswith("="):
        return True  # "4 of 23 = inadequate" sums up
    if name.measured and re.search(r"\d", _IN_BRACKETS.sub(" ", re.sub(r"\d{1,2}/\d{1,2}(?:/\d+)?", " ", between))):
        return False
    if name.measured and "," in between:
        return False
    others = [m for m in marks if name.end <= m.start and m.end <= mark.start]
    words = re.findall(r"[A-Za-z]{3,}", _IN_BRACKETS.sub(" ", between))
    most = 14 if ":" in between or others else 6
    return len(words) <= (3 if name.measured else most)


def _along(text: str, names: Sequence[TestName], marks: Sequence[Mark], first: int, step: int) -> list[int]:
    """The test and those listed with it, as far as no other mark stands between."""
    found = [first]
    i = first + step
    while 0 <= i < len(names):
        a, b = (names[i], names[i - step]) if step < 0 else (names[i - step], names[i])
        between = text[a.end : b.start]
        own = any(a.end <= m.start < b.start for m in marks)
        if own or b.start < a.end or not _listed(between, step < 0 and not a.measured):
            break
        found.append(i)
        i += step
    return found


def _listed(between: str, back: bool) -> bool:
    plain = _IN_BRACKETS.sub(" ", between)
    if _LIST.fullmatch(plain):
        return True
    # a word or two of description between the items: "A IgG, B and C total"
    parts = re.split(r",|\band\b|\bor\b|/|&", plain)
    return len(parts) > 1 and all(len(p.split()) <= 2 for p in parts) and not re.search(r"[.;:\d]", plain) and back
