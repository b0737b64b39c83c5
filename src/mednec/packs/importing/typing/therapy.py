"""Treatments: tried and how it went, used at the same time, reduced."""

from __future__ import annotations

import re
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.packs.importing.typing.clause import Clause, Span, Typed, days, distinct, span, window_of

_FAILED = re.compile(
    r"\b(?:inadequate(?:ly)?|insufficient|lack of|no|poor|suboptimal|without(?: an?)? adequate"
    r"|unsatisfactory)\s+(?:\w+\s+)?(?:respon\w+|benefit|relief|control|efficacy|improvement)"
    r"|\bfail(?:ed|ure|s)?\b|\bnon-?respon\w+|\brefractory\b|\bdid not respond|\bineffective\b|\bnot effective\b",
    re.IGNORECASE,
)
_INTOLERANT = re.compile(
    r"\bintoleran\w+|\b(?:was|were|is|are)?\s*not tolerated|\bdid not tolerate|\bcannot tolerate|\bunable to tolerate"
    r"|\badverse (?:effect|reaction|event)s?",
    re.IGNORECASE,
)
_CONTRAINDICATED = re.compile(r"\b(?:a\s+)?contraindicat\w+", re.IGNORECASE)
_TRIED = re.compile(r"\b(?:trial|tried|used|treat(?:ed|ment)|course|taken|therapy|received|use)\b", re.IGNORECASE)
_UNLESS = re.compile(r"\b(?:unless|except (?:if|when|where))\b", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:(?:at least|a minimum of|minimum(?: of)?|>=|\u2265|no less than)\s*)(?P<n>\d{1,3}|one|two|three|four|six"
    r"|eight|ten|twelve)[\s-]*(?:\(\d+\)\s*)?(?:consecutive\s+|continuous\s+)?"
    r"(?P<unit>days?|weeks?|months?|years?)\b(?:\s+or\s+(?:more|longer))?"
    r"|\b(?P<n2>\d{1,3}|two|three|four|six|eight|twelve)[\s-]*(?:consecutive\s+)?(?P<unit2>days?|weeks?"
    r"|months?)\s+(?:or\s+(?:more|longer))",
    re.IGNORECASE,
)
_DAILY = re.compile(
    r"(?:at\s+)?(?:>=|\u2265)?\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>mg|g)(?P<kg>/kg)?\s*(?:/\s*day|/\s*d\b|per\s+day"
    r"|daily|a\s+day)(?:\s+or\s+(?:more|higher|greater))?"
    r"|(?:at\s+)?(?P<n3>\d+(?:\.\d+)?)\s*(?P<unit3>mg|g)(?P<kg3>/kg)?\s+or\s+(?:more|higher)\s+(?:per day|daily|a day)",
    re.IGNORECASE,
)
_WEEKLY = re.compile(
    r"(?:at\s+)?(?P<n>\d+(?:\.\d+)?)\s*mg(?:\s+or\s+more)?\s*(?:/\s*week|per\s+week|weekly|a\s+week)(?:\s+or\s+more)?",
    re.IGNORECASE,
)
_NOT_TOGETHER = re.compile(
    r"\b(?:(?:will|is|are|be|being|must)\s+)*not\s+(?:to\s+)?(?:be(?:ing)?\s+)?(?:currently\s+)?(?:used|taken|given"
    r"|combined|administered|prescribed|approved|receiv\w+|on)\b"
    r"|\bno\s+(?:other|concurrent|concomitant|additional)\b|\bnot\s+(?:in combination|concurrent\w*|concomitant\w*)\b"
    r"|\bnot to be (?:used|taken|given|combined)\b"
    r"|\bmonotherapy\b|\bonly\s+\w+\s+(?:\w+\s+)?in use\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:concurrent\w*|concomitant\w*|together|combin\w+|in combination|at the same time|simultaneous\w*|along with"
    r"|added to)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:another|other|any other|a second|additional|different)\b", re.IGNORECASE)


