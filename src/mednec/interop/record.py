"""An electronic record as papers: lines of text, each with the entry it was made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from mednec.model.sheet import Doubt, Paper, Reference, Remark, Sheet
from mednec.model.words import Assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that the record carries inside an entry: a scanned note, a report."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    reference: str = ""  # the entry that carries it (`DocumentReference/note-1`)
    patient: str = ""  # whose entry it is, as the papers name the patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an electronic record came to: papers to be read, files it carries, and what is to be told."""

    papers: tuple[Paper, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A piece of a line; with a `why`, a finding there is not to be taken as it stands."""

    text: str
    why: str = ""
    assertion: Assertion = Assertion.UNCERTAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a paper, made of one entry. Lines are ordered by day, then by entry."""

    reference: str
    phrases: tuple[Phrase, ...]
    day: date | None = None
    when: str = ""  # the day as printed; a month or a year where the entry tells no more

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.phrases)


def say(text: str) -> tuple[Phrase, ...]:
    """Plain words."""
    return (Phrase(text=text),) if text else ()


def doubtful(phrases: Iterable[Phrase], why: str, assertion: Assertion = Assertion.UNCERTAIN) -> tuple[Phrase, ...]:
    """The same words, none of them to be taken as it stands; a doubt that stands there already stays."""
    return tuple(p if p.why else Phrase(text=p.text, why=why, assertion=assertion) for p in phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The first lines of a paper."""

    title: str  # in the words that documents of its kind open with
    patient: str = ""  # "Family, Given"
    born: str = ""
    patient_at: str = ""  # the entry of the patient
    exported: str = ""  # the day the record was made
    exported_at: str = ""


def lay_out(heading: Heading, lines: Iterable[Line], *, file: str, title: str) -> Paper:
    """One paper of one sheet. Each line opens with its day, so that no line takes over the day of the one above."""
    ordered = sorted(lines, key=lambda ln: (ln.day or date.min, ln.reference))  # lines of one entry stay together
    top = (Line(reference="", phrases=say(heading.title)), *_about(heading, ordered), Line(reference="", phrases=()))
    return set_down((*top, *ordered), file=file, title=title)


def set_down(lines: Iterable[Line], *, file: str, title: str) -> Paper:
    """One paper of one sheet, its lines as they come."""
    parts: list[str] = []
    doubts: list[Doubt] = []
    references: list[Reference] = []
    at = 0
    for line in lines:
        start = at
        for phrase in (*say(f"{line.when} " if line.when else ""), *line.phrases, Phrase(text="\n")):
            parts.append(phrase.text)
            end = at + len(phrase.text)
            if phrase.why:
                doubts.append(Doubt(start=at, end=end, why=phrase.why, assertion=phrase.assertion))
            at = end
        if line.reference and at - 1 > start:
            references.append(Reference(start=start, end=at - 1, to=line.reference))
    sheet = Sheet(file=file, number=1, text="".join(parts), doubts=_joined(doubts), references=tuple(references))
    return Paper(file=file, sheets=(sheet,), single=True, title=title)


def _about(heading: Heading, lines: list[Line]) -> list[Line]:
    """Whose paper it is, how late its latest entry is, and when the record was made."""
    found = []
    born = f"    DOB: {heading.born}" if heading.born else ""
    if heading.patient or born:
        named = f"Patient: {heading.patient}{born}" if heading.patient else born.strip()
        found.append(Line(reference=heading.patient_at, phrases=say(named)))
    dated = [ln for ln in lines if ln.day]
    happened = [ln for ln in dated if not any(p.assertion is Assertion.HYPOTHETICAL for p in ln.phrases)]
    latest = max(happened or dated, key=lambda ln: (ln.day or date.min, ln.reference), default=None)
    if latest and latest.day:
        found.append(Line(reference=latest.reference, phrases=say(f"Latest entry: {latest.day.isoformat()}")))
        if heading.exported:
            found.append(Line(reference=heading.exported_at, phrases=say(f"Exported: {heading.exported}")))
    return found


def _joined(doubts: list[Doubt]) -> tuple[Doubt, ...]:
    """Neighbours that say the same become one."""
    found: list[Doubt] = []
    for doubt in doubts:
        last = found[-1] if found else None
        if last and (last.end, last.why, last.assertion) == (doubt.start, doubt.why, doubt.assertion):
            found[-1] = Doubt(start=last.start, end=doubt.end, why=doubt.why, assertion=doubt.assertion)
        else:
            found.append(doubt)
    return tuple(found)


def one_line(text: str) -> str:
    """Free text as a line of a paper takes it: no breaks, no runs of blanks, nothing that does not print.

    >>> one_line(" two\\n lines ")
    'two lines'
    """
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
