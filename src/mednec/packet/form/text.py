"""A form's text for reading by columns: same length as the document, with rules and leaders out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

RULE = "\ue001"  # a vertical line between cells
BOX = "\ue000"  # stands where a box to tick stood
GAP = re.compile(rf" {{2,}}(?:{RULE} *)*| *{RULE}[{RULE} ]*")
_BOXES = re.compile(
    r"\[[ _]{0,3}(?P<square>[xX\u2713\u2714*vV]?)[ _]{0,3}\]|\([ _]{0,3}(?P<round>[xX\u2713\u2714*]?)[ _]{1,3}\)"
    r"|\( ?(?P<tight>[xX\u2713\u2714\u2022\u25cf*]) ?\)|\(\)"
    r"|(?P<sign>[\u2610-\u2612\u25a1\u25a0\u25fb\u25fc\u2713\u2714\u25cb\u25cf\u25c9])"
    r"|(?<![\w_])_{1,4}(?P<line>[xX\u2713\u2714])_{1,4}(?![\w_])"
)
_FULL = "\u2611\u2612\u25a0\u25fc\u2713\u2714\u25cf\u25c9"
_CROSS = re.compile(r"(?:(?<=\s)|^)[xX](?= {1,3}[A-Za-z])", re.MULTILINE)
_RULES = re.compile(r"(?<!\S)\||\|(?!\S)")  # one inside a word is a misread letter
_LEADERS = re.compile(r" ?(?:\.{3,}|(?:\. ){3,}\.?|\u2026{1,}|\u00b7{3,})[ .:]*")
_BLANKS = re.compile(r"_{2,}|-{4,}|={4,}|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|(?<=[A-Za-z])_(?=[A-Z])")
_NUMBERING = re.compile(r"(?:Q ?)?\d{1,2}[a-z]?[.):]?|[a-z][.)]")
_ITEM = re.compile(r"[A-Za-z]+[ /]\w")
WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019][sS]\b)?|#")


@dataclass(frozen=True, slots=True, kw_only=True)
class TickBox:
    """A box at its place, ticked or not."""

    start: int
    end: int
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a form by its offsets in the document."""

    start: int
    end: int
    chunks: tuple[tuple[int, int], ...]  # parts that two blanks or a rule part

    def column(self, offset: int) -> int:
        return offset - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class FormText:
    """The text with boxes, leaders and underscores out of the way; offsets are those of the document."""

    text: str
    boxes: tuple[TickBox, ...]
    lines: tuple[Line, ...]

    def boxes_in(self, start: int, end: int) -> tuple[TickBox, ...]:
        return tuple(b for b in self.boxes if start <= b.start < end)


def form_text(text: str, options: frozenset[str]) -> FormText:
    """Prepare a document; `options` are the words of answers, before which a lone X is a tick."""
    boxes = [_box(m) for m in _BOXES.finditer(text)]
    taken = {b.start for b in boxes}
    for cross in _CROSS.finditer(text):
        behind = text[cross.end() : cross.end() + 40].strip().lower()
        if cross.start() not in taken and any(_opens(behind, o) for o in options):
            boxes.append(TickBox(start=cross.start(), end=cross.end(), ticked=True))
    boxes.sort(key=lambda b: b.start)
    signs = list(text.translate({9: " ", 12: "\n", 13: " ", 0xA0: " ", 0x2502: RULE, 0x2503: RULE}))
    for rule in _RULES.finditer(text):
        signs[rule.start()] = RULE
    for box in boxes:
        signs[box.start : box.end] = BOX * (box.end - box.start)
    clean = "".join(signs)
    clean = _LEADERS.sub(lambda m: ":" + " " * (len(m.group()) - 1), clean)
    clean = _BLANKS.sub(lambda m: " " * len(m.group()), clean)
    return FormText(text=clean, boxes=tuple(boxes), lines=tuple(_lines(clean)))


def broken_at(form: FormText, offsets: Iterable[int]) -> FormText:
    """The same with line ends in place of the blanks at some offsets."""
    signs = list(form.text)
    for at in offsets:
        signs[at] = "\n"
    text = "".join(signs)
    return FormText(text=text, boxes=form.boxes, lines=tuple(_lines(text)))


def _opens(text: str, option: str) -> bool:
    return text.startswith(option) and not text[len(option) : len(option) + 1].isalnum() and len(option) > 1


def _box(match: re.Match[str]) -> TickBox:
    sign = match.group("sign")
    marked = any(match.group(name) for name in ("square", "round", "tight", "line"))
    return TickBox(start=match.start(), end=match.end(), ticked=bool(marked or (sign and sign in _FULL)))


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for row in text.split("\n"):
        yield Line(start=at, end=at + len(row), chunks=tuple(_chunks(row, at)))
        at += len(row) + 1


def _chunks(row: str, at: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for gap in (*GAP.finditer(row), None):
        end = gap.start() if gap else len(row)
        piece = row[begin:end]
        if piece.strip(" " + RULE):
            lead = len(piece) - len(piece.lstrip(" " + RULE))
            stop = len(piece.rstrip(" " + RULE))
            numbers = begin == 0 and _NUMBERING.fullmatch(piece[lead:stop])
            if not (numbers and gap and _ITEM.match(row, gap.end())):
                yield at + begin + lead, at + begin + stop
        begin = gap.end() if gap else len(row)
