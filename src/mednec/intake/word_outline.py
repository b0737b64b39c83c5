"""The paragraphs of a Word document with the marks that Word itself counts: `A.`, `1.`, `(a)`, bullets, headings.

Word stores the numbers of its lists as rules, not as text; without them an outline would lose its labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

_TWIPS_PER_STEP = 360  # a quarter of an inch, three blanks of the text
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def paragraphs_of(document: Document) -> Iterator[str]:
    """Lines of text: headings with `#`, items with their mark and indent, rows of tables between bars."""
    lists = Lists(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from ("| " + " | ".join(c.text.strip() for c in row.cells) + " |" for row in block.rows)
            yield ""
        elif block.text.strip():
            yield from _lines(block, lists)
        else:
            yield ""


def _lines(paragraph: Paragraph, lists: Lists) -> Iterator[str]:
    words = " ".join(paragraph.text.split())
    name = paragraph.style.name if paragraph.style is not None else None
    mark, indent = lists.mark(paragraph)
    if name and name.startswith("Heading ") and name[8:].isdigit():
        yield ""
        yield f"{'#' * min(int(name[8:]), 6)} {f'{mark} ' if mark and mark != '-' else ''}{words}"
        yield ""
    elif name == "Title":
        yield f"# {words}"
        yield ""
    elif mark:
        yield f"{'   ' * indent}{mark} {words}"
    else:
        yield ""
        yield words
        yield ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    form: str  # decimal, upperLetter, lowerRoman, bullet ...
    text: str  # "%1.", "(%2)"
    start: int
    left: int | None


@dataclass(slots=True)
class Lists:
    """The numbering of a document, counted as its paragraphs go by."""

    document: Document
    counted: dict[str, list[int]] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(init=False)
    shared: dict[str, str] = field(init=False)  # number of a list -> its abstract, which goes on counting

    def __post_init__(self) -> None:
        self.levels, self.shared = {}, {}
        part = next((r.target_part for r in self.document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        root = getattr(part, "element", None)
        if root is None:
            return
        abstract = {a.get(qn("w:abstractNumId")): _levels(a) for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            wanted, id_ = _value(num, "w:abstractNumId"), num.get(qn("w:numId"))
            if wanted in abstract and id_ is not None:
                self.levels[id_] = abstract[wanted]

    def mark(self, paragraph: Paragraph) -> tuple[str, int]:
        """The mark Word prints before the paragraph ("" for none), and how far it is set in."""
        place = self._place(paragraph)
        if place is None:
            return "", 0
        id_, depth = place
        level = self.levels.get(id_, {}).get(depth)
        if level is None:
            return "", 0
        left = _left(paragraph) or level.left or 0
        indent = max(0, round(left / _TWIPS_PER_STEP) - 1)
        if level.form in ("bullet", "none"):
            return "-" if level.form == "bullet" else "", indent
        counts = self.counted.setdefault(id_, [])
        while len(counts) <= depth:
            counts.append(self.levels[id_][len(counts)].start - 1 if len(counts) in self.levels[id_] else 0)
        del counts[depth + 1 :]
        counts[depth] += 1
        text = level.text
        for i, count in enumerate(counts):
            form = self.levels[id_][i].form if i in self.levels[id_] else "decimal"
            text = text.replace(f"%{i + 1}", _written(count, form))
        return text, indent

    def _place(self, paragraph: Paragraph) -> tuple[str, int] | None:
        """Number of the list and level, from the paragraph or the styles it is based on."""
        found = _number(paragraph._p)
        style = paragraph.style
        while found is None and style is not None:
            found = _number(style.element)
            style = getattr(style, "base_style", None)
        return found if found is not None and found[0] != "0" else None


def _levels(abstract: _Element) -> dict[int, _Level]:
    found = {}
    for level in abstract.findall(qn("w:lvl")):
        ind = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        left = ind.get(qn("w:left")) or ind.get(qn("w:start")) if ind is not None else None
        found[int(level.get(qn("w:ilvl"), "0"))] = _Level(
            form=_value(level, "w:numFmt") or "decimal",
            text=_value(level, "w:lvlText") or "",
            start=int(_value(level, "w:start") or 1),
            left=int(left) if left else None,
        )
    return found


def _number(element: _Element) -> tuple[str, int] | None:
    rule = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if rule is None:
        return None
    id_ = _value(rule, "w:numId")
    return (id_, int(_value(rule, "w:ilvl") or 0)) if id_ is not None else None


def _left(paragraph: Paragraph) -> int | None:
    ind = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left = ind.get(qn("w:left")) or ind.get(qn("w:start")) if ind is not None else None
    return int(left) if left else None


def _value(element: _Element, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _written(count: int, form: str) -> str:
    """A number as a list writes it.

    >>> _written(3, "upperLetter"), _written(4, "lowerRoman"), _written(28, "lowerLetter"), _written(2, "decimal")
    ('C', 'iv', 'bb', '2')
    """
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman"):
        word, left = "", count
        for value, letters in _ROMAN:
            while left >= value:
                word, left = word + letters, left - value
        return word.upper() if form == "upperRoman" else word
    return str(count)
