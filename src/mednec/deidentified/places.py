"""Places smaller than a state, and the names of houses and employers that tell them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from mednec.deidentified.edits import Edit
from mednec.deidentified.surrogates import Surrogates

ADDRESS, TOWN, HOUSE, EMPLOYER = "address", "town", "house", "employer"

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR"
    "|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware"
    "|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York"
    "|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee"
    "|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_WORD = r"[A-Z][\w'\u2019.]*"
_PLAIN_WORD = r"[A-Z][\w'\u2019]*"
_TOWN = rf"(?:(?:St|Ste|Ft|Mt)\.[ ])?{_PLAIN_WORD}(?:[ -]{_PLAIN_WORD}){{0,2}}"
_WAY = (
    r"(?i:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Circle|Cir|Place|Pl"
    r"|Terrace|Ter|Trail|Trl"
    r"|Way|Parkway|Pkwy|Highway|Hwy|Square|Sq|Plaza|Pike|Turnpike|Loop|Row)"
)
_STREET = re.compile(
    rf"(?<![\w/.-])\d{{1,6}}[A-Z]?[ ]+(?:[NSEW]{{1,2}}\.?[ ]+)?(?:(?:{_WORD}|\d+(?:st|nd|rd"
    rf"|th))[ ]+){{1,4}}?{_WAY}\b\.?(?:[ ][NSEW]{{1,2}}\b)?"
    r"(?:[ ]?,?[ ]*(?i:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Rm|Room|Bldg|#)\.?[ ]*#?\d[\w-]*)?"
    r"|\b(?i:P\.?\s?O\.?\s?Box)[ ]+\d+|\b(?:Rural Route|RR|RFD)[ ]+\d+(?:[ ,]+Box[ ]+\d+)?"
)
_LINE = re.compile(
    r"\b(?:home |street |mailing |residential )?address\s*:\s*(?P<v>\S(?:[^\n]*?\S)?)(?=\s{2,}|\n|$)", re.I
)
_TOWN_STATE = re.compile(rf"(?P<v>{_TOWN}),[ ]*(?:{_STATES})\b\.?(?:[ ,]+(?P<zip>\d{{5}}(?:-\d{{4}})?))?")
_ZIP = re.compile(
    rf"(?:\bzip(?: ?code)?\s*:?\s*|\b(?:{_STATES})[ ,]+)(?P<v>\d{{5}}(?:-\d{{4}})?)\b(?!\s*(?:mg|units?|IU))", re.I
)
_LIVES = re.compile(
    r"\b(?i:liv(?:es|ed|ing)(?: alone| locally)? (?:in|at|near)|resid(?:es|ed|ing|ent) (?:in|of|at)"
    r"|mov(?:ed|ing) (?:from|to)"
    r"|relocat(?:ed|ing) (?:from|to)|travell?(?:ed|ing|s) (?:from|to)"
    r"|born(?: in (?:19|20)\d\d)? in|native of|hometown(?: is"
    r"|:)?|(?:city|town|county)\s*:)"
    rf"\s+(?P<v>{_TOWN})"
    rf"|\b(?:Hospital|Clinic|Center|Home|Pharmacy|Office)[ ](?:in|of)\s+(?P<w>{_TOWN})"
)
_COUNTY = re.compile(rf"(?P<v>\b{_WORD}(?:[ ]{_WORD})?)[ ](?:County|Parish|Township|Borough)\b")
_WORKS = re.compile(
    r"\b(?:work(?:s|ed|ing)?|employed|employer|employment|job|teach(?:es|er)|stud(?:ies|ent))\b"
    rf"(?:[ ][a-z]+){{0,4}}?[ ]*(?:\bat|\bfor|\bby|\bwith|:)[ ]+(?:the[ ]+)?(?P<v>{_WORD}(?:[ ](?:&|of|and"
    rf"|{_WORD})){{0,4}})"
)
_HOLIDAY = re.compile(
    r"\b(?:New Year['\u2019]?s(?: Day| Eve)?|Valentine['\u2019]?s Day|Easter|Memorial Day|Independence Day"
    r"|Fourth of July"
    r"|Labor Day|Halloween|Veterans Day|Thanksgiving|Christmas(?: Day| Eve)?|Hanukkah|Ramadan|Diwali|Passover)\b"
)
_KINDS = (
    r"(?:Hospital|Hospitals|Clinic|Clinics|Center|Centre|Centers|Associates|Institute|Pharmacy|Laboratory"
    r"|Laboratories"
    r"|Labs|University|College|Practice|Group|Partners|Physicians|Specialists|Healthcare|Infusion|Hospice|Imaging"
    r"|Health System|Health Services|Health|Medicine|School|Church|Nursing Home"
    r"|Care Center|Assisted Living|Manor)"
)
_HOUSE = re.compile(
    rf"(?<![\w'])(?P<v>[A-Z][\w'\u2019-]*(?:[ ](?:&|of|and|{_WORD})){{0,5}}?)[ ]+{_KINDS}\b"
    rf"|(?<![\w'])(?P<u>[A-Z][A-Z'\u2019-]+(?:[ ](?:&|OF|AND|[A-Z][A-Z'\u2019-]+)){{0,5}}?)[ ]+{_KINDS.upper()}\b"
)
_KINDS_OF_HOUSE = """
regional general community memorial medical health healthcare infusion outpatient inpatient surgery surgical home
care specialty special clinical central county city state university national children's childrens women's the of
and at & department dept division office hospital clinic center centre group associates institute laboratory
pharmacy emergency urgent primary family internal rehabilitation pain sleep cell disorders services service systems
system north south east west northern southern eastern western saint st new our
"""
_GENERIC = frozenset(_KINDS_OF_HOUSE.split())


def place_edits(text: str, surrogates: Surrogates) -> list[Edit]:
    """Edits for addresses, towns, ZIP codes and employers; a state stays."""
    found = [
        Edit(start=m.start("v"), end=m.end("v"), new="address removed", kind=ADDRESS) for m in _LINE.finditer(text)
    ]
    found += [Edit(start=m.start(), end=m.end(), new="address removed", kind=ADDRESS) for m in _STREET.finditer(text)]
    for match in _TOWN_STATE.finditer(text):
        found.append(_named(match, surrogates, TOWN))
        if match["zip"]:
            found.append(Edit(start=match.start("zip"), end=match.end("zip"), new="00000", kind="ZIP"))
    found += [Edit(start=m.start("v"), end=m.end("v"), new="00000", kind="ZIP") for m in _ZIP.finditer(text)]
    found += [_named(m, surrogates, TOWN) for pattern in (_LIVES, _COUNTY) for m in pattern.finditer(text)]
    found += [Edit(start=m.start(), end=m.end(), new="a holiday", kind="date") for m in _HOLIDAY.finditer(text)]
    found += [_named(m, surrogates, EMPLOYER) for m in _WORKS.finditer(text)]
    return found


def houses_in(text: str, kept: Container[str]) -> Iterator[tuple[int, int]]:
    """Spans of the words that name a hospital, practice or school, without those that say what kind of house it is.

    `kept` are words of the plan's own name and of branches of medicine.
    """
    for match in _HOUSE.finditer(text):
        group = "v" if match["v"] else "u"
        for word in re.finditer(r"[^\s.,]+", match[group]):
            if word[0].lower() not in _GENERIC and word[0].lower() not in kept and word[0][0].isupper():
                yield match.start(group) + word.start(), match.start(group) + word.end()


def initials_of(text: str) -> Iterator[str]:
    """The capitals by which a chart may call a house that it names in full."""
    for match in _HOUSE.finditer(text):
        words = re.findall(r"[A-Z][\w'\u2019-]*", match[0])
        if len(words) >= 3:
            yield "".join(word[0] for word in words)


def towns_in(text: str) -> Iterator[str]:
    """Towns that an address or a residence names; they may stand elsewhere by themselves."""
    for pattern in (_TOWN_STATE, _LIVES, _COUNTY):
        for match in pattern.finditer(text):
            yield match[_group(match)].strip(".")


def _group(match: re.Match[str]) -> str:
    return "w" if match.groupdict().get("w") else "v"


def _named(match: re.Match[str], surrogates: Surrogates, kind: str) -> Edit:
    group = _group(match)
    new = surrogates.name(match[group].strip("."))
    return Edit(
        start=match.start(group), end=match.end(group), new=new.title() if not new.isupper() else new, kind=kind
    )


def initial_edits(text: str, initials: Iterable[str], surrogates: Surrogates) -> list[Edit]:
    """Edits for the capitals by which a house is called."""
    return [
        Edit(start=m.start(), end=m.end(), new=surrogates.shape(m[0]), kind=HOUSE)
        for short in sorted(set(initials))
        for m in re.finditer(rf"(?<![\w]){re.escape(short)}(?![\w])", text)
    ]