def tried(clause: Clause) -> Typed | None:
    """ "Inadequate response to at least 12 weeks of A, B or C, or documented intolerance"."""
    drugs = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    drugs = list(clause.of_kind("drug")) if drugs else []  # in a list of others the policy's own drug is one of them
    failed, intolerant = _FAILED.search(clause.text), _INTOLERANT.search(clause.text)
    barred, taken = _CONTRAINDICATED.search(clause.text), _TRIED.search(clause.text)
    duration = _DURATION.search(clause.text)
    told = failed or intolerant or barred or (duration and (taken or _in_header(clause)))
    if not drugs or not (told or _listed_under(clause)):
        return None
    if duration is not None and re.search(r"\bor\s+(?:to|of)\b", clause.text[duration.end() :]):
        return None  # "at least 12 months of A, or to B": the time is that of A alone
    if (
        _EVERY.search(clause.text)
        or _joint(clause, drugs)
        or clause.says("two or more", "at least two", "more than one", "each of", "both", "all of", "all the following")
    ):
        return None
    told_twice = len(_FAILED.findall(clause.text)) > 1
    if told_twice and re.search(r"[;,]|\band\b", clause.text) and not re.search(r"\bor\b", clause.text):
        return None  # "failure of A, and failure of B"
    slots: dict[str, object] = {"kind": "tried", "of": _meant(clause, drugs)}
    head_failed, head_excused = _FAILED.search(clause.header), _excused(clause.header)
    excused = _excused(clause.text) or ([] if failed else head_excused)
    needs_failure = failed or duration or (head_failed and not (intolerant or barred))
    if needs_failure:
        slots["outcomes"] = ["failed", "partial"]
        if excused:
            slots["excused_by"] = excused
    else:
        slots["outcomes"] = excused
    explained: list[Span] = [span(m) for m in drugs]
    explained += [m.span() for m in (failed, intolerant, barred, taken) if m]
    if duration is not None:
        slots["min_days"] = _days(duration)
        explained.append(duration.span())
    elif needs_failure and not failed and (above := list(_DURATION.finditer(clause.header))):
        slots["min_days"] = _days(above[-1])
    if not _dose(clause, slots, explained):
        return None
    explained += [m.span() for m in re.finditer(r"\[\d+\]|\(or (?:the )?equivalent\)", clause.text)]
    explained += _class_examples(clause, drugs)
    if (named := _NAMED_BY_BRACKET.match(clause.text)) and all(m.start > named.end() for m in drugs):
        explained.append(named.span())
    purposes = (m for m in clause.of_kind("disease") if re.search(r"\bfor\s+(?:the\s+)?$", clause.text[: m.start]))
    explained += [span(m) for m in purposes]
    return Typed(slots=slots, explained=tuple(explained), fillers=("tried",))


# "Some pathway drug (A or B)": a class of the policy's own is what its bracket lists.
_NAMED_BY_BRACKET = re.compile(r"\s*[A-Za-z][A-Za-z -]{2,50}(?=\s\((?!\s*(?:e\.?g|for example|such as|including)))")


def _meant(clause: Clause, drugs: list[Mention]) -> list[str]:
    """Ids that count: of a class with its drugs in a bracket only those drugs, unless they are only examples; of a
    class and a broader one that "such" points back with, the narrower."""
    ids = distinct(m.id for m in drugs)
    for match in re.finditer(r"\((?!\s*(?:e\.?g|for example|such as|including))[^()]*\)", clause.text):
        listed = [m for m in drugs if match.start() < m.start < match.end()]
        ahead = [m for m in drugs if 0 <= match.start() - m.end <= 12]
        if not listed or not ahead or ahead[-1].id in clause.lexicon.drugs:
            continue
        group = ahead[-1].id
        own = {m.id: _in_group(clause, group, m) for m in listed}
        ids = [j for i in ids if i != group for j in own.get(i, [i])]
    broader = {m.id for m in drugs if clause.text[: m.start].rstrip().lower().endswith("such")}
    return distinct(i for i in ids if i not in broader or len(ids) == 1)


def _in_group(clause: Clause, group: str, mention: Mention) -> list[str]:
    """The forms of a drug that belong to the class ("a topical one (X)"); the drug itself where none does."""
    name = clause.text[mention.start : mention.end].lower()
    known = clause.lexicon.drugs.values()
    forms = [d.id for d in known if group in d.classes and re.match(rf"{re.escape(name)}\b", d.name.lower())]
    return sorted(forms) or [mention.id]


def _listed_under(clause: Clause) -> bool:
    """A bare list of drugs below "inadequate response, intolerance or contraindication to two of the following"."""
    said = _FAILED.search(clause.header) or _INTOLERANT.search(clause.header) or _CONTRAINDICATED.search(clause.header)
    return clause.part == "criteria" and bool(said) and not clause.of_kind("measure", "test", "event")


