"""What a document answers: each label with its answer, on the line, in the column below, or in the lines below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mednec.packet.form.labels import Label, Labels, labels_of
from mednec.packet.form.text import BOX, GAP, RULE, FormText, Line, TickBox

_LONGEST_BLOCK = 14
_TEXTUAL = frozenset(
    {"line.regimen", "requester.specialty", "requester.name", "line.site_of_care", "line.drug", "line.diagnosis_codes",
     "patient.name", "line.dose", "payer", "line.brand", "person"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: the fields asked for and the spans it stands at. `rest` is all up to the next label of the line."""

    fields: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    rest: tuple[int, int]
    section: str
    group: int  # number of the drug on the form, from 1; 0 before the first
    key: str = ""
    question: tuple[int, int] = (0, 0)  # place of the label
    row: int = 0
    boxes: tuple[TickBox, ...] = ()

    def asks(self, *names: str) -> bool:
        return any(f in names for f in self.fields)


@dataclass(slots=True)
class _Reading:
    form: FormText
    index: Labels
    labels: list[tuple[Label, ...]]
    replies: list[Reply] = field(default_factory=list)
    section: str = ""
    group: int = 0
    opener: str = ""  # words of the label that opened the drug
    last: int = 0  # highest number of a drug so far
    columns: tuple[tuple[int, str], ...] = ()  # sections beside each other, by the column each begins at
    asked: set[tuple[int, str]] = field(default_factory=set)  # labels that asked for each drug


def replies_of(form: FormText, index: Labels, known: frozenset[str]) -> tuple[Reply, ...]:
    """All answers of a document in order. Text that no label asks for is an answer without fields."""
    labels = [labels_of(line, form, index, known) for line in form.lines]
    reading = _Reading(form=form, index=index, labels=labels)
    n = 0
    while n < len(form.lines):
        n = _line(reading, n)
    return tuple(reading.replies)


def _line(reading: _Reading, n: int) -> int:
    """Read one line and what belongs to it; the number of the line to go on with."""
    form, line, labels = reading.form, reading.form.lines[n], reading.labels[n]
    if not line.chunks:
        return n + 1
    if _goes_on(reading, n):
        _loose(reading, n)
        return n + 1
    heading = (
        reading.index.section_of(form.text[line.chunks[0][0] : line.chunks[0][1]]) if len(line.chunks) == 1 else ""
    )
    beside = _sections_beside(reading, n)
    if beside:
        reading.columns = beside
        return n + 1
    if heading:
        reading.columns = ()
    if not labels:
        if heading:
            _open_section(reading, heading, form.text[line.start : line.end])
        else:
            _loose(reading, n)
        return n + 1
    empty = [_empty(reading, n, k) for k in range(len(labels))]
    if all(empty) and _all_asked(line, labels):
        below = _below(reading, n)
        if below:
            if heading and len(labels) == 1 and heading in ("patient", "requester", "other"):
                reading.section = heading
            return _columns(reading, n, below)
        if heading:
            _open_section(reading, heading, form.text[line.start : line.end])
            return n + 1
    _inline(reading, n)
    return _block(reading, n) if empty[-1] else n + 1


def _sections_beside(reading: _Reading, n: int) -> tuple[tuple[int, str], ...]:
    """Headings beside each other: each for its column."""
    line = reading.form.lines[n]
    found = tuple((line.column(a), reading.index.section_of(reading.form.text[a:b])) for a, b in line.chunks)
    people = {section for _, section in found} & {"patient", "requester", "other"}
    wordy = all(" " in reading.form.text[a:b].strip() for a, b in line.chunks)
    return found if len(found) > 1 and all(section for _, section in found) and people and wordy else ()


def _section_at(reading: _Reading, offset: int) -> str:
    if not reading.columns:
        return reading.section
    row = reading.form.lines[reading.form.text.count("\n", 0, offset)]
    under = [section for column, section in reading.columns if column <= row.column(offset) + 3]
    return under[-1] if under else reading.columns[0][1]


def _open_section(reading: _Reading, heading: str, text: str) -> None:
    reading.section = heading
    number = re.search(r"(?:#|no\.?|\b) ?([1-9])\s*:?\s*$", text.strip())
    if heading == "drug" and number:
        reading.group = int(number.group(1))
        reading.last, reading.opener = max(reading.last, reading.group), "#"


def _region(reading: _Reading, n: int, k: int) -> tuple[int, int]:
    """From a label to the next one of its line."""
    labels, line = reading.labels[n], reading.form.lines[n]
    end = labels[k + 1].start if k + 1 < len(labels) else line.end
    return labels[k].end, max(labels[k].end, end)


def _empty(reading: _Reading, n: int, k: int) -> bool:
    start, end = _region(reading, n, k)
    return not re.sub(r"^\W*\d{1,2}[.)]\s*$|[\s\ue001*:]", "", reading.form.text[start:end])


def _all_asked(line: Line, labels: Sequence[Label]) -> bool:
    """Whether every part of a line is a label."""
    return all(any(a <= label.start <= a + 4 for label in labels) for a, b in line.chunks)


