"""Who asks for whom: patient, prescriber, payer and the day of the request, read from the answers of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mednec.chart.lexicon import Lexicon
from mednec.packet.form.answers import chosen_words, meaning
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.replies import Reply
from mednec.packet.form.shapes import DATE, NPI, SEX
from mednec.packet.form.values import Found, birth_day, days, identity, person_name, tidy, with_degree

_TIME = re.compile(r"[ ,T]{1,4}(?:at )?(?P<h>\d{1,2}):(?P<m>\d\d)(?::\d\d)? ?(?P<half>[AaPp]\.?[Mm]\.?)?")
_HEAD_LINES = 14
_NOT_PATIENT = ("other", "requester", "closing", "clinical")


def patient_names(doc: DocumentRead) -> Iterator[Found | None]:
    """Names of the patient in the order in which they are to be believed."""
    parts = {"patient.first_name": "", "patient.last_name": ""}
    where: Found | None = None
    for reply in doc.replies:
        if reply.section in ("other", "requester"):
            continue
        owned = reply.asks("patient.name") or (reply.asks("person") and reply.section != "clinical")
        if owned or (reply.asks("name") and reply.section in ("", "patient")):
            for start, _ in reply.spans[:1]:
                yield _name_of(doc, reply, start)
        for part in parts:
            if reply.asks(part) and reply.spans and not parts[part]:
                start, end = reply.spans[0]
                parts[part] = tidy(doc.text[start:end])
                where = where or Found(value="", start=start, end=end)
    if all(parts.values()) and where is not None:
        name = f"{parts['patient.first_name']} {parts['patient.last_name']}"
        yield Found(value=name, start=where.start, end=where.end)
    yield from _partly(doc, "patient.name", "person")


def _partly(doc: DocumentRead, *fields: str) -> Iterator[Found]:
    """One word of a name, where no more of it can be read."""
    for reply in (r for r in doc.replies if r.asks(*fields) and r.section not in ("other", "clinical") and r.spans):
        start, end = reply.spans[0]
        word = tidy(doc.text[start:end])
        if re.fullmatch(r"[A-Z][a-z'\u2019-]{2,}", word) and word.lower() not in doc.not_names:
            yield Found(value=word, start=start, end=end, why="only a part of the name can be read; check")


def _joined(doc: DocumentRead, reply: Reply) -> str:
    """An answer that was broken over lines as one."""
    return re.sub(r"(?<=\w)- (?=[A-Z])", "-", " ".join(doc.text[a:b].strip() for a, b in reply.spans))


def _name_of(doc: DocumentRead, reply: Reply, start: int) -> Found | None:
    """The name an answer begins with, or that follows its subject ("RE: prior authorization - Name")."""
    if len(reply.spans) < 2:
        whole_line = doc.text[start : reply.rest[1]]
        parts = [0, *(m.end() for m in re.finditer(r" [-\u2013] |[:;] ?| for (?=[A-Z])", whole_line))]
        return next(
            (f for p in parts if (f := person_name(doc.text, start + p, reply.rest[1], doc.words, doc.not_names))), None
        )
    whole = _joined(doc, reply)
    name = person_name(whole, 0, len(whole), doc.words, doc.not_names)
    return replace(name, start=reply.spans[0][0], end=reply.spans[0][1]) if name else None


def birth_days(doc: DocumentRead) -> Iterator[Found | None]:
    """Dates of birth of the patient."""
    for reply in doc.replies:
        if reply.asks("patient.birth_date") and reply.section != "other":
            for start, end in reply.spans[:1]:
                yield birth_day(doc.text, start, max(end, min(reply.rest[1], start + 30)))
    for start, end in _patient_row(doc):
        if DATE.match(doc.text, start):
            yield birth_day(doc.text, start, end)


def identities(doc: DocumentRead) -> Iterator[Found | None]:
    """Identity numbers of the patient with the plan."""
    for reply in doc.replies:
        owned = reply.asks("patient.id") or (reply.asks("person") and reply.section != "clinical")
        if owned or (reply.asks("id") and reply.section in ("", "patient", "drug")):
            for start, end in reply.spans[:1]:
                if not DATE.match(doc.text, start):
                    yield identity(doc.text, start, end if reply.asks("patient.id", "id") else start + 20)
    for start, end in _patient_row(doc):
        if not DATE.match(doc.text, start):
            found = identity(doc.text, start, end)
            yield found if found and found.start == start else None


def _patient_row(doc: DocumentRead) -> Iterator[tuple[int, int]]:
    """Answers without labels on the line of the patient's name."""
    for reply in doc.replies:
        if reply.asks("patient.name", "person") and reply.section not in _NOT_PATIENT and reply.spans:
            for loose in doc.replies:
                if loose.row == reply.row and not loose.fields and loose.rest[0] > reply.rest[0]:
                    yield loose.rest


