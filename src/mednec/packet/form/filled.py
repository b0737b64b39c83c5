"""Filling the request: each field from the form, else from the rest of the packet, else neutral and told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mednec.model.words import DocumentKind
from mednec.packet.form import payer, person
from mednec.packet.form.answers import mentioned, request_type, urgency
from mednec.packet.form.choice import Asking
from mednec.packet.form.drugs import LineRead
from mednec.packet.form.fields import Gathered
from mednec.packet.form.letter import SALUTATION, last_of, letter_line
from mednec.packet.form.period import DURATION, after, months_after
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.values import Found

NOT_STATED = "not stated"
_SILENT = "the form does not say"
_USUAL_MONTHS = 6
_TITLE_LINES = 5
_CONTINUED = re.compile(
    r"\b(?:a renewal|renewal of|renew (?:the|her|his|their)|re-?authorization|continuation of|existing authorization"
    r"|continued (?:authorization|treatment|therapy|coverage|approval|use))\b",
    re.IGNORECASE,
)
_AGAIN = (
    "reauthorization",
    "re-authorization",
    "renewal",
    "continuation of therapy",
    "continuation request",
    "continuation",
)


def fill_head(into: Gathered, *, case: str, policy: str | None, asked: Sequence[Asking]) -> None:
    """Everything above the lines, in the order of request.yaml."""
    also = tuple(a.doc for a in asked[1:] if a.rank > 1 < asked[0].rank)
    first_day = next(
        (date.fromisoformat(ln.values["from"].value) for ln in asked[0].lines if "from" in ln.values), None
    )
    moment = into.find(person.received_days, elsewhere=False) or into.find(person.signed_days, elsewhere=False)
    moment = moment or into.find(person.written_days, elsewhere=False)
    newest = _newest(into, asked)
    if moment is not None:
        into.received = date.fromisoformat(moment[1].value[:10])
    elif newest is not None:
        into.received = newest
    else:
        born = [date.fromisoformat(f.value) for f in person.birth_days(into.main) if f]
        into.received = first_day or max([date(1970, 1, 1), *born])
    into.take("id", case, "the name of the packet")
    into.read("payer", payer.payers, neutral=NOT_STATED, why="no payer stands in the packet")
    if policy:
        into.take("policy", policy, "the policy that was named for this review")
    else:
        into.read("policy", payer.policies, neutral="", why="the form names no policy", elsewhere=False)
    into.read("line_of_business", payer.lines_of_business, neutral="", why=_SILENT, elsewhere=False)
    _benefit(into)
    into.read(
        "urgency", lambda d: _urgency(d), neutral="standard", why=f"{_SILENT}; taken as standard", elsewhere=False
    )
    _received(into, moment, newest)
    _type(into, also)
    into.read("patient.id", person.identities, neutral=NOT_STATED, why="no identity number stands in the packet")
    into.read("patient.name", person.patient_names, neutral="", why="")
    into.read("patient.birth_date", person.birth_days, neutral="", why="") if into.values["patient.name"] else None
    into.read("patient.sex", person.sexes, neutral="", why=_SILENT)
    _requester(into)


def _newest(into: Gathered, asked: Sequence[Asking]) -> date | None:
    """The newest date that a document of the packet was written at; a date of birth, or a day asked for, is none."""
    docs = (into.main, *into.others)
    births = {f.value for d in docs for f in person.birth_days(d) if f}
    births |= {ln.values[name].value for a in asked for ln in a.lines for name in ("from", "to") if name in ln.values}
    written = [d.header.written for d in docs if d.header.written and d.header.written.isoformat() not in births]
    return max(written, default=None)


def _urgency(doc: DocumentRead) -> Iterator[Found]:
    yield from urgency(doc.replies, doc.form, doc.words)
    kinds = doc.words.answers["urgency"]
    for line in [ln for ln in doc.form.lines if ln.chunks][:8]:
        text = doc.text[line.start : line.end]
        if text.lstrip(" *").lower().startswith(("urgent", "expedited", "stat ", "rush")) and not doc.form.boxes_in(
            line.start, line.end
        ):
            yield Found(value="expedited", start=line.start, end=line.end)
    for line in doc.form.lines:
        text = doc.text[line.start : line.end]
        for phrase in ("standard review", "expedited review", "urgent review", "routine review"):
            at = text.lower().find(phrase)
            if at >= 0 and len(text) < 60 and not doc.form.boxes_in(line.start, line.end) and "?" not in text:
                said = mentioned(phrase, kinds)
                yield Found(
                    value=said[0] if said else "standard", start=line.start + at, end=line.start + at + len(phrase)
                )


def _benefit(into: Gathered) -> None:
    found = into.find(payer.benefits, elsewhere=False)
    if found is not None:
        into.put("benefit", *found)
        return
    codes = [r for r in into.main.replies if r.asks("line.hcpcs", "line.units") and r.spans]
    if codes:
        into.take("benefit", "medical", "the form does not say; it asks in billing codes or units")
    else:
        into.take("benefit", "", _SILENT)


def _received(into: Gathered, moment: tuple[DocumentRead, Found] | None, newest: date | None) -> None:
    if moment is not None:
        into.put("received", *moment)
    elif newest is not None:
        into.take("received", f"{newest.isoformat()}T00:00:00", "no day of receipt; the newest date of the documents")
    else:
        told = "no document of the packet has a date; the first day asked for stands here, enter the day of receipt"
        into.take("received", f"{into.received.isoformat()}T00:00:00", told)


def _type(into: Gathered, also: tuple[DocumentRead, ...]) -> None:
    names = ", ".join(d.document.name for d in also)
    told = f"the newest form; another stands in {names}" if names else ""
    found = into.find(_types, elsewhere=False)
    if found is None:
        why = f"{_SILENT}; taken as initial"
        into.take("request_type", "initial", f"{why}; {told}" if told else why)
    else:
        into.put("request_type", found[0], found[1].told(told) if told else found[1])


def _types(doc: DocumentRead) -> Iterator[Found]:
    found = list(request_type(doc.replies, doc.form, doc.words))
    yield from found
    if found:
        return
    lines = [ln for ln in doc.form.lines if ln.chunks]
    letter = doc.header.kind is DocumentKind.LETTER
    for line in lines[: _TITLE_LINES + 5 * letter]:
        low = doc.text[line.start : line.end].lower()
        for phrase in _AGAIN:
            sentence = low.rstrip().endswith(".") and not letter  # what a form says of other requests
            if phrase in low and not sentence and not doc.form.boxes_in(line.start, line.end):
                at = line.start + low.index(phrase)
                yield Found(value="continuation", start=at, end=at + len(phrase))
                return
    for line in lines:
        text = doc.text[line.start : line.end]
        low = text.strip().lower()
        if low.startswith(("new start", "initial request", "new request")) and len(low) < 60:
            yield Found(value="initial", start=line.start, end=line.end)
    greeting = SALUTATION.search(doc.text)
    again = _CONTINUED.search(doc.text, greeting.end()) if greeting else None
    if again:
        yield Found(value="continuation", start=again.start(), end=again.end())


def _requester(into: Gathered) -> None:
    def named(doc: DocumentRead) -> Iterable[Found | None]:
        own = [f for f in person.requesters(doc) if f]
        if own or doc.header.kind not in (DocumentKind.LETTER, DocumentKind.FORM):
            return own
        return [f for f in person.signatures(doc) if f][:1]

    found = into.find(named) or into.find(person.part_requesters)
    name = found[1] if found else None
    if found is None:
        into.take("requester.name", NOT_STATED, "no prescriber stands in the packet")
    else:
        into.put("requester.name", *found)
    holder = found[0] if found else into.main

    def special(doc: DocumentRead) -> Iterator[Found | None]:
        yield from person.specialties(doc, name if doc is holder else None, into.library.lexicon)
        if doc.header.kind is DocumentKind.LETTER and doc is holder:
            lines = [ln for ln in doc.form.lines if ln.chunks]
            for line in lines[:4]:
                yield person.specialty_in(doc, line.start, line.end, into.library.lexicon)

    into.read("requester.specialty", special, neutral="", why=_SILENT)
    into.read("requester.npi", person.numbers, neutral="", why=_SILENT)


def fill_lines(into: Gathered, asked: Sequence[Asking]) -> list[tuple[str, ...]]:
    """The lines of the request; the codes of each are given back."""
    main = asked[0]
    codes = []
    for number, line in enumerate(main.lines):
        holders = dict.fromkeys(line.values, main.doc)
        code_doc = main.doc
        for doc, other in _others(into, asked, line) if len(main.lines) == 1 else ():
            told = "" if doc is main.doc else f"not on the form; read in {doc.document.name}"
            for name, found in other.values.items():
                clash = (
                    name in ("from", "to")
                    and ("from" in line.values or "to" in line.values)
                    and holders.get("from", doc) is not doc
                )
                if name not in line.values and not clash:
                    line.values[name], holders[name] = found.told(told) if told else found, doc
            if not line.codes and other.codes:
                line.codes = (other.codes[0].told(told) if told else other.codes[0], *other.codes[1:])
                code_doc = doc
        codes.append(_put_line(into, number, line, holders, code_doc))
    return codes


def _others(into: Gathered, asked: Sequence[Asking], line: LineRead) -> Iterator[tuple[DocumentRead, LineRead]]:
    """The same drug as other documents ask for it."""
    drug = _drug_of(into, line)
    seen = set()
    for more in asked[1:]:
        for other in more.lines:
            if drug and _drug_of(into, other) == drug:
                seen.add(id(more.doc))
                yield more.doc, other
    for doc in (into.main, *into.others):
        asks = doc is into.main or doc.header.kind in (DocumentKind.LETTER, DocumentKind.FORM)
        if drug and id(doc) not in seen and asks:
            spoken = letter_line(doc, into.library, drug=drug)
            if spoken:
                yield doc, spoken


def _drug_of(into: Gathered, line: LineRead) -> str:
    for name in ("brand", "drug", "hcpcs"):
        if name in line.values and (drug := into.library.knowledge.drug_named(line.values[name].value)):
            return drug.id
    return ""


def _put_line(
    into: Gathered, number: int, line: LineRead, holders: dict[str, DocumentRead], code_doc: DocumentRead
) -> tuple[str, ...]:
    at = f"lines.{number}."
    into.take(at + "id", str(number + 1), "numbered in the order of the form")
    for name in ("drug", "brand", "hcpcs", "units"):
        _put(into, at + name, name, line, holders, "", _SILENT)
    _put_codes(into, at + "diagnosis_codes", line, code_doc)
    _put(into, at + "regimen", "regimen", line, holders, NOT_STATED, "no order stands on the form")
    _put_days(into, at, line, holders)
    _put(into, at + "site_of_care", "site_of_care", line, holders, "", _SILENT)
    return tuple(c.value for c in line.codes)


def _put(
    into: Gathered, path: str, name: str, line: LineRead, holders: dict[str, DocumentRead], neutral: str, why: str
) -> None:
    if name in line.values:
        into.put(path, holders[name], line.values[name])
    else:
        into.take(path, neutral, why)


def _put_codes(into: Gathered, path: str, line: LineRead, doc: DocumentRead) -> None:
    if not line.codes:
        into.take(path, "", _SILENT)
        return
    near = [c for c in line.codes if "\n" not in doc.text[line.codes[0].start : c.end]]
    whys = "; ".join(
        f"{c.value}: {c.why}" if len(line.codes) > 1 and "check" in c.why else c.why for c in line.codes if c.why
    )
    whole = Found(value=", ".join(c.value for c in line.codes), start=near[0].start, end=near[-1].end, why=whys)
    into.put(path, doc, whole)


def _put_days(into: Gathered, at: str, line: LineRead, holders: dict[str, DocumentRead]) -> None:
    first = line.values.get("from")
    if first is None:
        day = into.received
        into.take(at + "from", day.isoformat(), f"{_SILENT}; taken from the day the request came in")
    else:
        day = date.fromisoformat(first.value)
        into.put(at + "from", holders["from"], first)
    last = line.values.get("to")
    lasting = line.values.get("duration")
    if last is None and lasting is not None and (read := DURATION.match(lasting.value)):
        told_from = f"{lasting.value} from the first day"
        last = replace(lasting, value=after(day, read).isoformat(), why=told_from)
        holders["to"] = holders["duration"]
    if last is None:
        for doc in (into.main, *(d for d in into.others if d.header.kind is DocumentKind.LETTER)):
            told = last_of(Found(value=day.isoformat(), start=0, end=1), doc)
            if told is not None:
                last, holders["to"] = told, doc
                break
    if last is None:
        until = months_after(day, _USUAL_MONTHS) - timedelta(days=1)
        into.take(at + "to", until.isoformat(), f"{_SILENT}; taken as {_USUAL_MONTHS} months from the first day")
    elif date.fromisoformat(last.value) < day:
        told_as = f"the form gives {last.value}, before the first day; check"
        into.put(at + "to", holders["to"], replace(last, value=day.isoformat(), why=told_as))
    else:
        into.put(at + "to", holders["to"], last)