def _below(reading: _Reading, n: int) -> list[int]:
    """Lines of answers under a line of labels: the next ones that are no labels themselves."""
    found: list[int] = []
    at = n + 1
    while at < len(reading.form.lines) and len(found) < 12:
        line = reading.form.lines[at]
        if not line.chunks:
            if found or at > n + 1:
                break
            at += 1
            continue
        if any(label.marked for label in reading.labels[at]) or _is_heading(reading, at) or _answered(reading, at):
            break
        if (
            reading.labels[at]
            and _all_asked(line, reading.labels[at])
            and all(_empty(reading, at, k) for k in range(len(reading.labels[at])))
        ):
            break
        if reading.form.boxes_in(line.start, line.end) and len(reading.labels[n]) > 1:
            break
        found.append(at)
        if len(reading.labels[n]) == 1 and not _deeper(reading, n, at):
            break
        at += 1
    if found and len(reading.labels[n]) == 1 and not reading.labels[n][0].marked and _prose(reading.form, found[0]):
        return []
    return found


def _answered(reading: _Reading, at: int) -> bool:
    """Whether a line begins with a label of its own that has its answer beside it."""
    labels, line = reading.labels[at], reading.form.lines[at]
    if not labels or labels[0].start > line.chunks[0][0] + 4:
        return False
    return not ("other" in labels[0].fields and " " not in labels[0].key) and not _empty(reading, at, 0)


def _deeper(reading: _Reading, n: int, at: int) -> bool:
    lines = reading.form.lines
    return lines[at].column(lines[at].chunks[0][0]) > lines[n].column(lines[n].chunks[0][0]) + 1


def _prose(form: FormText, at: int) -> bool:
    line = form.lines[at]
    return len(line.chunks) == 1 and line.chunks[0][1] - line.chunks[0][0] > 110


def _is_heading(reading: _Reading, at: int) -> bool:
    line = reading.form.lines[at]
    if len(line.chunks) != 1:
        return False
    start, end = line.chunks[0]
    text = reading.form.text[start:end]
    return bool(reading.index.section_of(text)) and not reading.labels[at] and (text.isupper() or text.endswith(":"))


