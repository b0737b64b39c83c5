"""The shapes of answers: what a date, an identity number, a billing code, a name look like on paper."""

from __future__ import annotations

import re

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
DATE = re.compile(
    rf"\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{2,4}}\b|\d{{4}}-\d\d-\d\d|{MONTH} \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}[ -]{MONTH}[ -]\d{{2,4}}",
    re.IGNORECASE,
)
CODE = re.compile(r"\b[A-Z]\d{4}\b")
PROCEDURE = re.compile(r"\b(?:[A-Z]\d{4}|\d{5})\b")
ICD = re.compile(r"\b[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{1,4})?\b", re.IGNORECASE)
NPI = re.compile(r"(?<!\d)(?=(?: ?\d){10}(?!\d))\d[\d ]{9,11}(?<=\d)(?![\d ]?\d)|(?<!\d)\d{3}[- ]\d{3}[- ]\d{4}(?!\d)")
IDENTITY = re.compile(r"(?=[A-Z0-9/-]*\d[A-Z0-9/-]*\d[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9-]{3,}[A-Z0-9]\b", re.IGNORECASE)
_LETTERED = re.compile(r"[A-Z]{2,4} \d{3,}")  # a number in groups, letters first
COUNT = re.compile(
    r"(?:approx\.? |about )?(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\d./-]|,\d)(?! ?(?:mg|g|mcg|ml|iu|kg|%|years?|yo)\b)",
    re.IGNORECASE,
)
SEX = re.compile(r"\b(?:female|male|f|m)\b(?!\.?[ ]?[A-Z][a-z])", re.IGNORECASE)
_WORD = r"[A-Z][\w'\u2019.-]*"
_PARTICLE = r"(?:de|la|van|von|der|den|del|di|da|bin|al|el|st\.?|le|du|dos|ter)"
NAME = re.compile(
    rf"(?:{_WORD}(?: {_PARTICLE})*(?: {_WORD}){{0,2}}, ?{_WORD}(?: {_WORD}){{0,2}}"
    rf"|{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,4}})"
)
_DOSE = re.compile(r"\d[\d,.]* ?(?:mg|mcg|g|gm|grams?|units?|u|ml|iu|mg/kg|g/kg|tab|cap)\b", re.IGNORECASE)
_DATED = frozenset({"patient.birth_date", "line.from", "line.to", "line.dates", "received", "date"})
_NAMED = frozenset({"person", "patient.name", "requester.name"})


def fits(field: str, text: str, known: frozenset[str]) -> bool:
    """Whether a text begins with an answer of the field's own shape."""
    if field in _DATED:
        return bool(DATE.match(text))
    if field in ("requester.npi", "line.hcpcs", "line.diagnosis_codes"):
        shape = {"requester.npi": NPI, "line.hcpcs": CODE, "line.diagnosis_codes": ICD}[field]
        return bool(shape.match(text)) and (field != "line.diagnosis_codes" or bool(re.match(r"\w\d", text)))
    if field in ("id", "patient.id") or (field == "person" and IDENTITY.match(text)):
        return bool(IDENTITY.match(text) or _LETTERED.match(text)) and not DATE.match(text)
    if field in ("line.units", "line.visits"):
        return bool(COUNT.match(text))
    if field == "patient.sex":
        return bool(SEX.match(text))
    if field == "signed":
        return bool(NAME.match(text) or DATE.match(text))
    if field in _NAMED:
        return bool(NAME.match(text)) and not text[:40].isupper()
    if field in ("line.drug", "line.brand", "request"):
        word = re.match(r"[A-Za-z0-9]+", text)
        return bool(word) and word.group().lower() in known if word else False
    if field in ("line.regimen", "line.dose"):
        return bool(_DOSE.match(text))
    return False
