"""Numbers and addresses of the net that name a person: labelled ones, those of the request, and what looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mednec.deidentified.edits import Edit
from mednec.deidentified.surrogates import Surrogates

PHONE, EMAIL, URL, IP, SSN, NUMBER = "phone or fax", "e-mail", "web address", "IP address", "SSN", "number"
FEWEST_DIGITS = 7  # of a number without a label
FEWEST_PART = 5  # digits of a number of the request that are looked for by themselves

_EMAIL = re.compile(r"[\w.%+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|\b[\w.%+-]+\s?(?:\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I)
_URL = re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>\"']+[\w/]|(?<!\w)@[A-Za-z_]\w{2,}", re.IGNORECASE)
_IP = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}:[0-9a-f]{1,4}(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:])",
    re.IGNORECASE,
)
_SSN = re.compile(
    r"(?<![\d-])\d{3}[- ]\d\d[- ]\d{4}(?![\d-])|(?:\bSSN|social security(?: number"
    r"| no\.?)?)\s*[:#]?\s*(?P<v>[\dXx*]{3}[\dXx* -]{5,8})",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .\-\u2013/])\d{3}[ .\-\u2013]\d{4}(?:\s*(?:x"
    r"|ext\.?)\s*\d{1,6})?(?![\d-])"
    r"|(?:\b(?:phone|ph|tel|telephone|fax|cell|mobile|pager|call)\b\.?\s*(?:no\.?|number|at)?\s*[:#]?\s*)"
    r"(?P<v>\+?[\d(][\d ().-]{5,16}\d(?:\s*(?:x|ext\.?)\s*\d{1,6})?)|(?<![\d./-])\+\d[\d .-]{8,16}\d",
    re.IGNORECASE,
)
_LABELS = (
    r"license plate|MRN?|med(?:ical)?\.? rec(?:ord)?\.?|chart|patient id|pt id|member id|member|subscriber(?: id)?"
    r"|beneficiary(?: id)?"
    r"|insured(?: id)?|policy|group|grp|account|acct|guarantor|accession|acc|specimen(?: id)?|claim|reference|ref"
    r"|auth(?:orization)?|PA|case|encounter|enc|visit id|CSN|FIN|HAR|EMPI|MPI|license|licence|lic"
    r"|certificate|cert|DEA|NPI|TIN"
    r"|tax id|EIN|serial|s/n|sn|UDI|device(?: id)?|VIN|vehicle|plate|tag|passport|driver'?s? licen[sc]e"
    r"|Rx|prescription"
    r"|tracking|confirmation|order|requisition|HICN?|MBI|medicare|medicaid|id"
)
_LABELLED = re.compile(
    rf"(?<![\w])(?P<label>{_LABELS})\.?\s*(?P<no>(?:numbers?|num|nos?|nr|id|#)\.?\s*)?(?P<sep>[:#=]\s*|\s+)"
    r"(?P<v>[A-Z0-9][A-Z0-9./_-]*(?: (?=\d{2,4}\b)\d{2,4}){0,3})",
    re.IGNORECASE,
)
_BARE_LABELS = frozenset(
    ("mrn", "mr", "npi", "dea", "ssn", "csn", "mbi", "accession", "vin", "ein", "tin", "hic", "hicn")
)
_THINGS = frozenset(("serial", "s/n", "sn", "udi", "device", "vin", "plate", "license plate", "tag", "passport"))
_LONG = re.compile(r"(?<![\w.,/$-])[A-Z]{0,4}-?\d[\d-]{5,}\d(?![\w]|[.,]\d|-\w)")
_PRODUCT = re.compile(
    r"(?:\bNDC|\bPMID|\bPMC|\bNCT|\bISBN|\bdoi|\bRxCUI|\bLOINC|\bSNOMED|\bCPT)\b[^\n]{0,12}$", re.IGNORECASE
)
_RANGE = re.compile(r"\d{1,4}-\d{1,4}")
_UNIT = re.compile(r"\s*(?:IU|U|units?|copies|cells|mL|mg|mcg|events|/|x\s?10|%)", re.IGNORECASE)


def number_edits(text: str, surrogates: Surrogates, policy: str) -> list[Edit]:
    """Edits for everything that reads as a phone, an address of the net, or a number with a label."""
    found = [
        Edit(start=m.start(), end=m.end(), new=_email(m[0], surrogates), kind=EMAIL) for m in _EMAIL.finditer(text)
    ]
    found += [Edit(start=m.start(), end=m.end(), new="https://example.invalid", kind=URL) for m in _URL.finditer(text)]
    found += [Edit(start=m.start(), end=m.end(), new="192.0.2.1", kind=IP) for m in _IP.finditer(text)]
    found += [_whole(m, "000-00-0000", SSN) for m in _SSN.finditer(text)]
    found += [_whole(m, _phone(m[0], surrogates), PHONE) for m in _PHONE.finditer(text)]
    found += _labelled(text, surrogates, policy)
    return found


def long_number_edits(text: str, surrogates: Surrogates) -> list[Edit]:
    """Edits for numbers of seven digits and more that no label explains; codes of products and amounts are none."""
    return [
        Edit(start=m.start(), end=m.end(), new=surrogates.shape(m[0]), kind=NUMBER)
        for m in _LONG.finditer(text)
        if sum(c.isdigit() for c in m[0]) >= FEWEST_DIGITS
        and not _PRODUCT.search(text[max(0, m.start() - 24) : m.start()])
        and not _UNIT.match(text, m.end())
        and not _RANGE.fullmatch(m[0])
    ]


def known_number_edits(text: str, known: Iterable[str], surrogates: Surrogates) -> list[Edit]:
    """Edits for numbers that are known to name somebody, however they are spaced, and for their long runs of digits."""
    found = []
    for number in sorted(set(known), key=lambda n: (-len(n), n)):
        parts = re.findall(r"[A-Za-z]+|\d+", number)
        if sum(map(len, parts)) < 4:
            continue
        spaced = r"[\s._/-]{0,3}".join(map(re.escape, parts))
        for match in re.finditer(rf"(?<![^\W_]){spaced}(?![^\W_])", text, re.IGNORECASE):
            found.append(Edit(start=match.start(), end=match.end(), new=surrogates.shape(match[0]), kind=NUMBER))
    return found


def numbers_in(text: str) -> Iterator[str]:
    """The labelled numbers of a text, to be looked for in every document of the case."""
    for match in _LABELLED.finditer(text):
        if _names_somebody(match):
            yield match["v"]


def runs_of(number: str) -> Iterator[str]:
    """A number, and the runs of digits in it that are long enough to be known by themselves."""
    yield number
    for run in re.findall(r"\d+", number):
        if len(run) >= FEWEST_PART:
            yield run


def _labelled(text: str, surrogates: Surrogates, policy: str) -> Iterator[Edit]:
    for match in _LABELLED.finditer(text):
        if _names_somebody(match) and match["v"] != policy:
            yield Edit(start=match.start("v"), end=match.end("v"), new=surrogates.shape(match["v"]), kind=NUMBER)


def _names_somebody(match: re.Match[str]) -> bool:
    """A value with digits behind a label; behind a plain word only with a colon, or with *number*."""
    value, label = match["v"], match["label"].lower()
    digits = sum(c.isdigit() for c in value)
    digits_and_letters = digits >= 3 and any(c.isalpha() for c in value)
    marked = (
        (label in _THINGS and digits_and_letters)
        or bool(match["no"])
        or match["sep"].strip() != ""
        or label in _BARE_LABELS
    )
    if label == "policy" and digits < 6:
        return False  # the plan's own policy; a member's has more digits
    plain_date = re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:19|20)\d\d(?:-\d\d)?", value)
    return marked and digits >= (2 if len(value) >= 4 else 3) and not plain_date


def _whole(match: re.Match[str], new: str, kind: str) -> Edit:
    group = "v" if match["v"] else 0
    return Edit(start=match.start(group), end=match.end(group), new=new, kind=kind)


def _phone(written: str, surrogates: Surrogates) -> str:
    return f"(000) 555-01{surrogates.among('phone', ''.join(filter(str.isdigit, written)), 100):02}"


def _email(written: str, surrogates: Surrogates) -> str:
    return f"person{surrogates.among('e-mail', written, 900) + 100}@example.invalid"
