"""What the chart must say: a diagnosis, a finding, a test with its result; as an exclusion, what must not be."""

from __future__ import annotations

import re
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.packs.importing.typing.clause import Clause, Span, Typed, distinct, span, window_of

_BY_SPECIALIST = re.compile(
    r"\b(?:diagnosed|confirmed|made|established|attributed [\w ]{0,30})\s+(?:or confirmed )?by\b", re.IGNORECASE
)
_NEGATIVE = re.compile(
    r"\b(?:is |are |was |were |both )*(?:negative|non-?reactive|not detected|undetectable|absent|ruled out|excluded)\b",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"\b(?:is |are |was |were )*(?:positive|detected|present|abnormal|reactive|showing|shows?|demonstrat\w+"
    r"|confirm\w+|consistent with|compatible with)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:on file|reported|resulted|documented|performed|completed|obtained|available|tested|done|screen(?:ed|ing)"
    r"|checked|known|recorded|results? of)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b|\ball of\b|\beach\b", re.IGNORECASE)
_ABSENT = re.compile(
    r"^(?:the\s+)?(?:member|patient)?\s*(?:there is no|does not have|has no|has not had(?: any)?|no|without|absence of"
    r"|is free of|not)\b\s*(?:evidence of|history of|active|current|known|prior|unresolved|untreated)?",
    re.IGNORECASE,
)
_RULED_OUT = re.compile(r"\b(?:ruled out|excluded|not present|absent)\b", re.IGNORECASE)