def _in_header(clause: Clause) -> bool:
    return bool(_FAILED.search(clause.header) or _TRIED.search(clause.header))


def _excused(text: str) -> list[str]:
    found = ["intolerant"] if _INTOLERANT.search(text) else []
    return found + (["contraindicated"] if _CONTRAINDICATED.search(text) else [])


_EVERY = re.compile(r"(?<!unless )\b(?:every|all|several|multiple|different)\s+(?!of\b|the\b)[a-z]", re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:and|plus|then|with|followed|combined|in combination|at the same time|as well as|in addition|along with)\b"
)


def _joint(clause: Clause, drugs: list[Mention]) -> bool:
    """ "A together with B", "A and B": both are asked for, which one trial cannot show."""
    for one, other in pairwise(drugs):
        between = clause.text[one.end : other.start].lower()
        inside = clause.text.count("(", 0, other.start) > clause.text.count(")", 0, other.start)
        if not inside and _ALSO.search(between) and not re.search(r"or", between):
            return True
    return False


def _days(match: re.Match[str]) -> int:
    n, unit = match.group("n") or match.group("n2"), match.group("unit") or match.group("unit2")
    return days(n, unit)


def _dose(clause: Clause, slots: dict[str, object], explained: list[Span]) -> bool:
    """The least dose, a day or a week; False where a number stays that says something else."""
    daily, weekly = _DAILY.search(clause.text), _WEEKLY.search(clause.text)
    if daily is not None:
        amount = float(daily.group("n") or daily.group("n3")) * (
            1000 if (daily.group("unit") or daily.group("unit3")).lower() == "g" else 1
        )
        slots["min_daily_per_kg" if daily.group("kg") or daily.group("kg3") else "min_daily"] = _plain(amount)
        explained.append(daily.span())
    elif weekly is not None:
        slots["min_daily"] = _plain(round(float(weekly.group("n")) / 7, 3))
        explained.append(weekly.span())
    rest = clause.text
    for start, end in sorted(explained, reverse=True):
        rest = rest[:start] + " " * (end - start) + rest[end:]
    rest = re.sub(r"\[\d+\]|[\u00b9\u00b2\u00b3]|\b\d-(?=[a-z ])", "", rest)
    for start, end in window_of(clause.text)[1]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
        within, _ = window_of(clause.text)
        if within is not None and re.search(
            r"\b(?:past|last|previous|prior|preceding)\b", clause.text[start:end], re.I
        ):
            slots["within_days"] = within
            explained.append((start, end))
    return re.search(r"\d", rest) is None


def _plain(amount: float) -> int | float:
    return int(amount) if amount == int(amount) else amount


def _class_examples(clause: Clause, drugs: list[Mention]) -> list[Span]:
    """A bracket of examples behind a class ("(A or B)")."""
    return [
        m.span()
        for m in re.finditer(r"\((?:e\.g\.,?|for example,?|such as)?[^)]*\)", clause.text)
        if any(m.start() < d.start < m.end() for d in drugs)
    ]


def concurrent(clause: Clause) -> Typed | None:
    """ "Will not be used together with another biologic or a JAK inhibitor"; as exclusion, "use together with ..."."""
    drugs = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    apart, together = _NOT_TOGETHER.search(clause.text), _TOGETHER.search(clause.text)
    if not drugs or _TRIED_OUTCOME.search(clause.text):
        return None
    excluded = clause.part == "exclusions"
    if not (apart or (together and excluded) or (excluded and _ANOTHER.search(clause.text))):
        return None
    if excluded and apart:
        return None
    if len(re.findall(r"[.;]\s+\S", clause.text)) > 1:
        return None
    slots = {"kind": "concurrent", "of": distinct(m.id for m in drugs), "expect": "used" if excluded else "not used"}
    explained: list[Span] = [span(m) for m in drugs]
    if (purpose := _PURPOSE.search(clause.text)) is not None:
        explained.append(purpose.span())
    explained += [span(m) for m in clause.of_kind("disease") if re.search(r"\bfor\s+$", clause.text[: m.start])]
    explained += [m.span() for m in (apart, together) if m]
    explained += [m.span() for m in re.finditer(r"\((?:for example|e\.g\.|such as)[^)]*\)", clause.text)]
    return Typed(slots=slots, explained=tuple(explained), fillers=("concurrent",), own_names=True)


