"""The lines of a request: each drug of a form with code, units, diagnoses, order, days and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mednec.packet.form.order import AMOUNT, Named, branded, named_in, order_in
from mednec.packet.form.period import period_of
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.regimen import plain, regimen_of
from mednec.packet.form.replies import Reply
from mednec.packet.form.shapes import CODE, ICD, PROCEDURE
from mednec.packet.form.values import Found, tidy
from mednec.packs.library import Library

PATHS = ("drug", "brand", "hcpcs", "units", "diagnosis_codes", "regimen", "from", "to", "site_of_care")
_TITLE_LINES = 5
ONCE = "given once on the form for all its drugs"


@dataclass(slots=True)
class LineRead:
    """One line as read; a field that is not there was not found. Diagnosis codes stand one by one."""

    values: dict[str, Found] = field(default_factory=dict)
    codes: tuple[Found, ...] = ()
    strong: bool = False  # asked for by a label of its own, not only spoken of


def drug_lines(doc: DocumentRead, library: Library) -> tuple[LineRead, ...]:
    """The lines that the labels of a document ask for."""
    groups: list[list[Reply]] = []
    shared = [r for r in doc.replies if r.group == 0]
    for number in sorted({r.group for r in doc.replies}):
        own = [r for r in doc.replies if r.group == number]
        if "drug" in _line(own, doc, library).values and (number or not groups):
            groups.append(own)
            shared = shared if number else []
        elif number:
            shared += own
    lines = [_line([*own, *(shared if own is groups[0] else ())], doc, library) for own in groups]
    if not lines and (line := _titled(doc, library)) is not None:
        lines.append(line)
    _share(lines)
    return tuple(lines)


def beside(line: LineRead, doc: DocumentRead, library: Library) -> LineRead:
    """A line that was read from running text, with what labels of the document say beside it."""
    labelled = LineRead()
    _rest(labelled, [r for r in doc.replies if r.section not in ("clinical", "closing")], doc, library)
    for name, found in labelled.values.items():
        line.values.setdefault(name, found)
    line.codes = labelled.codes or line.codes
    return line


def _titled(doc: DocumentRead, library: Library) -> LineRead | None:
    """The drug of a form that is made for one drug and names it in its title."""
    if not any(
        r.asks("line.regimen", "line.dose", "line.diagnosis_codes", "line.strength", "line.hcpcs") for r in doc.replies
    ):
        return None
    for row in [ln for ln in doc.form.lines if ln.chunks][:_TITLE_LINES]:
        title = doc.text[row.start : row.end].lower()
        named = named_in(doc.text, row.start, row.end, library)
        if named.known is None or not any(w in title for w in ("form", "request", "authorization", "questionnaire")):
            continue
        line = LineRead(strong=True)
        _take_names(line, named)
        asked = [r for r in doc.replies if r.section not in ("clinical", "closing")]
        _rest(line, asked, doc, library)
        return line
    return None


def _take_names(line: LineRead, named: Named) -> None:
    if named.drug:
        line.values["drug"] = named.drug
    elif named.brand and named.known:
        told = "the form names the brand; this is its generic name"
        line.values["drug"] = Found(value=named.known.name, start=named.brand.start, end=named.brand.end, why=told)
    if named.brand:
        line.values.setdefault("brand", named.brand)


def _share(lines: Sequence[LineRead]) -> None:
    """What a form gives once holds for all its drugs."""
    for name in ("from", "to", "site_of_care"):
        giver = next((line for line in lines if name in line.values), None)
        for line in lines if giver else ():
            if giver and name not in line.values:
                line.values[name] = giver.values[name].told(ONCE)
    coded = next((line.codes for line in lines if line.codes), ())
    for line in lines:
        if not line.codes and coded:
            line.codes = (coded[0].told(ONCE), *coded[1:])


def _line(replies: Sequence[Reply], doc: DocumentRead, library: Library) -> LineRead:
    line = LineRead()
    asked = [r for r in replies if r.section not in ("clinical", "closing")]
    _drug(line, asked, doc, library)
    if "drug" not in line.values:
        return line
    _rest(line, asked, doc, library)
    line.codes = line.codes or _diagnoses([r for r in replies if r.fields and r not in asked], doc, library)
    return line


def _rest(line: LineRead, asked: Sequence[Reply], doc: DocumentRead, library: Library) -> None:
    _code(line, asked, doc, library)
    _units(line, asked, doc)
    line.codes = _diagnoses(asked, doc, library)
    order = regimen_of(line.values.get("regimen"), asked, doc, library)
    line.values |= {"regimen": order} if order else {}
    line.values |= period_of(asked, doc)
    _site(line, asked, doc)


def _drug(line: LineRead, replies: Sequence[Reply], doc: DocumentRead, library: Library) -> None:
    brand = next(
        (f for r in replies if r.asks("line.brand") and not r.asks("line.drug") and (f := plain(r, doc)) is not None),
        None,
    )
    for strong in (True, False):
        for reply in replies:
            if not reply.asks("line.drug") if strong else not reply.asks("request", "line.brand"):
                continue
            if reply.spans and _take_drug(line, reply, doc, library, strong=strong, brand=brand):
                line.strong = strong
                return


def _take_drug(
    line: LineRead, reply: Reply, doc: DocumentRead, library: Library, *, strong: bool, brand: Found | None
) -> bool:
    said = plain(reply, doc)
    if said is None:
        return False
    start, end = said.start, said.end
    if not reply.boxes:
        end = max(end, reply.spans[0][1])
    named = named_in(doc.text, start, end, library)
    code = CODE.search(doc.text, start, end)
    listed = "description" in reply.key  # of a table of services with their codes
    if (
        named.known is None
        and not strong
        and not listed
        and not (code and library.knowledge.hcpcs.lookup(code.group()))
    ):
        return False
    if named.known is None and AMOUNT.match(doc.text, start, end):
        return False
    order = order_in(doc.text, start, end)
    if order and order[0] > start:
        line.values["regimen"] = Found(value=tidy(doc.text[order[0] : order[1]]), start=order[0], end=order[1])
    line.values |= {"brand": brand} if brand else {}
    if named.drug and named.brand and not brand:
        line.values |= {"drug": named.drug, "brand": named.brand}
    elif named.brand and not named.drug and named.known:
        _take_names(line, named)
    elif named.known is None and (pair := branded(doc.text, start, end)) and not brand:
        line.values |= {"drug": pair[0], "brand": pair[1]}
    else:
        head = _head(doc.text, start, end)
        line.values["drug"] = Found(value=tidy(doc.text[start:head]), start=start, end=head)
    return bool(line.values["drug"].value)


def _head(text: str, start: int, end: int) -> int:
    """Where the name of a drug ends: before its code, its strength or its order."""
    stops = [m.start() for p in (AMOUNT, CODE) for m in p.finditer(text, start, end) if m.start() > start + 2]
    stop = min([end, *stops])
    cut = re.search(r"(?:\bHCPCS\b|\bNDC\b|[\s,;(:/-])*$", text[start:stop])
    return start + cut.start() if cut and cut.start() > 0 else stop


def _code(line: LineRead, replies: Sequence[Reply], doc: DocumentRead, library: Library) -> None:
    for reply in (r for r in replies if r.asks("line.hcpcs")):
        start, end = reply.rest if reply.spans else (0, 0)
        found = CODE.search(doc.text, start, end) or PROCEDURE.search(doc.text, start, end)
        if found:
            line.values["hcpcs"] = Found(value=found.group(), start=found.start(), end=found.end())
            return
        said = plain(reply, doc)
        if said and re.search(r"\d", said.value) and len(said.value) < 12:
            line.values["hcpcs"] = said
            return
    for reply in (r for r in replies if r.asks("line.drug", "request") or not r.fields):
        for found in CODE.finditer(doc.text, *reply.rest):
            if library.knowledge.hcpcs.lookup(found.group()) or found.group()[0] in "JQ":
                line.values["hcpcs"] = Found(value=found.group(), start=found.start(), end=found.end())
                return


def _units(line: LineRead, replies: Sequence[Reply], doc: DocumentRead) -> None:
    for reply in (r for r in replies if r.asks("line.units") and r.spans):
        found = count_in(doc.text, *reply.rest)
        if found:
            line.values["units"] = found
            return
    visits = next(
        (f for r in replies if r.asks("line.visits") and r.spans and (f := count_in(doc.text, *r.spans[0]))), None
    )
    for reply in (
        r
        for r in replies
        if r.spans
        and r.asks("other")
        and re.search(r"unit(?: per |/)?(?:infusion|dose|visit|treatment|injection|per)", r.key)
    ):
        each = count_in(doc.text, *reply.spans[0])
        if each and visits:
            told = f"{each.value} units each time, {visits.value} times; the form gives no total"
            line.values["units"] = Found(
                value=str(int(each.value) * int(visits.value)), start=each.start, end=each.end, why=told
            )
            return


def count_in(text: str, start: int, end: int) -> Found | None:
    """A number of billing units: the total where one is worked out, else the first."""
    number = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\d)"
    for pattern in (rf"(?:=|\btotal(?: of)?:?) ?{number}", rf"(?<![\d.,/-]){number}(?! ?(?:mg|g|mcg|mL|kg|%)\b)"):
        match = re.compile(pattern, re.IGNORECASE).search(text, start, end)
        if match:
            value = match.group("n").replace(",", "")
            others = {m.group() for m in re.finditer(r"\b\d+ units\b", text[start:end])}
            why = "several numbers of units stand here; check" if len(others) > 1 else ""
            return Found(value=str(int(value)), start=match.start("n"), end=match.end("n"), why=why)
    return None


def _diagnoses(replies: Sequence[Reply], doc: DocumentRead, library: Library) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for second in (False, True):
        for reply in replies:
            if reply.asks("line.second_diagnosis") if second else reply.asks("line.diagnosis_codes"):
                for start, end in {reply.rest, *reply.spans}:
                    for code in _icd_codes(doc.text, start, end, library, labelled=True):
                        found.setdefault(code.value, code)
    if not found:
        for reply in (r for r in replies if not r.fields or r.asks("line.drug", "request", "other")):
            for code in _icd_codes(doc.text, *reply.rest, library, labelled=False):
                found.setdefault(code.value, code)
    return tuple(sorted(found.values(), key=lambda f: f.start))


def _icd_codes(text: str, start: int, end: int, library: Library, *, labelled: bool) -> Iterator[Found]:
    for match in ICD.finditer(text, start, end):
        written = match.group()
        exists = library.icd.lookup(written)
        dotted = "." in written
        if exists is None and not (labelled and dotted and written[0].isupper()):
            continue
        if not dotted and (not labelled or not written[0].isupper()):
            continue
        value = exists.code if exists else written.upper()
        why = "" if exists else "no such ICD-10-CM code; check"
        yield Found(value=value, start=match.start(), end=match.end(), why=why)


def _site(line: LineRead, replies: Sequence[Reply], doc: DocumentRead) -> None:
    for reply in (r for r in replies if r.asks("line.site_of_care")):
        said = plain(reply, doc)
        if (said and not re.fullmatch(r"[\d/ .-]+", said.value)) or (said and re.fullmatch(r"\d\d", said.value)):
            heading = re.search(r"(?<=[a-z)]) +[A-Z]{4,}(?: [A-Z]{3,})+(?: \d)?$", said.value)  # of the next part
            line.values["site_of_care"] = replace(said, value=said.value[: heading.start()]) if heading else said
            return
    for reply in (r for r in replies if r.asks("other") and r.spans and "servicing" in r.key):
        if said := plain(reply, doc):
            line.values["site_of_care"] = said
            return