def sexes(doc: DocumentRead) -> Iterator[Found | None]:
    """The patient's sex, from a label, a box or a word beside the name."""
    kinds = doc.words.answers["sex"]
    for reply in doc.replies:
        if reply.asks("patient.sex") and reply.section != "other":
            said = chosen_words(reply, doc.form)
            value = meaning(said.value, kinds) if said else ""
            yield Found(value=value, start=said.start, end=said.end) if said and value else None
    for start, end in _patient_row(doc):
        if SEX.fullmatch(doc.text[start:end].strip()):
            yield Found(value=meaning(doc.text[start:end].strip(), kinds), start=start, end=end)


def requesters(doc: DocumentRead) -> Iterator[Found | None]:
    """Names of who asks, with degree."""
    for reply in doc.replies:
        named = reply.asks("requester.name") and reply.section not in ("other", "clinical")
        if named or (reply.asks("name") and reply.section == "requester"):
            for start, _ in reply.spans[:1]:
                name = _name_of(doc, reply, start)
                whole = (
                    with_degree(_joined(doc, reply), replace(name, end=len(name.value)), 999, doc.words)
                    if name and len(reply.spans) > 1
                    else None
                )
                yield (
                    replace(whole, end=name.end)
                    if whole and name
                    else with_degree(doc.text, name, reply.rest[1], doc.words)
                    if name
                    else None
                )


def part_requesters(doc: DocumentRead) -> Iterator[Found]:
    """One word of the name of who asks, where no more of it can be read."""
    yield from _partly(doc, "requester.name")


def signatures(doc: DocumentRead) -> Iterator[Found | None]:
    """Who signs a letter: the name under its closing words, then a letterhead with a degree."""
    lines = [(line.start, line.end) for line in doc.form.lines if line.chunks]
    closings = doc.words.lists["closings"]
    for i, (start, end) in enumerate(lines):
        if doc.text[start:end].strip(" ,.").lower().startswith(closings) and end - start < 40:
            for begin, stop in lines[i + 1 : i + 4]:
                yield _degreed(doc, begin, stop)
    for begin, stop in (*lines[:6], *lines[-5:]):
        yield _degreed(doc, begin, stop)


def _degreed(doc: DocumentRead, start: int, end: int) -> Found | None:
    begin = start + len(doc.text[start:end]) - len(doc.text[start:end].lstrip(" _"))
    name = person_name(doc.text, begin, end, doc.words, doc.not_names)
    whole = with_degree(doc.text, name, end, doc.words) if name else None
    return whole if whole and name and whole.end > name.end else None


def numbers(doc: DocumentRead) -> Iterator[Found | None]:
    """NPI numbers of who asks."""
    labelled = [r for r in doc.replies if r.asks("requester.npi")]
    for reply in sorted(labelled, key=lambda r: r.section not in ("requester", "", "patient", "drug")):
        if reply.section == "other" or not reply.spans:
            continue
        start, end = reply.spans[0]
        match = NPI.search(doc.text, start, reply.rest[1])
        if match:
            yield Found(value=re.sub(r"\D", "", match.group()), start=match.start(), end=match.end())
        elif re.match(r"[\dOIl ]{6,14}\b", doc.text[start:end]):
            yield Found(value=tidy(doc.text[start:end]), start=start, end=end)
    if not labelled:
        for match in re.finditer(r"\bNPI\b[ #:]{0,4}(?P<n>\d{10})\b", doc.text):
            yield Found(value=match.group("n"), start=match.start("n"), end=match.end("n"))