def _qualifiers(clause: Clause, explained: list[Span], named: tuple[Mention, ...]) -> list[tuple[str, list[Span]]]:
    """How severe, how active: groups of words of the language file, one of which must stand beside the diagnosis.

    Charts may call a disease by a name that has such a word; where the disease itself has not, the clause asks for it.
    """
    found: list[tuple[str, list[Span]]] = []
    for group in sorted(clause.words["qualifiers"]):
        degrees = [degree.split() for degree in group.split("|")]
        words = [word for degree in degrees for word in degree]
        pattern = re.compile(rf"(?<!\w)(?<!non-)(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        names = {span(m): clause.lexicon.name(m.id) for m in named}
        named_so = {place: set(pattern.findall(name.lower())) for place, name in names.items()}
        taken = [p for p in explained if p not in names or (named_so[p] and named_so[p] <= _said(clause, p, pattern))]
        own = [m.span() for m in pattern.finditer(clause.text) if not any(s <= m.start() < e for s, e in taken)]
        if own:
            said = {clause.text[a:b].lower() for a, b in own}
            asked = (word for degree in degrees if said.intersection(degree) for word in degree)
            found.append((" ".join(asked), own))
    held = {word for group, _ in found for word in group.split()}
    beyond = {word: place for m in named for word, place in clause.beyond(m).items()}
    return found + [(word, [place]) for word, place in beyond.items() if word not in held]


def _said(clause: Clause, place: Span, pattern: re.Pattern[str]) -> set[str]:
    return set(pattern.findall(clause.text[place[0] : place[1]].lower())) or set(pattern.findall(clause.text.lower()))


_PROVEN = re.compile(
    r"\bbiopsy[- ](?:proven|confirmed)\b|\b(?:proven|confirmed|established)\s+(?:by|on)\s+(?:an?\s+|the\s+)?"
    r"(?:\w+\s+){0,2}(?:biopsy|histology|histopathology)\b",
    re.IGNORECASE,
)


def statement(clause: Clause) -> Typed | None:
    """ "Diagnosis of X", "one sign, another or a third", and what is excluded."""
    except_for = re.search(r"\b(?:other than|except(?:ing)?|excluding)\b", clause.text, re.IGNORECASE)
    until = except_for.start() if except_for else len(clause.text)
    named = tuple(m for m in clause.of_kind("disease", "symptom", "state", "finding", "reaction") if m.start < until)
    if not named or clause.of_kind("measure", "test", "drug", "event") or re.search(r"\d", _beside(clause, named)):
        return None
    bare = re.match(r"\s*without\b", clause.text, re.IGNORECASE)  # a piece of "A without B"
    absent = _ABSENT.search(clause.text) if clause.part != "exclusions" or bare else None
    ruled_out = _RULED_OUT.search(clause.text)
    by = _BY_SPECIALIST.search(clause.text)
    specialties = clause.of_kind("specialty")
    if bool(by) != bool(specialties) and specialties:
        return None
    if not alternatives_of(clause, named):
        return None
    slots: dict[str, object] = {
        "kind": "diagnosis" if all(clause.kind_of(m) == "disease" for m in named) else "finding",
        "of": distinct(m.id for m in named),
    }
    explained: list[Span] = [span(m) for m in named]
    if absent or ruled_out:
        ids = distinct(m.id for m in named)
        explained += [m.span() for m in (absent, ruled_out) if m]
        if len(ids) > 1:
            each = [{"kind": slots["kind"], "of": [id_], "expect": "absent"} for id_ in ids]
            parts: dict[str, object] = {"kind": "parts", "op": "all", "parts": each}
            whole = not (by or specialties) and window_of(clause.text)[0] is None
            return Typed(slots=parts, explained=tuple(explained), fillers=("statement",)) if whole else None
        slots["expect"] = "absent"
        explained += [m.span() for m in (absent, ruled_out) if m]
    if by and specialties:
        slots["by_specialty"] = distinct(m.id for m in specialties)
        explained += [by.span(), *(span(m) for m in specialties)]
    if slots["kind"] == "diagnosis" and (proven := _PROVEN.search(clause.text) or _PROVEN.search(clause.header)):
        slots["in_documents"] = ["pathology report"]
        explained += [proven.span()] if proven.string == clause.text else []
    if not (absent or ruled_out) and (worded := _qualifiers(clause, explained, named)):
        slots["worded"] = _either_word(clause, worded) if clause.part == "exclusions" else [g for g, _ in worded]
        slots = {k: v for k, v in slots.items() if v}
        explained += [place for _, places in worded for place in places]
    if re.search(r"\b(?:history of|previous|prior|past|earlier)\b", clause.text, re.IGNORECASE):
        slots["history_counts"] = True
    within, window = window_of(clause.text)
    if within is not None:
        slots["within_days"] = within
    explained += window
    fillers = ("exclusion",) if clause.part == "exclusions" else ("statement",)
    return Typed(slots=slots, explained=tuple(explained), fillers=fillers)


def _either_word(clause: Clause, worded: list[tuple[str, list[Span]]]) -> list[str]:
    """ "Active or untreated A": either is enough to exclude; "active or latent A": with a name of its own behind, A."""
    places = [place for _, own in worded for place in own]
    joined = [m.end() for _, b in places if (m := re.compile(r"\s+or\s+").match(clause.text, b))]
    if not joined:
        return [group for group, _ in worded]
    if all(any(a == at for a, _ in places) for at in joined):
        return [" ".join(group for group, _ in worded)]
    return []


_OF_ANOTHER = re.compile(
    r"\b(?:attributed|attributable|due|caused|secondary|related|associated|resulting|from|in|after|despite|because)\b",
    re.IGNORECASE,
)


def _beside(clause: Clause, named: tuple[Mention, ...]) -> str:
    """The clause without what it names: "type 1 disease" holds no number of its own."""
    text = clause.text
    for m in reversed(named):
        text = text[: m.start] + " " * (m.end - m.start) + text[m.end :]
    return _without_marks(text)


def _without_marks(text: str) -> str:
    text = re.sub(r"\[\d+\]|\^\d|[\u00b9\u00b2\u00b3]", "", text)
    for start, end in window_of(text)[1]:
        text = text[:start] + text[end:]
    return text


def alternatives_of(clause: Clause, named: tuple[Mention, ...]) -> bool:
    """Whether what is named is one thing, or a list any item of which is enough: joined by commas and "or"."""
    for one, other in pairwise(named):
        between = clause.text[one.end : other.start]
        if _OF_ANOTHER.search(between) or (";" in between and not re.search(r"\bor\b", between)):
            return False
        if re.search(r"\band\b|\bwith\b|\bthat\b|\bwithout\b", between, re.IGNORECASE) and clause.part != "exclusions":
            return False
        if re.search(
            r"\bwith\b|\bthat\b|\bwithout\b|\band\s+(?:an?\s+)?(?:earlier|history|prior)", between, re.IGNORECASE
        ):
            return False
    return True


_NO_NEW = re.compile(r"^\s*(?:no|without new|absence of)\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"\s*(?:\([^()]*\)\s*)?,?\s+(?:with|without|and)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}", re.IGNORECASE
)


def told_result(text: str) -> bool:
    """Whether a text says how a test came out, or that it was done."""
    return any(p.search(text) for p in (_NEGATIVE, _POSITIVE, _REPORTED)) or text.lower().startswith("without")