def _columns(reading: _Reading, n: int, below: list[int]) -> int:
    """Labels with answers in the lines below: each to the column it stands under."""
    labels, lines = reading.labels[n], reading.form.lines
    table = len(labels) > 2 and any(set(label.fields) & {"line.drug", "line.hcpcs", "request"} for label in labels)
    rows: list[list[list[tuple[int, int]]]] = []
    last = n
    for at in below:
        cells: list[list[tuple[int, int]]] = [[] for _ in labels]
        columns = [lines[n].column(label.start) for label in labels]
        for chunk in lines[at].chunks:
            column = lines[at].column(chunk[0])
            under = [i for i, c in enumerate(columns) if c <= column + 4]
            cells[under[-1] if under else 0].append(chunk)
        if len(lines[at].chunks) == len(labels) > 1:
            cells = [[chunk] for chunk in lines[at].chunks]
        filled = sum(1 for c in cells if c)
        if not rows or (table and filled > max(1, len(labels) // 2)):
            rows.append(cells)
        elif len(labels) == 1 or filled < len(labels):
            rows[-1] = [a + b for a, b in zip(rows[-1], cells, strict=True)]
        else:
            break
        last = at
    first_group = reading.last + 1
    for number, cells in enumerate(rows):
        if table and len(rows) > 1:
            reading.group, reading.opener = first_group + number, "row"
            reading.last = reading.group
        for label, cell in zip(labels, cells, strict=True):
            _add(reading, label, tuple(cell), n)
    if table and len(rows) > 1:
        reading.group, reading.opener = 0, ""  # what follows holds for all of them
    return last + 1


def _inline(reading: _Reading, n: int) -> None:
    """Answers that stand on the line of their labels; what precedes the first label belongs to none."""
    form, line, labels = reading.form, reading.form.lines[n], reading.labels[n]
    boxed = bool(form.boxes_in(line.start, labels[0].start))
    before = ((line.start, labels[0].start),) if boxed else line.chunks
    for start, end in before:
        stop = min(end, labels[0].start)
        if start < stop and re.search(r"\w", form.text[start:stop]):
            _loose_part(reading, n, (start, stop))
    for k, label in enumerate(labels):
        start, end = _region(reading, n, k)
        opened = reading.index.section_of(label.key) if k == 0 and line.chunks[0][0] == label.start else ""
        if opened in ("patient", "requester", "other"):
            reading.section = opened
        spans = tuple(_spans(form.text, start, end))
        if _boxes_apart(form.text, spans, end):
            _add(reading, label, spans[:1], n, rest=spans[0])
            _loose_part(reading, n, (spans[1][0], end))
            continue
        _add(reading, label, spans[:1], n, rest=(start, end))
        for span in spans[1:] if not form.boxes_in(start, end) else ():
            _loose_part(reading, n, span)


def _boxes_apart(text: str, spans: Sequence[tuple[int, int]], end: int) -> bool:
    """Whether an answer is written out, and boxes further along the line belong to something else."""
    if len(spans) < 2 or BOX in text[slice(*spans[0])] or BOX not in text[spans[1][0] : end]:
        return False
    return bool(re.search(r"\d|,", text[slice(*spans[0])]))


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Parts of a region, without the blanks and rules between."""
    found: list[tuple[int, int]] = []
    begin = start
    while begin < end and text[begin] in " :*" + RULE:
        begin += 1
    for gap in GAP.finditer(text, begin, end):
        if gap.start() > begin:
            found.append((begin, gap.start()))
        begin = gap.end()
    stop = len(text[:end].rstrip(" ,;" + RULE)) if end > begin else begin
    if stop > begin:
        found.append((begin, stop))
    return found


def _add(
    reading: _Reading, label: Label, spans: tuple[tuple[int, int], ...], n: int, rest: tuple[int, int] | None = None
) -> None:
    fields, form = label.fields, reading.form
    if set(fields) & {"line.drug", "request"} and reading.section != "clinical":
        if label.number:
            reading.group, reading.opener = label.number, "#"
        elif spans and (
            reading.group == 0 or ((reading.group, label.key) in reading.asked and reading.opener != "row")
        ):
            reading.group, reading.opener = reading.last + 1, label.key
        reading.last = max(reading.last, reading.group)
        reading.asked |= {(reading.group, label.key)} if spans else set()
    whole = rest or ((spans[0][0], spans[-1][1]) if spans else (label.end, label.end))
    reading.replies.append(
        Reply(
            fields=fields,
            spans=spans,
            rest=whole,
            section=_section_at(reading, label.start),
            group=reading.group,
            key=label.key,
            question=(label.start, label.end),
            row=n,
            boxes=form.boxes_in(*whole) if rest else tuple(b for s in spans for b in form.boxes_in(*s)),
        )
    )


def _loose_part(reading: _Reading, n: int, span: tuple[int, int]) -> None:
    boxes = reading.form.boxes_in(*span)
    reading.replies.append(
        Reply(
            fields=(),
            spans=(span,),
            rest=span,
            section=_section_at(reading, span[0]),
            group=reading.group,
            row=n,
            boxes=boxes,
        )
    )


def _loose(reading: _Reading, n: int) -> None:
    """A line without labels: the end of an answer that was broken over lines, or text on its own."""
    form, line = reading.form, reading.form.lines[n]
    if form.boxes_in(line.start, line.end):
        _loose_part(reading, n, (line.start, line.end))
        return
    for chunk in line.chunks:
        at = next(
            (i for i, r in enumerate(reading.replies) if r.row == n - 1 and _continues(reading, r, chunk, line)), None
        )
        if at is not None and line.chunks[0][0] > line.start and not form.boxes_in(*chunk):
            reading.replies[at] = replace(reading.replies[at], spans=(*reading.replies[at].spans, chunk), row=n)
        else:
            _loose_part(reading, n, chunk)


def _goes_on(reading: _Reading, n: int) -> bool:
    """Whether a line stands wholly under the answers of the line above, whatever its words might ask elsewhere."""
    line = reading.form.lines[n]
    if line.chunks[0][0] == line.start or any(label.marked for label in reading.labels[n]):
        return False
    above = [r for r in reading.replies if r.row == n - 1 and _beside_its_label(reading, r)]
    return all(any(_continues(reading, r, chunk, line) for r in above) for chunk in line.chunks)


def _beside_its_label(reading: _Reading, reply: Reply) -> bool:
    """Whether the answer stands behind its label and not below it."""
    if not reply.spans:
        return False
    begin = reply.spans[-1][0]
    row = reading.form.lines[reading.form.text.count("\n", 0, begin)]
    return reading.form.text[row.start : begin].rstrip()[-1:] in (":", "?", "#")


def _continues(reading: _Reading, reply: Reply, chunk: tuple[int, int], line: Line) -> bool:
    if not (set(reply.fields) & _TEXTUAL) or not reply.spans or reply.boxes:
        return False
    above = reading.form.lines[reading.form.text.count("\n", 0, reply.spans[-1][0])]
    column, value = line.column(chunk[0]), above.column(reply.spans[-1][0])
    return abs(column - value) <= 3 and "line.drug" not in reply.fields


def _block(reading: _Reading, n: int) -> int:
    """The last label of the line has its answer in the lines below, set in deeper or each with a box."""
    form, reply = reading.form, reading.replies[-1]
    spans: list[tuple[int, int]] = []
    at = n + 1
    alone = len(reading.labels[n]) == 1
    while at < len(form.lines) and at - n <= _LONGEST_BLOCK:
        line = form.lines[at]
        if not line.chunks or not alone:
            break
        boxed = form.boxes_in(line.start, line.end)
        if (reading.labels[at] and not boxed) or not (boxed or _deeper(reading, n, at)):
            break
        if boxed and any(label.marked for label in reading.labels[at]):
            break
        spans += line.chunks
        at += 1
    if spans and reply.fields:
        boxes = tuple(b for s in spans for b in form.boxes_in(*s))
        reading.replies[-1] = replace(reply, spans=tuple(spans), rest=(spans[0][0], spans[-1][1]), boxes=boxes)
        return at
    return n + 1