_PURPOSE = re.compile(
    r"\bfor\s+(?:an?\s+|the\s+|any\s+)?(?:[\w-]+\s+){1,4}?(?:indications?|conditions?|diseases?|disorders?)\b",
    re.IGNORECASE,
)
_TRIED_OUTCOME = re.compile(r"\bunless\b|\binadequate\b|\bfailed\b|\btried\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b(?:is|are|will be|being|continues? to be)\s+(?:part of the current regimen|used with|taken with|given with"
    r"|(?:started|given|used|taken) together with|in use|continued|used|taken)"
    r"|\b(?:current|concurrent|concomitant|ongoing)\b",
    re.IGNORECASE,
)


def in_use(clause: Clause) -> Typed | None:
    """ "X is part of the current regimen, unless contraindicated or not tolerated"."""
    drugs = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    used = _PART_OF.search(clause.text)
    if not drugs or used is None or clause.part != "criteria" or _FAILED.search(clause.text):
        return None
    if _joint(clause, drugs):
        return _each_in_use(clause, drugs, used)
    slots: dict[str, object] = {"kind": "concurrent", "of": distinct(m.id for m in drugs), "expect": "used"}
    explained: list[Span] = [span(m) for m in drugs] + [used.span()]
    if (unless := _UNLESS.search(clause.text)) is not None:
        excused = _excused(clause.text[unless.end() :])
        if not excused:
            return None
        slots["excused_by"] = excused
    return Typed(slots=slots, explained=tuple(explained), fillers=("tried", "in_use"), own_names=True)


_KEPT_ON = re.compile(
    r"\b(?:dependen(?:ce|t) (?:up)?on|(?:daily|continuous|ongoing) use of"
    r"|(?:has been |have been |is |are |been )?(?:on|receiving|taking|treated with|maintained on))\s+"
    r"(?:an?\s+|the\s+)?(?:stable\s+|daily\s+|maintenance\s+|background\s+)*(?:doses?\s+of\s+)?(?=\S)",
    re.IGNORECASE,
)
_LATELY = re.compile(
    r"\bfor\s+(?:the\s+)?(?:past|last|previous)?\s*(?=\d|at least|a minimum|one|two|three|four|six|eight|twelve)",
    re.IGNORECASE,
)


def kept_on(clause: Clause) -> Typed | None:
    """ "Dependence on A for the past 4 weeks or longer", "on a stable dose of A for at least 3 months": taken now, and
    for so long."""
    drugs = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    kept, duration = _KEPT_ON.search(clause.text), _DURATION.search(clause.text)
    if not drugs or kept is None or duration is None or clause.part != "criteria":
        return None
    if _FAILED.search(clause.text) or _INTOLERANT.search(clause.text) or _joint(clause, drugs):
        return None
    if drugs[0].start - kept.end() > 20 or kept.start() > drugs[0].start:
        return None
    of = distinct(m.id for m in drugs)
    slots: dict[str, object] = {"kind": "tried", "of": of, "min_days": _days(duration), "course_only": True}
    explained: list[Span] = [kept.span(), duration.span(), *(span(m) for m in drugs)]
    explained += [m.span() for m in _LATELY.finditer(clause.text)]
    if not _dose(clause, slots, explained):
        return None
    now = {"kind": "concurrent", "of": of, "expect": "used"}
    parts = {"kind": "parts", "op": "all", "parts": [now, slots]}
    return Typed(slots=parts, explained=tuple(explained), fillers=("tried", "in_use"), own_names=True)


def _each_in_use(clause: Clause, drugs: list[Mention], used: re.Match[str]) -> Typed | None:
    """ "A and B are taken": both of them."""
    if re.search(r"\bor\b|\bunless\b", clause.text, re.IGNORECASE):
        return None
    each = [{"kind": "concurrent", "of": [id_], "expect": "used"} for id_ in distinct(m.id for m in drugs)]
    explained = (used.span(), *(span(m) for m in drugs))
    parts = {"kind": "parts", "op": "all", "parts": each}
    return Typed(slots=parts, explained=explained, fillers=("tried", "in_use"), own_names=True)