def test(clause: Clause) -> Typed | None:
    """ "Surface antigen and core antibody both reported", "an autoantibody", "skin test negative"."""
    tests = clause.of_kind("test")
    if not tests or clause.of_kind("measure", "drug", "event") or _NO_NEW.search(clause.text):
        return None
    if any(_CARRIED.fullmatch(clause.text, m.end, tests[0].start) for m in clause.of_kind("disease")):
        return None  # "disease A with a positive test T" asks for both
    without = re.match(r"\s*without\b", clause.text, re.IGNORECASE)
    negative, reported = _NEGATIVE.search(clause.text), _REPORTED.search(clause.text)
    positive = _POSITIVE.search(clause.text)
    if negative and positive and clause.part == "criteria" and re.search(r"\band\b", clause.text, re.IGNORECASE):
        return None  # "A negative and B positive"
    joined_and = len(tests) > 1 and any(
        re.search(r"\band\b", clause.text[a.end : b.start], re.IGNORECASE) for a, b in pairwise(tests)
    )
    every = bool(_BOTH.search(clause.text)) or joined_and
    within, window = window_of(clause.text)
    if within is None:
        within, _ = window_of(clause.header)
    explained: list[Span] = [*window, *(span(m) for m in tests)]
    explained += [m.span() for m in (negative, reported, positive) if m]
    explained += [
        m.span()
        for m in re.finditer(r"\((?:[^)]*\bor\b[^)]*|[A-Z-]{2,12})\)", clause.text)
        if any(m.start() < t.start < m.end() for t in tests)
    ]
    explained += [without.span()] if without else []
    result = (
        "negative"
        if negative or without
        else "reported"
        if (reported or within is not None) and not positive
        else "positive"
    )
    beside = _asked_as_well(clause, tests) if result != "negative" and clause.part == "criteria" else []
    if beside:
        result = "positive"
    slots: dict[str, object] = {"kind": "test_result", "of": distinct(m.id for m in tests), "result": result}
    if every:
        slots["every"] = True
    if within is not None:
        slots["within_days"] = within
    named = clause.of_kind("disease", "symptom", "finding", "organ")
    explained += [span(m) for m in _looked_for(clause, named, tests)]
    if beside:
        slots = {"kind": "parts", "op": "all", "parts": [{"kind": "diagnosis", "of": beside}, slots]}
    return Typed(slots=slots, explained=tuple(explained), fillers=("test_result", "statement"))


_LOOKED_FOR = re.compile(
    r"\b(?:for|against|to|with|(?<!diagnosis )of|show\w*|demonstrat\w*|confirm(?:s|ing)|indicat\w+|suggest\w+"
    r"|infection)\s+(?:an?\s+|the\s+|active\s+|latent\s+|past\s+|current\s+)*$",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:consistent with|compatible with|diagnostic of|show(?:s|ing)|demonstrat(?:es|ing))\s+"
    r"(?:an?\s+|the\s+|active\s+)*(?:class\s+\w+\s+)?$",
    re.IGNORECASE,
)
_PROVEN_BY = re.compile(
    r"[^.;]*\b(?:confirmed|documented|proven|established|supported|shown|demonstrated|verified)\s+(?:by|on|with|through)\b"
    r"[^.;]*",
    re.IGNORECASE,
)


def _looked_for(clause: Clause, named: tuple[Mention, ...], tests: tuple[Mention, ...]) -> list[Mention]:
    """What a test looks for, or where: beside its name, led by "for" or "of", in a bracket, or listed with such."""
    found: list[Mention] = []
    also = _asked_as_well(clause, tests)
    for m in named:
        ahead = clause.text[: m.start]
        listed = found and re.fullmatch(r"\s*,?\s*(?:(?:and|or)\s+)?", clause.text[found[-1].end : m.start])
        beside = any(0 <= t.start - m.end <= 1 or 0 <= m.start - t.end <= 1 for t in tests)
        within = any(t.start <= m.start and m.end <= t.end for t in tests) or ahead.count("(") > ahead.count(")")
        led = _LOOKED_FOR.search(ahead) and not _SHOWN.search(ahead)
        if m.id in also or listed or beside or within or led:
            found.append(m)
    return found


def _asked_as_well(clause: Clause, tests: tuple[Mention, ...]) -> list[str]:
    """ "Disease A confirmed by test T", "T-positive disease A": the disease is asked for, and not what T looks for."""
    found: list[str] = []
    for m in clause.of_kind("disease"):
        if _SHOWN.search(clause.text[: m.start]):
            found.append(m.id)
        if _LOOKED_FOR.search(clause.text[: m.start]):
            continue
        later = [t for t in tests if t.start > m.end]
        sooner = [t for t in tests if t.end < m.start]
        proven = later and _PROVEN_BY.fullmatch(clause.text, m.end, later[0].start)
        that_is = later and re.fullmatch(r"\s+(?:that|which|who)\s+(?:is|are)\s+", clause.text[m.end : later[0].start])
        called = sooner and re.fullmatch(r"[\s-]+(?:positive|reactive)\s+", clause.text[sooner[-1].end : m.start], re.I)
        if proven or that_is or called:
            found.append(m.id)
    return list(dict.fromkeys(found))
