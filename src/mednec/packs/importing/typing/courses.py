"""What treatment came to: borne without harm, how long ago, and what must be spoken of."""

from __future__ import annotations

import re

from mednec.packs.importing.typing.clause import Clause, Typed, days, distinct, number, span, window_of

_N = r"(?P<n>\d{1,3}|one|two|three|four|six|eight|twelve)\s*(?P<unit>days?|weeks?|months?|years?)"
_LAST_DOSE = re.compile(
    r"\b(?:the\s+)?(?:last|most recent|previous)\s+(?:dose|infusion|injection|treatment|administration)\b"
    rf"[^.;]{{0,60}}?\b(?P<most>no more than|not more than|within(?: the (?:past|last))?|less than)\s+{_N}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\bat least\s+{_N}\b[^.;]{{0,30}}?\b(?:lie\s+|have passed\s+|passed\s+)?between\s+(?:the\s+)?(?:last|previous)\s+"
    r"(?:dose|infusion|injection|treatment)\s+and\s+(?:the\s+)?(?:first|next|requested)\b[^.;]{0,30}",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    rf"\bat least\s+{_N}\b[^.;]{{0,30}}?\b(?:since|after|between|from|have passed|lie between)\b[^.;]{{0,20}}?"
    r"(?P<first>first\s+)?(?:dose|infusion|injection|treatment)\s+(?:of|in)\s+(?:the\s+)?(?:previous|last|prior"
    r"|preceding)"
    r"\s+(?:course|cycle|treatment)"
    r"(?P<next>\s+and\s+the\s+(?:first\s+)?(?:dose|infusion)\s+of\s+the\s+(?:requested|next|new)\s+(?:course|cycle))?",
    re.IGNORECASE,
)
_PASSED = re.compile(
    rf"\bat least\s+{_N}\s+(?:have passed\s+|passed\s+|after\s+)?(?:since|after|from)\s+"
    r"(?:the\s+)?(?:last|most recent|previous)\s+(?:dose|infusion|injection|treatment)\b(?!\s+of)",
    re.IGNORECASE,
)
_TOLERATED = re.compile(r"\b(?:(?:has been|was|is|are)\s+(?:well\s+)?tolerat\w+|tolerat(?:es|ing|ed)\b)", re.IGNORECASE)
_NO_HARM = re.compile(
    r"\b(?:has had no|have had no|without|no)\s+(?:(?:serious|severe|life-threatening|intolerable|unacceptable"
    r"|significant)"
    r"\s+|(?:evidence of|history of)\s+)*",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:the\s+)?presence or absence of\b|\bdiscussion of\b|\bcounsel(?:l?ed|l?ing) (?:on|about)\b|\b(?:assess(?:ed"
    r"|ment)|evaluat(?:ed|ion)|screen(?:ed|ing)|review(?:ed)?)"
    r"\s+(?:for|of)\b|\b(?:is|are|was|were|has been|have been)\s+(?:assessed|evaluated|reviewed|recorded|addressed)\b",
    re.IGNORECASE,
)
_WORDS = ("tried", "statement")


def since_dose(clause: Clause) -> Typed | None:
    """ "The last dose was given no more than 8 months ago", "at least 16 weeks since the last course"."""
    others = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    if others or clause.part == "limits":
        return None
    last = _LAST_DOSE.search(clause.text)
    if last is not None and not re.search(r"\bnot\b(?!\s+more)", last.group()):
        slots = {"kind": "since_dose", "at_most_days": days(last.group("n"), last.group("unit"))}
        return Typed(
            slots=slots, explained=(last.span(), *window_of(clause.text)[1]), fillers=("since",), own_names=True
        )
    if (between := _BETWEEN.search(clause.text)) is not None:
        gap = days(between.group("n"), between.group("unit"))
        return Typed(
            slots={"kind": "since_dose", "at_least_days": gap, "to_next": True},
            explained=(between.span(),),
            fillers=("since",),
            own_names=True,
        )
    if (passed := _PASSED.search(clause.text)) is not None:
        gap = days(passed.group("n"), passed.group("unit"))
        return Typed(
            slots={"kind": "since_dose", "at_least_days": gap, "to_next": True},
            explained=(passed.span(),),
            fillers=("since",),
            own_names=True,
        )
    if (least := _AT_LEAST.search(clause.text)) is not None:
        found: dict[str, object] = {"kind": "since_dose", "at_least_days": days(least.group("n"), least.group("unit"))}
        if least.group("first"):
            found["course"] = True
        if least.group("next"):
            found["to_next"] = True
        return Typed(slots=found, explained=(least.span(),), fillers=("since",), own_names=True)
    return None


_RECEIVED = re.compile(
    r"\b(?:received|completed|been (?:given|treated with)|had)\s+(?:at least|a minimum of)\s+"
    r"(?P<n>\d{1,2}|one|two|three|four|six)\s+"
    r"(?:consecutive\s+|quarterly\s+|monthly\s+|prior\s+)*(?:treatments?|doses?|infusions?|injections?|cycles?)\b",
    re.IGNORECASE,
)


_WERE_GIVEN = re.compile(
    r"\bat least\s+(?P<n>\d{1,2}|one|two|three|four|six)\s+(?:treatment\s+|consecutive\s+)?"
    r"(?:treatments?|doses?|infusions?|injections?|cycles?)\s+(?:have|has|had|were)\s+(?:been\s+)?(?:given|completed|received)\b",
    re.IGNORECASE,
)


def doses_given(clause: Clause) -> Typed | None:
    """ "The member has received at least two consecutive treatments with the requested product"."""
    others = [m for m in clause.of_kind("drug") if m.id not in clause.drugs]
    received = _RECEIVED.search(clause.text) or _WERE_GIVEN.search(clause.text)
    if others or received is None or clause.part == "exclusions":
        return None
    slots = {"kind": "doses_given", "at_least": number(received["n"])}
    return Typed(slots=slots, explained=(received.span(),), fillers=("since", "prescriber"), own_names=True)


def tolerated(clause: Clause) -> Typed | None:
    """ "It has been tolerated: no A, no B", "no serious hypersensitivity reaction to the drug"."""
    harms = [m for m in clause.of_kind("reaction", "disease", "symptom", "finding", "event") if m.id != "tolerated"]
    borne, none = _TOLERATED.search(clause.text), _NO_HARM.search(clause.text)
    since = re.search(
        r"\b(?:has|have) occurred(?: on| with| during)?\b"
        r"|\bsince\b[^.;]{3,40}\b(?:start\w*|begun|began|initiat\w+|first dose)\b",
        clause.text,
        re.I,
    )
    own = [m for m in clause.of_kind("drug") if m.id in clause.drugs]
    if clause.part != "criteria" or not harms or none is None or not (borne or own):
        return None
    if any(m.id not in clause.drugs for m in clause.of_kind("drug")) or not (clause.of_kind("reaction") or since):
        return None
    slots = {"kind": "tolerated", "harms": distinct(m.id for m in harms), "shown_by": ["tolerated"]}
    explained = [none.span(), *(span(m) for m in (*harms, *clause.of_kind("reaction")))]
    explained += [m.span() for m in (borne, since) if m]
    return Typed(slots=slots, explained=tuple(explained), fillers=_WORDS, own_names=True)


def recorded(clause: Clause) -> Typed | None:
    """ "Presence or absence of A, B and C", "assessed for latent infection": spoken of, whichever way."""
    named = clause.of_kind("disease", "symptom", "reaction", "state", "finding")
    spoken = _SPOKEN.search(clause.text)
    if clause.part != "criteria" or spoken is None or not named or clause.of_kind("drug", "measure"):
        return None
    slots: dict[str, object] = {"kind": "recorded", "of": distinct(m.id for m in named)}
    if re.match(r"discuss|counsel", spoken.group(), re.IGNORECASE):
        slots["discussed"] = True
    within, window = window_of(clause.text)
    if within is not None:
        slots["within_days"] = within
    return Typed(slots=slots, explained=(spoken.span(), *window, *(span(m) for m in named)), fillers=("statement",))
