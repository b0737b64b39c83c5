"""A request in the words of a letter: the line that names the drug, its order, and how long is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from mednec.packet.form.drugs import LineRead
from mednec.packet.form.order import named_in, order_in
from mednec.packet.form.period import DURATION, after
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.shapes import CODE, ICD
from mednec.packet.form.values import Found, days, tidy
from mednec.packs.library import Library

SALUTATION = re.compile(
    r"^\s*(?:dear\b|to whom it may concern|greetings|hello\b|to the [a-z ]{4,40}[:,]$)", re.IGNORECASE | re.MULTILINE
)
_HEAD = 700  # letters of a letter without salutation that are looked at line by line
_SENTENCE = re.compile(r"(?<=[a-z)\d][.;])\s+(?=[A-Z])|\n\s*\n|\n(?=\s*[A-Z][a-z]+:)")
_PLANS = re.compile(
    r"\b(?:plan(?:s|ned)? to|planned|scheduled|will (?:start|begin|receive)|to (?:start|begin)"
    r"|start(?:ing)? (?:date|on)|beginning|"
    r"effective|first (?:dose|infusion|injection|treatment))\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r".{0,7}?(?:please (?:approv|authori)|requesting|requested)", re.IGNORECASE)
_UNITS = (
    r"= ?(?P<n>\d[\d,]*) units\b",
    r"\b(?:total(?: of)?:? |for a total of )(?P<n>\d[\d,]*) (?:billing )?units\b",
    r"\b(?P<n>\d[\d,]*) (?:total|billing|HCPCS) units\b",
    r"\b(?P<n>\d[\d,]*) units (?:in total|total|altogether)\b",
    r"\b[A-Z]\d{4},? ?(?:x )?(?P<n>\d[\d,]*) units(?! per (?:infusion|dose|visit|injection|treatment))",
)


def letter_line(doc: DocumentRead, library: Library, *, drug: str = "") -> LineRead | None:
    """The line a letter asks for; with `drug` (an id) only where it names that one."""
    best: tuple[int, int, int, int] | None = None
    for start, end, score in _places(doc):
        named = named_in(doc.text, start, end, library)
        if named.known is None or (drug and named.known.id != drug):
            continue
        order = order_in(doc.text, start, end)
        score += 2 * bool(order) + bool(CODE.search(doc.text, start, end))
        if score >= 3 and (best is None or score > best[0]):
            best = (score, -start, start, end)
    if best is None:
        return None
    return _line(best[2], best[3], doc, library)


def _places(doc: DocumentRead) -> Iterator[tuple[int, int, int]]:
    """Lines of the heading and sentences of the body, with how much each is like a request."""
    greeting = SALUTATION.search(doc.text)
    body = greeting.start() if greeting else 0
    asks = [re.compile(rf"\b{re.escape(a)}\b", re.IGNORECASE) for a in doc.words.lists["asks"]]
    for line in doc.form.lines:
        if line.chunks and (line.end <= body or (greeting is None and line.start < _HEAD)):
            yield line.chunks[0][0], line.end, 3
    begin = body
    for gap in (*_SENTENCE.finditer(doc.text, body), None):
        end = gap.start() if gap else len(doc.text)
        if end > begin:
            asking = any(a.search(doc.text, begin, end) for a in asks)
            yield begin, end, 2 if asking else 0
        begin = gap.end() if gap else end


def _line(start: int, end: int, doc: DocumentRead, library: Library) -> LineRead:
    line = LineRead()
    named = named_in(doc.text, start, end, library)
    assert named.known is not None
    if named.drug:
        line.values["drug"] = named.drug
    elif named.brand:
        told = "the letter names the brand; this is its generic name"
        line.values["drug"] = Found(value=named.known.name, start=named.brand.start, end=named.brand.end, why=told)
    if named.brand:
        line.values["brand"] = named.brand
    first = min(f.start for f in (named.drug, named.brand) if f)
    order = order_in(doc.text, first, end) or order_in(doc.text, start, end)
    if order:
        line.values["regimen"] = Found(value=tidy(doc.text[order[0] : order[1]]), start=order[0], end=order[1])
    _code(line, start, end, doc, library, named.known.id)
    for low, high in ((start, end), (0, len(doc.text) if SALUTATION.search(doc.text) else 0)):
        for pattern in _UNITS:
            if "units" not in line.values and (match := re.compile(pattern, re.IGNORECASE).search(doc.text, low, high)):
                number = match.group("n").replace(",", "")
                line.values["units"] = Found(value=number, start=match.start("n"), end=match.end("n"))
    each = re.compile(r"\b(?P<n>\d+) units (?:per|each) (?:infusion|dose|visit|injection|treatment)").search(
        doc.text, start, end
    )
    times = re.compile(r"\b(?P<n>\d+) (?:infusions|doses|visits|injections|treatments)\b").search(doc.text, start, end)
    if "units" not in line.values and each and times:
        told = f"{each.group()}, {times.group()}; no total is given"
        total = str(int(each.group("n")) * int(times.group("n")))
        line.values["units"] = (
            Found(value=total, start=each.start(), end=times.end(), why=told)
            if each.end() < times.start()
            else Found(value=total, start=each.start(), end=each.end(), why=told)
        )
    read = days(doc.text, start, end)
    if len(read) > 1 and read[0].period.first < read[-1].period.first:
        for name, day in (("from", read[0]), ("to", read[-1])):
            line.values[name] = Found(value=day.period.first.isoformat(), start=day.start, end=day.end)
    else:
        _planned(line, doc)
    line.codes = _diagnoses(doc, library)
    return line


def _planned(line: LineRead, doc: DocumentRead) -> None:
    """The first day that a letter plans for; one before the letter was written is no plan."""
    greeting = SALUTATION.search(doc.text)
    for match in _PLANS.finditer(doc.text, greeting.end()) if greeting else ():
        stop = re.compile(r"[.;](?=\s)|\n\s*\n").search(doc.text, match.end())
        for day in days(doc.text, match.end(), stop.start() if stop else len(doc.text))[:1]:
            if doc.header.written and day.period.first >= doc.header.written and "from" not in line.values:
                line.values["from"] = Found(value=day.period.first.isoformat(), start=day.start, end=day.end)


def _code(line: LineRead, start: int, end: int, doc: DocumentRead, library: Library, drug: str) -> None:
    for low, high in ((start, end), (0, len(doc.text))):
        for match in CODE.finditer(doc.text, low, high):
            row = library.knowledge.hcpcs.lookup(match.group())
            if "hcpcs" not in line.values and row is not None and row.drug in (drug, ""):
                line.values["hcpcs"] = Found(value=row.code, start=match.start(), end=match.end())


def _diagnoses(doc: DocumentRead, library: Library) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for match in ICD.finditer(doc.text):
        exists = library.icd.lookup(match.group()) if "." in match.group() else None
        if exists is not None:
            found.setdefault(exists.code, Found(value=exists.code, start=match.start(), end=match.end()))
    return tuple(found.values())


def asked_duration(doc: DocumentRead) -> tuple[re.Match[str], Found] | None:
    """How long a letter or form asks for: "please approve 12 months"."""
    letter = SALUTATION.search(doc.text) is not None
    pattern = re.compile(
        r"\b(?:approv\w*|authori[sz]\w*|request\w*|coverage|renew\w*|period)\b"
        r"(?:(?!\bevery\b|\beach\b|\bq ?\d|\bpast\b|\blast\b|\bper\b)[^.\n]){0,60}?\b" + DURATION.pattern,
        re.IGNORECASE,
    )
    for match in pattern.finditer(doc.text):
        if not letter and not _ASKING.match(doc.text, max(0, match.start() - 7)):
            continue  # what a form says of its plan's periods is no request
        inner = DURATION.search(doc.text, match.start(), match.end())
        if inner and inner.group("unit").lower()[0] in "mwy" and inner.group("n").lower() != "a":
            return inner, Found(value=inner.group(), start=inner.start(), end=inner.end())
    return None


def last_of(first: Found, doc: DocumentRead) -> Found | None:
    """The last day by the duration that is asked for in words."""
    read = asked_duration(doc)
    if read is None:
        return None
    last = after(date.fromisoformat(first.value), read[0])
    return Found(
        value=last.isoformat(), start=read[1].start, end=read[1].end, why=f"{read[1].value} from the first day"
    )
