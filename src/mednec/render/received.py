"""The documents as received: each with its pages, what is to be told of them, and the request as it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mednec.model.determination import Determination
from mednec.model.document import DocumentHeader, Page, SourceDocument
from mednec.model.request import FieldRead, PriorAuthRequest
from mednec.model.sheet import About, Remark
from mednec.model.words import Belongs
from mednec.render.blocks import Block, Grid, Points, Section, Sentence
from mednec.render.places import PAGE_BREAK, REQUEST, Places
from mednec.render.shaping import quoted
from mednec.render.words import LOOK, capital, flat, listed, sentence

RECEIVED = "received"
NOTHING = Sentence(says="")
HEADINGS = {
    About.ACTION: "Scripts and actions, never run",
    About.ATTACHMENT: "Attachments",
    About.MARKED: "Marked on the page",
    About.RECORD: "Electronic record",
    About.DUPLICATE: "Duplicates",
}
COLUMNS = ("No.", "What it is", "Author", "Whose", "From", "Used")


def on_paper(document: SourceDocument) -> bool:
    """Whether the document has pages with places of words, or is made of the entries of an electronic record."""
    return bool(document.references) or _leafed(document)


def _leafed(document: SourceDocument) -> bool:
    return any(page.words or page.width for page in document.pages)


def received_section(d: Determination, places: Places) -> Section | None:
    """None where there is nothing to tell: plain texts as sent, and a request that a person filled in."""
    if not (d.remarks or d.fields_read or any(on_paper(document) for _, document in places.documents)):
        return None
    return papers_section(d.documents, d.remarks, d.fields_read, d.request, places)


def papers_section(
    headers: Sequence[DocumentHeader],
    remarks: tuple[Remark, ...],
    fields: tuple[FieldRead, ...],
    request: PriorAuthRequest,
    places: Places,
) -> Section:
    """Documents, remarks and the request as read, of a packet that was taken in."""
    lines = tuple(flat(line.id) for line in request.lines)
    blocks: tuple[Block, ...] = (
        _documents(headers, places),
        *_remarks(remarks, places),
        *_request(fields, lines, places),
    )
    return Section(anchor=RECEIVED, short="Documents", heading="Documents received", blocks=blocks)


def _documents(told: Sequence[DocumentHeader], places: Places) -> Grid:
    headers = {header.document.name: header for header in told}
    rows = [_row(number, document, headers.get(document.name), places) for number, document in places.documents]
    return Grid(columns=COLUMNS, rows=tuple(rows))


def _row(number: str, document: SourceDocument, header: DocumentHeader | None, places: Places) -> tuple[Sentence, ...]:
    came = _came(document)
    if header is None:
        kind = "request" if number == REQUEST else "not said"
        return (Sentence(says=number), Sentence(says=kind), NOTHING, NOTHING, came, Sentence(says="used"))
    named = header.belongs is not Belongs.UNNAMED
    return (
        Sentence(says=number),
        Sentence(
            says=header.kind.value,
            marks=places.marks([header.written_at] if header.written_at else []),
            details=(header.written.isoformat() if header.written else "no date",),
        ),
        Sentence(
            says=flat(header.author),
            marks=places.marks([header.author_at] if header.author_at else []),
            details=(flat(header.specialty.replace("-", " ")),) if header.specialty else (),
        ),
        Sentence(
            says=header.belongs.value, marks=places.marks([header.patient_at] if header.patient_at and named else [])
        ),
        came,
        Sentence(says="set aside", details=(sentence(header.set_aside),))
        if header.set_aside
        else Sentence(says="used"),
    )


def _came(document: SourceDocument) -> Sentence:
    """The file, and which of its pages; a name the document was given beside it."""
    if not document.pages:
        return Sentence(says=flat(document.name))
    runs = [(file, [page.number for page in run]) for file, run in groupby(document.pages, key=_file)]
    details = tuple(_pages(numbers) if len(runs) == 1 else f"{flat(file)}, {_pages(numbers)}" for file, numbers in runs)
    files = dict.fromkeys(flat(file) for file, _ in runs)
    return Sentence(says=", ".join(files), details=details if _leafed(document) or len(document.pages) > 1 else ())


def _file(page: Page) -> str:
    return page.file


def _pages(numbers: list[int]) -> str:
    """`page 3`, `pages 3 and 4`, `pages 3 to 5`, `pages 3, 5 and 8`."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"pages {numbers[0]} to {numbers[-1]}"
    return f"pages {listed(str(number) for number in numbers)}"


def _remarks(remarks: tuple[Remark, ...], places: Places) -> Iterator[Points]:
    """Kind by kind, in the order of files and pages."""
    for about in About:
        own = sorted((r for r in remarks if r.about is about), key=lambda r: (r.file, r.page))
        if own:
            yield Points(heading=HEADINGS.get(about) or capital(about.value), sentences=tuple(_told(own, places)))


def _told(remarks: Iterable[Remark], places: Places) -> Iterator[Sentence]:
    """What is told more than once of one file is told once, with its pages."""
    grouped: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        grouped.setdefault((remark.file, remark.says), []).append(remark)
    for (file, says), own in grouped.items():
        pages = dict.fromkeys(remark.page for remark in own)
        yield Sentence(says=sentence(says), marks=tuple(places.paper(file, page) for page in pages))


def _request(fields: tuple[FieldRead, ...], lines: tuple[str, ...], places: Places) -> Iterator[Block]:
    if not fields:
        return
    yield Points(heading="Request, as read", sentences=(Sentence(says=awaiting(fields)),))
    rows = tuple(_field(each, lines, places) for each in fields)
    yield Grid(columns=("Field", "Value", "Read from"), rows=rows)


def awaiting(fields: tuple[FieldRead, ...]) -> str:
    """That nobody entered these fields.

    >>> awaiting((FieldRead(path="lines.0.units", value="16"),))
    'This field of the request was read by the program and waits for confirmation by a person.'
    """
    if len(fields) == 1:
        return "This field of the request was read by the program and waits for confirmation by a person."
    return f"These {len(fields)} fields of the request were read by the program and wait for confirmation by a person."


def _field(read: FieldRead, lines: tuple[str, ...], places: Places) -> tuple[Sentence, ...]:
    quotes = quoted(LOOK, (read.at,), places) if read.at else ()
    why = sentence(read.why) if read.why or quotes else "Not read from a document."
    return (
        Sentence(says=field_name(read.path, lines)),
        Sentence(says=flat(read.value) or "none"),
        Sentence(says=why, quotes=quotes),
    )


def field_name(path: str, lines: tuple[str, ...] = ()) -> str:
    """The path of a field as a reader says it.

    >>> field_name("patient.birth_date"), field_name("lines.0.units", ("A",)), field_name("lines.2.diagnosis_codes.1")
    ('Patient: birth date', 'Line A: units', 'Line 3: diagnosis codes 2')
    """
    head, *rest = path.split(".")
    words = [str(int(part) + 1) if part.isdecimal() else flat(part.replace("_", " ")) for part in rest]
    if head == "lines" and words:
        number = int(words[0]) - 1 if words[0].isdecimal() else len(lines)
        head, words = f"line {lines[number] if number < len(lines) else words[0]}", words[1:]
    named = capital(flat(head.replace("_", " ")))
    return f"{named}: {' '.join(words)}" if words else named


def several_pages(places: Places) -> bool:
    """Whether any document has more than one page, so that places name the page."""
    return any(PAGE_BREAK in document.text for _, document in places.documents)