def specialties(doc: DocumentRead, requester: Found | None, lexicon: Lexicon) -> Iterator[Found | None]:
    """The specialty of who asks: labelled, else the words beside the name."""
    for reply in doc.replies:
        if reply.asks("requester.specialty") and reply.section != "other":
            said = chosen_words(reply, doc.form)
            if said and not DATE.match(said.value):
                value = re.split(r" {2,}|\bNPI\b|\bPhone\b", said.value)[0]
                yield Found(value=tidy(value), start=said.start, end=said.end)
    if requester is None:
        return
    line_end = doc.text.find("\n", requester.end)
    line_end = len(doc.text) if line_end < 0 else line_end
    following = doc.text.find("\n", line_end + 1)
    for start, end in ((requester.end, line_end), (line_end, following if following > 0 else len(doc.text))):
        yield specialty_in(doc, start, end, lexicon)


def specialty_in(doc: DocumentRead, start: int, end: int, lexicon: Lexicon) -> Found | None:
    """The first specialty a span names, as it is written."""
    for mention in lexicon.find(doc.text[start:end], start):
        if mention.id in lexicon.concepts and lexicon.concepts[mention.id].kind == "specialty":
            written = doc.text[mention.start : mention.end]
            if written[:1].isupper() and not (written.isupper() and len(written) <= 6):
                return Found(value=cased_words(written), start=mention.start, end=mention.end)
    return None


def cased_words(text: str) -> str:
    return text.title() if text.isupper() and len(text) > 4 else text


def received_days(doc: DocumentRead) -> Iterator[Found | None]:
    """The day the request came in: told as such, stamped on the fax, or written at the head."""
    for reply in doc.replies:
        if reply.asks("received"):
            yield _moment(doc, *reply.rest)
    lines = [ln for ln in doc.form.lines if ln.chunks]
    for line in (*lines[:_HEAD_LINES], *lines[-3:]):
        found = _moment(doc, line.start, line.end)
        yield found if found and not found.value.endswith("T00:00:00") else None
    head = lines[min(len(lines) - 1, 6)].end if lines else 0
    for reply in doc.replies:
        if reply.asks("date") and reply.question[0] < head and not _two(doc, reply.rest):
            yield _moment(doc, *reply.rest)


def _two(doc: DocumentRead, span: tuple[int, int]) -> bool:
    """Whether a span holds more days than one: a period, not a day of writing."""
    return len(days(doc.text, *span)) > 1


def signed_days(doc: DocumentRead) -> Iterator[Found | None]:
    """The day beside the signature, or alone on a line as letters have it."""
    for reply in reversed(doc.replies):
        beside = any(r.asks("signed") and r.row == reply.row for r in doc.replies)
        if reply.asks("signed") or (reply.asks("date") and (beside or reply.section != "clinical")):
            found = None if _two(doc, reply.rest) else _moment(doc, *reply.rest)
            yield found.told("no day of receipt on the form; this is the day beside the signature") if found else None


def written_days(doc: DocumentRead) -> Iterator[Found | None]:
    """The day alone on a line, as letters have it."""
    for line in doc.form.lines:
        if line.chunks and line.end - line.start < 40:
            found = _moment(doc, line.start, line.end)
            born = any(
                r.asks("patient.birth_date") and line.start <= s < line.end for r in doc.replies for s, _ in r.spans
            )
            if (
                found
                and not born
                and not doc.text[line.start : found.start].strip()
                and not doc.text[found.end : line.end].strip()
            ):
                yield found.told("no day of receipt on the form; this is the day of the letter")


def _moment(doc: DocumentRead, start: int, end: int) -> Found | None:
    read = days(doc.text, start, end)
    if not read:
        return None
    day, begin, stop = read[0].period.first, read[0].start, read[0].end
    time = _TIME.match(doc.text, stop, end)
    if time is None:
        return Found(value=f"{day.isoformat()}T00:00:00", start=begin, end=stop)
    hour, half = int(time.group("h")), (time.group("half") or "").lower()[:1]
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or int(time.group("m")) > 59:
        return Found(value=f"{day.isoformat()}T00:00:00", start=begin, end=stop)
    return Found(value=f"{day.isoformat()}T{hour:02}:{time.group('m')}:00", start=begin, end=time.end())
