"""Of whom or what a statement speaks: the patient, a relative, or nobody (a policy, a study, what is typical)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mednec.chart.cues import Cue
from mednec.chart.scope import Cuelists

_FAMILY_SECTION = re.compile(r"^(?:family\b|fh\b|fhx\b|fam\b)")
# What a relative says of the patient is said of the patient.
_REPORTS = re.compile(
    r"\s*,?\s*(?:(?:who|also|today|and\s+(?:\w+\s+)?(?:father|mother|patient|pt|dad|mom)|is|are|was|were)\s+)*"
    r"(?:reports?|reported|reporting|states?|stated|says?|said|notes?|noted|describes?|described|endorses?|denies|denied|thinks?"
    r"|believes?|feels?|worried|concerned|worries|noticed|notices|brought|brings|gives|gave|administers?|administering|called|calls"
    r"|asks?|asked|wonders?|confirms?|confirmed|observed|observes|witnessed|helps?|assists?|present|accompan\w+|drove|at\s+bedside|here"
    r"|in\s+(?:the\s+)?room|agrees?|historian|available|updated|verbali\w+|understands?|trained|taught|requests?|requested|prefers?"
    r"|declines?|declined|told|tells|provides?|provided|counsel\w+|insists?)\b(?!\s+(?:having|(?:a|his|her)\s+own|a\s+personal"
    r"|(?:that\s+)?s?he\s+(?:himself|herself)|to\s+have|(?:that\s+)?(?:his|her)\s+own))",
    re.IGNORECASE,
)
_BESIDE_PATIENT = re.compile(
    r"(?:\b(?:per|with|by|via|from|to|told|and|w)|w/|according\s+to|here\s+with|&)\s+(?:(?:pt|patient|self)\s+and\s+)?"
    r"(?:(?:her|his|the|their|pt's|patient's|my|foster|adoptive|step)\s+)*$",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"(?:'s|s')?\s*(?:\([^)]*\)\s*)?(?:(?:,?\s*who|also|both|all|each|recently|and\s+\w+|,\s*(?:age|aged)\s+\d+,?)\s+)*"
    r"(?:has|had|have|with|w/|is|was|are|were|diagnosed|suffer\w*|died|living|positive|developed|got|failed|takes|took|on|tested"
    r"|carries|carrier|being|:|[-\u2013]\s)",
    re.IGNORECASE,
)
# "the mother of the patient": it is she of whom it is told.
_OF_PATIENT = re.compile(
    r"\s+of\s+(?:(?:the|this|our|my|said)\s+)?(?:patient|pt|member|child|boy|girl)\b", re.IGNORECASE
)
# "her husband was told he has X": he is the one before.
_TOLD_HIM = re.compile(
    r"\s+(?:(?:was|is|has\s+been|got|were|have\s+been)\s+(?:\w+\s+)?(?:told|informed|diagnosed)|(?:thinks?|says?|reports?|states?|knows?))\s+"
    r"(?:that\s+)?(?:s?he|they)\s+(?:himself|herself|themselves)?\s*(?:has|have|had|took|takes|failed|tried|did|was|is|never)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\s+(?:was|is|has\s+been|got|were|have\s+been)\b", re.IGNORECASE)
_HIMSELF = re.compile(r"\b(?:himself|herself|themselves)\b", re.IGNORECASE)
# "unlike her mother, she has X", "as does her sister": the patient has it, or has it too.
_UNLIKE = re.compile(
    r"\b(?:unlike|like|as\s+(?:did|does|has|had|in|with)|just\s+as|different\s+from|in\s+contrast\s+to)\s+(?:(?:her|his|their|the)\s+)?$",
    re.I,
)
_AS_WELL = re.compile(r"\s*,?\s*as\s+(?:did|does|has|had)\b", re.IGNORECASE)
_HAS_IT_TOO = re.compile(
    r"\s+(?:also\s+|too\s+)?(?:has|had)\s+(?:it|this|that|the\s+same|one)\b", re.IGNORECASE
)  # "X (sister has it)"
_OWN_TOO = re.compile(r"\bpersonal\s*(?:or|and|/|&)\s*$", re.IGNORECASE)
_PATIENT = re.compile(r"\b(?:she|he|patient|pt|i|we)\b|[.;]", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s*,?\s*(?:\([^)]*\)\s*)?(?:also\s+)?(?:(?:in|of|by|on|affecting|like|just\s+like|as\s+(?:did|does|in)|from|that\s+runs\s+in|runs\s+in)\s+"
    r"(?:\w+\s+){0,2}|[(:\u2013-]\s*(?:\w+\s+){0,1}|,\s*(?:her|his)\s+)(?:(?:\w+\s+)?(?:and|or|,)\s+(?:\w+\s+){0,1})?",
    re.IGNORECASE,
)
# A particular person: "her rash is typical of X" tells of her.
_PARTICULAR = re.compile(
    r"\b(?:her|his|hers|their|this|these|patient|pt|patient's|pt's|she|he|they|my|today|exam|now|current|presentation|picture|biopsy"
    r"|findings|was|were|has|had|with)\b",
    re.IGNORECASE,
)


def relative_of(text: str, start: int, end: int, by: Cuelists) -> Cue | None:
    """The family member or other person of whom the span is told: before it in the clause, or behind it ("X in A")."""
    for cue in by.get("family_history", ()):
        if _OWN_TOO.search(text, max(0, cue.start - 16), cue.start):
            continue
        if cue.end <= start and not _PATIENT.search(text, cue.end, start):
            return cue
        if 0 <= cue.start - end <= 24 and not re.search(r"[.;,]", text[end : cue.start]):
            return cue
    for cue in by.get("family", ()):
        if cue.end <= start:
            whose = _OF_PATIENT.match(text, cue.end, start)
            named = cue._replace(end=whose.end()) if whose else cue
            if _UNLIKE.search(text, max(0, cue.start - 30), cue.start) and re.search(r",\s*\w", text[cue.end : start]):
                continue
            if _is_told(text, named, start):
                return cue
            if not _PATIENT.search(text, named.end, start) and not _speaks(text, named, start):
                return cue
        elif (
            cue.start >= end
            and _BEHIND.fullmatch(text, end, cue.start)
            and not _AS_WELL.match(text, end)
            and not (_REPORTS.match(text, cue.end) or _HAS_IT_TOO.match(text, cue.end))
        ):
            return cue
    return None


def _is_told(text: str, cue: Cue, start: int) -> bool:
    """ "Her husband was told he has X", "the mother reports that she herself has X": it is told of the one named."""
    told = _TOLD_HIM.match(text, cue.end)
    return (
        told is not None
        and told.end() <= start
        and bool(_PASSIVE.match(text, cue.end) or _HIMSELF.search(text, cue.end, told.end()))
        and not re.search(r"[.;]", text[told.end() : start])
    )


_IN_ONE = re.compile(
    r"\s*(?:also\s+)?(?:(?:in|for|by|with)\s+(?:(?:her|his|their|the|a|another)\s+)?|(?:her|his|their)\s+)$",
    re.IGNORECASE,
)


def in_another(text: str, end: int, cues: Iterable[Cue]) -> Cue | None:
    """The family member or other person of whom what ends at `end` is said: "failed | in her brother"."""
    return next(
        (c for c in cues if 0 <= c.start - end <= 20 and _IN_ONE.fullmatch(text, end, c.start)),
        None,
    )


def of_family(section: str) -> bool:
    """Whether a heading announces what runs in the family."""
    return bool(_FAMILY_SECTION.match(section))


def _speaks(text: str, cue: Cue, start: int) -> bool:
    """Whether the person is named as who reports, helps or lives with the patient, not as who is ill."""
    if start - cue.end <= 3 and "," not in text[cue.end : start]:
        return False  # "mother X", "mother: X"
    if _REPORTS.match(text, cue.end):
        return True
    if _HAS.match(text, cue.end):
        return False
    return bool(_BESIDE_PATIENT.search(text, max(0, cue.start - 40), cue.start))


# ---- nobody in particular ----

_SHARE = re.compile(
    r"(?:\b(?:fewer|less|no\s+more|not\s+more)\s+than\s+|\b(?:under|below|only|just|at\s+most)\s+(?:about\s+)?|<\s*=?\s*|\u2264\s*)"
    r"(?P<share>\d{1,2}(?:\.\d+)?)\s*(?:%|percent\b|per\s+cent\b)",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(r"\s*(?:of\s+)?(?:(?!bsa\b|body\b)[\w-]+\s+){0,7}(?:[\w-]+)?", re.IGNORECASE)
FEW = 10.0


def share_of(text: str, start: int, end: int) -> tuple[float, int, int] | None:
    """ "Fewer than 5% of the cells are X": the share, and its place, when it is said of the span or begins in it."""
    if "%" not in text and "percent" not in text and "per cent" not in text:
        return None
    for match in _SHARE.finditer(text, 0, end):
        if match.end() <= start and _OF_WHAT.fullmatch(text, match.end(), start):
            return float(match["share"]), match.start(), match.end()
    return None


_OF_MANY = re.compile(
    r"\bof\s+(?:the\s+)?[\d,]+\s+(?:\w+\s+)?(?:patients|subjects|participants|adults|children|people|persons|women|men)\b",
    re.I,
)


# "Most patients are negative, her X was positive", "she has X and the plan covers A".
_OWN = re.compile(r",\s*(?:but\s+)?(?:her|his|she|he|hers|this\s+patient|our\s+patient)\b", re.IGNORECASE)
_NEXT = re.compile(r"(?:,|\b(?:and|but|so)\b)\s+(?:(?:the|her|his|their|my|your)\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_HERS = re.compile(r"\b(?:she|he|patient|pt|her|his)\b", re.IGNORECASE)


def _apart(text: str, start: int, end: int, left: int, cue: Cue) -> bool:
    """Whether the words of a rule stand in another clause than what is told of the patient."""
    if cue.end <= start:
        return _OWN.search(text, cue.end, start) is not None
    return (
        cue.start >= end
        and _NEXT.search(text, end, cue.start) is not None
        and _HERS.search(text, left, start) is not None
    )


def impersonal(text: str, start: int, end: int, bounds: tuple[int, int], by: Cuelists) -> Cue | None:
    """The word that makes it a statement of a policy, a study, a label or of what is typical, and of no patient."""
    left, right = bounds
    for cue in by.get("general", ()):
        if cue.end >= left and cue.start < right and not _apart(text, start, end, left, cue):
            return cue
    if counted := _OF_MANY.search(text, left, right):
        return Cue("general", *counted.span())
    if not text[left:start].strip(_OPENING):
        what = _IS_A.match(text, end, right)
        if what is not None and not _PARTICULAR.search(text, what.end(), right):
            return Cue("general", *what.span())
    for cue in by.get("typical", ()):
        if left <= cue.start < right and not _PARTICULAR.search(text, left, cue.start):
            return cue
    return None


_OPENING = " \t\n-*\u2022(\"'#>"
_APART = re.compile(r"[\s.,;:(\u2013-]*")


# "X is a chronic disease": told of the disease, unless a person comes in.
_IS_A = re.compile(
    r"\s+(?:is|are)\s+(?:an?\s+)?(?:[\w,-]+\s+){0,4}(?:disease|disorder|condition|illness|syndrome|infection)s?\b",
    re.IGNORECASE,
)


_ENDED = re.compile(r"[.;!?]\s")


def taken_back(text: str, end: int, bounds: tuple[int, int], by: Cuelists) -> Cue | None:
    """The words that make a statement one of another chart, a slip, an example, or a text with the name left blank."""
    for name in ("void", "void_opens"):
        for cue in by.get(name, ()):
            if not text[: cue.start].strip(_OPENING) and ";" not in text[cue.end : max(cue.end, end)]:
                return cue
            if name == "void" and _takes_back(text, end, bounds, by, cue):
                return cue
    return None


def _takes_back(text: str, end: int, bounds: tuple[int, int], by: Cuelists, cue: Cue) -> bool:
    """Whether it stands in the statement, right behind it, or in front of its colon; in brackets right behind alone."""
    if any(a.start <= cue.start and cue.end <= a.end for a in by.get("after_absent", ())):
        return False  # a denial of its own
    if text[cue.start - 1] == "(":
        return 0 <= cue.start - end <= 3
    if cue.start < bounds[1]:
        return _ENDED.search(text, cue.end, bounds[0]) is None
    return _APART.fullmatch(text, bounds[1], cue.start) is not None
