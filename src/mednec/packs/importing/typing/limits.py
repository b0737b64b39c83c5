"""How much and how long: dose limits, lengths of approval."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.packs.importing.typing.clause import Clause, Typed, distinct, number

_PER_DAYS = re.compile(
    r"(?P<lead>\b(?:not (?:to exceed|more than)|no more than|up to|maximum(?: of)?|at most"
    r"|within)\s+)?(?P<v>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>mg|mcg|g|units?|mL)\b(?P<kg>/kg| per kg)?(?:[^.;,:]{0,40}?)"
    r"(?:\b(?:per|every|each|in any|in|/)\s*(?:(?P<n>\d{1,3}|four|two|six|eight|twelve|other)[\s-]*)?(?P<period>days?"
    r"|weeks?|months?|28 days))\b",
    re.IGNORECASE,
)
_PER_DOSE = re.compile(
    r"\s*(?:not (?:to exceed|more than)|no more than|up to|at most|a? ?maximum(?: of)?)\s+(?P<v>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>mg|mcg|g|mL)(?P<kg>/kg| per kg)?\s+(?:for each|for a|per|each|a|in a single|in one)\s+"
    r"(?:dose|injection|infusion|treatment|administration)\.?\s*",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"\b(?:each |initial |continuation |first course |approval |authori[sz]ation )*(?:authori[sz]ations?|approvals?"
    r"|length of approval)\b[^.;]{0,40}?(?P<n>\d{1,2}|six|twelve|three)\s*(?P<unit>months?|days?|weeks?)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\b(?:lasts?|is (?:granted|approved|valid) for|up to|for)\s+(?P<n>\d{1,3}|six|twelve|three)\s+(?P<unit>months?"
    r"|days?)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\([^()]*\)")
_DAYS = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4375")}


_UNITS_IN = re.compile(
    r"\b(?:no more than|not more than|up to|at most"
    r"|maximum(?: of)?)\s+(?P<n>\d[\d,]*)\s+(?:billing\s+)?units?\b(?:\s+of\s+\w+)?"
    r"\s*(?:in|per|within|for)\s+(?:each\s+|any\s+|one\s+|an?\s+)?(?:12 months|year|authori[sz]ation)",
    re.IGNORECASE,
)


def unit_limit(clause: Clause) -> Typed | None:
    """ "No more than 120 units of a code in 12 months"."""
    match = _UNITS_IN.search(clause.text)
    if clause.part != "limits" or match is None:
        return None
    slots: dict[str, object] = {"kind": "dose_limit", "max_units": int(match.group("n").replace(",", ""))}
    if re.search(r"\([^()]*\b(?:under|when|if|unless|where)\b", clause.text, re.IGNORECASE):
        question = {"kind": "ask", "question": " ".join(clause.text.split())}
        slots = {"kind": "parts", "op": "all", "parts": [slots, question]}
    explained = (match.span(), *(m.span() for m in _BRACKET.finditer(clause.text)))
    return Typed(slots=slots, explained=explained)


def dose_limit(clause: Clause) -> Typed | None:
    """ "Not more than 300 mg every 4 weeks", "not more than 2 g/kg in any 28 days": one bound for one time."""
    if clause.part != "limits":
        return None
    found = list(_PER_DAYS.finditer(clause.text))
    if not found and (once := _PER_DOSE.fullmatch(clause.text)) is not None:
        one: dict[str, object] = {"kind": "dose_limit", "per_dose": _plain(Decimal(once["v"].replace(",", "")))}
        one["unit"] = once["unit"]
        return Typed(slots=one | ({"per": "kg"} if once["kg"] else {}), explained=(once.span(),))
    if len(found) != 1 or re.search(
        r"\bload|\bthen\b|\bday 1\b|\bunless\b|\bwhen\b|\bif\b|\bdaily\b|\bevery\b|\bweekly\b|\bonce\b",
        clause.text,
        re.IGNORECASE,
    ):
        return None
    match = found[0]
    if re.search(r"\b(?:worsen|respon|improv|benefit|cycles)", clause.text, re.IGNORECASE):
        return None
    if len(re.findall(r"\b\d[\d,.]*\s*(?:mg|mcg|g|mL)\b", _BRACKET.sub("", clause.text))) > 1:
        return None
    unit = {"unit": "units", "gm": "g"}.get(match.group("unit").lower(), match.group("unit"))
    span_days = _stretch(match)
    if span_days is None or unit == "units" or span_days > 28 * 14:
        return None
    amount = Decimal(match.group("v").replace(",", ""))
    if span_days < 28 or span_days == 28:
        per_28 = amount * (Decimal(28) / span_days)
        slots: dict[str, object] = {"kind": "dose_limit", "per_28_days": _plain(per_28), "unit": unit}
    else:
        slots = {"kind": "dose_limit", "per_dose": _plain(amount), "per_28_days": _plain(amount), "unit": unit}
    if match.group("kg"):
        slots["per"] = "kg"
    ahead = clause.text[: match.start()].partition(":")[0] if ":" in clause.text[: match.start()] else ""
    if about := [m for m in clause.of_kind("disease", "drug") if m.end <= len(ahead)]:
        slots["applies_to"] = distinct(m.id for m in about)
    if rounding := re.search(r"rounded? up to the (?:next|nearest) (\d+)\s*(?:mg|g)", clause.text, re.IGNORECASE):
        slots["round_up_to"] = int(rounding.group(1))
    return Typed(slots=slots, explained=((0, len(clause.text)),))


def _stretch(match: re.Match[str]) -> Decimal | None:
    word, period = match.group("n"), match.group("period").lower()
    if period.startswith("28"):
        return Decimal(28)
    n = 2 if word and word.lower() == "other" else number(word) if word else 1
    return n * _DAYS[period[0]]


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(round(amount, 4))


_BY_ROUTE = re.compile(
    r"\b(?:first(?: course| request| authori[sz]ation)?|initial(?: approval| authori[sz]ation)?|new starts?)\b"
    r"[^.;\d]{0,30}"
    r"(?P<n>\d{1,2})\s*months?\b[^.\d]{0,20}?"
    r"\b(?:continuations?|renewals?|reauthori[sz]ations?|subsequent|repeat(?: course)?)\b[^.;\d]{0,30}"
    r"(?P<m>\d{1,2})\s*months?",
    re.IGNORECASE,
)


_IDEAL = re.compile(
    r"(?:more than|above|exceeds?|over|>|greater than|at least)\s*(?P<p>1\d\d)\s*(?:%|percent)\s+of\s+"
    r"(?:the\s+)?(?:ideal|IBW)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?P<f>0?\.\d{1,2})\s*(?:x|\u00d7|\*|times|of)", re.IGNORECASE)


def dosing_weight(clause: Clause) -> Typed | None:
    """ "Dosing weight is actual body weight; above 120% of ideal body weight use IBW + 0.4 x (actual - IBW)"."""
    over, share = _IDEAL.search(clause.text), _SHARE.search(clause.text)
    if over is None or not clause.says("dosing weight", "adjusted body weight", "ideal body weight"):
        return None
    adjusted = clause.says("adjusted")
    if bool(adjusted) != bool(share):
        return None  # "adjusted" without a formula
    slots: dict[str, object] = {"kind": "dosing_weight", "over_ideal_percent": int(over["p"])}
    slots["adjust"] = float(share["f"]) if share else 0
    if rounding := re.search(
        r"\bround\w*\b[^.]{0,30}?(?P<n>\d+)\s*g\b", f"{clause.text} {clause.notes}", re.IGNORECASE
    ):
        slots["round_to"] = int(rounding["n"])
    return Typed(slots=slots, explained=((0, len(clause.text)),))


def duration_limit(clause: Clause) -> Typed | None:
    """ "Each authorization lasts 6 months"; "first course 6 months; continuation 12 months"."""
    if clause.part != "limits":
        return None
    if (by := _BY_ROUTE.search(clause.text)) is not None and clause.says("approvals?", "authori[sz]ations?", "granted"):
        slots = {"kind": "duration_limit", "months": int(by["n"]), "continuation_months": int(by["m"])}
        return Typed(slots=slots, explained=((0, len(clause.text)),))
    match = _AUTHORIZATION.search(clause.text) or (
        _LASTS.search(clause.text) if clause.says("authori[sz]ation", "approval") else None
    )
    if match is None or len(re.findall(r"\d+\s*(?:months?|days?)", clause.text)) > 1:
        return None
    slot = "months" if match.group("unit").lower().startswith("m") else "days"
    value = number(match.group("n")) * (7 if match.group("unit").lower().startswith("w") else 1)
    return Typed(slots={"kind": "duration_limit", slot: value}, explained=((0, len(clause.text)),))
