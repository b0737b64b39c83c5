"""Drug labels in HL7 Structured Product Labeling, as DailyMed gives them: one label in a file, cut by its sections.

Sections are told by their LOINC codes (document sections of FDA's labeling).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from mednec.evidence.library.record import LABEL, Imported, Section
from mednec.evidence.library.trees import raised, words

FORMAT = "SPL label"
ROOT = "document"
SECTIONS = {
    "34066-1": "boxed warning",
    "34067-9": "indications and usage",
    "34068-7": "dosage and administration",
    "43678-2": "dosage forms and strengths",
    "34070-3": "contraindications",
    "43685-7": "warnings and precautions",
    "34071-1": "warnings",
    "42232-9": "precautions",
    "34084-4": "adverse reactions",
    "34073-7": "drug interactions",
    "43684-0": "use in specific populations",
    "42228-7": "pregnancy",
    "34080-2": "nursing mothers",
    "77290-5": "lactation",
    "34081-0": "pediatric use",
    "34082-8": "geriatric use",
    "34088-5": "overdosage",
    "34089-3": "description",
    "34090-1": "clinical pharmacology",
    "34092-7": "clinical studies",
    "34069-5": "how supplied",
}
_CELL = " | "
_LEFT_OUT = ("48780-1", "51945-4", "43683-2")  # product elements, pictures of the package, list of recent changes
_EDGES = {  # what stands before and after an element, so that neighbours never run together
    **dict.fromkeys(("paragraph", "list", "table", "caption"), ("\n\n", "\n\n")),
    **dict.fromkeys(("item", "tr", "br"), ("\n", "")),
    **dict.fromkeys(("td", "th"), ("", _CELL)),
    "footnote": (" (", ") "),
    "renderMultiMedia": (" [figure] ", ""),
}
_WITHIN_A_CELL = {"\n\n": " ", "\n": "; "}  # a row stays one line


def label_in(document: Element) -> Imported | str:
    """The label, or what is wrong with it."""
    set_id = _attribute(document.find("setId"), "root").casefold()
    if not set_id:
        return "no set id"
    version = _attribute(document.find("versionNumber"), "value")
    if version and not (version.isascii() and version.isdigit()):
        return f"{version[:20]!r} is no version number"
    day = _attribute(document.find("effectiveTime"), "value")
    drafts = [draft for top in document.findall("component/structuredBody/component/section") for draft in _walk(top)]
    sections = tuple(
        Section(name=draft.name, code=draft.code, text=text) for draft in drafts if (text := "\n\n".join(draft.parts))
    )
    products = tuple(dict.fromkeys(_products(document)))
    title = words(document.find("title")) or ", ".join(products)
    if not title or not sections:
        return "a label without a title" if sections else "a label without sections"
    return Imported(
        kind=LABEL,
        title=title,
        sections=sections,
        source=words(document.find("author/assignedEntity/representedOrganization/name")),
        year=int(day[:4]) if day[:4].isascii() and day[:4].isdigit() else None,
        types=tuple(filter(None, (_attribute(document.find("code"), "displayName").casefold(),))),
        products=products,
        set_id=set_id,
        version=version,
        effective=f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) >= 8 and day[:8].isdigit() else "",
    )


@dataclass(slots=True, kw_only=True)
class _Draft:
    name: str
    code: str
    parts: list[str] = field(default_factory=list)


def _walk(section: Element, within: _Draft | None = None) -> Iterator[_Draft]:
    """A section with what stands below it; a subsection that has a code of its own is a section of its own."""
    code = _attribute(section.find("code"), "code")
    if code in _LEFT_OUT:
        return
    title = words(section.find("title"))
    known = SECTIONS.get(code, "")
    draft = within
    if known or draft is None:  # its title says more than its name only where the two differ
        draft = _Draft(name=known or title.casefold() or "section without a title", code=code)
        yield draft
    if title and title.casefold().lstrip("0123456789. ") != draft.name:
        draft.parts.append(title)
    text = section.find("text")
    if text is not None:
        draft.parts += _paragraphs(text)
    for inner in section.findall("component/section"):
        yield from _walk(inner, draft)


def _paragraphs(text: Element) -> list[str]:
    """What a person reads: paragraphs apart, the rows of tables and lists on lines of their own."""
    pieces: list[str] = []
    _write(text, pieces, cell=False)
    blocks = "".join(pieces).split("\n\n")
    lines = ("\n".join(line for each in block.split("\n") if (line := _line(each))) for block in blocks)
    return [block for block in lines if block]


def _write(element: Element, pieces: list[str], *, cell: bool) -> None:
    before, after = (
        _WITHIN_A_CELL.get(edge, edge) if cell else edge for edge in _EDGES.get(str(element.tag), ("", ""))
    )
    last = next((piece for piece in reversed(pieces) if piece), "")
    pieces += (before, raised(element, last) + _flat(element.text))
    for child in element:
        _write(child, pieces, cell=cell or element.tag in ("td", "th"))
        pieces.append(_flat(child.tail))
    pieces.append(after)


def _line(text: str) -> str:
    return " ".join(text.split()).removesuffix(_CELL.strip()).strip()


def _flat(text: str | None) -> str:
    """Line ends within the words of a file are blanks."""
    return (text or "").replace("\n", " ").replace("\r", " ")


def _products(document: Element) -> Iterator[str]:
    for tag in ("manufacturedProduct", "manufacturedMedicine", "genericMedicine"):
        for each in document.iter(tag):
            if name := words(each.find("name")):
                yield name


def _attribute(element: Element | None, name: str) -> str:
    return (element.get(name) or "").strip() if element is not None else ""
