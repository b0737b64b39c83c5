"""Pages as received, with the cited words boxed where they stand on the paper."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.model.document import Page, SourceDocument
from mednec.model.sheet import Box, Picture, Remark
from mednec.render.panes import Use, margin_of, tone_of
from mednec.render.words import visible

Key = tuple[str, int]  # file, page in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A picture that is fetched when it comes into view: its address, and the size of the page in points."""

    address: str
    width: int
    height: int


Pictures = Mapping[Key, Picture] | Mapping[Key, Linked]
Numbered = Sequence[tuple[str, SourceDocument]]
ROOM = 1.0  # points between words and the box around them
LINE = 1.1  # points: how thick a box is drawn
LABEL_HEIGHT = 30.0  # points of a page that a label in its margin takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A box as it is drawn, in points of the page: its edges, and the inner edges of the line around it."""

    left: str
    top: str
    right: str
    bottom: str
    inner: tuple[str, str, str, str]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed:
    """A cited span, or the place of a remark, on one page; `anchor` only where the span begins."""

    target: str
    anchor: str
    tone: str
    says: str
    frames: tuple[Frame, ...]
    top: float = 0.0
    labels: tuple[tuple[str, str], ...] = ()  # what it was cited for, with the anchor of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands in the margin of a page at one height, in hundredths of the page's height."""

    top: str
    targets: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A page of a document: its picture with boxes, or a sentence that says where to look instead."""

    anchor: str
    caption: str
    source: str  # the page of the file, where that is not plain from the caption
    alt: str = ""
    picture: str = ""  # data URI, or where it is fetched from
    pixels: tuple[int, int] = (0, 0)
    points: tuple[str, str] = ("0", "0")
    boxed: tuple[Boxed, ...] = ()
    margin: tuple[Label, ...] = ()
    missing: str = ""
    leads_to: tuple[str, str] = ("", "")  # words and anchor of what to see instead


def figures_of(
    documents: Numbered, uses: Sequence[Use], remarks: Sequence[Remark], pictures: Pictures, *, every: bool = False
) -> dict[str, tuple[Figure, ...]]:
    """The pages of every document of which there is any picture, by the number of the document.

    The first page of each document and every cited page show their picture, or `every` page; each picture stands once.
    """
    paged = [(number, document) for number, document in documents if any(_key(p) in pictures for p in document.pages)]
    boxed = _boxed(paged, uses, remarks, pictures)
    found: dict[str, tuple[Figure, ...]] = {}
    shown: dict[Key, str] = {}
    for number, document in paged:
        figures = []
        for i, page in enumerate(document.pages, 1):
            bare = _bare(number, i, page, document)
            key = _key(page)
            if key in shown:
                figures.append(_instead(bare, "shown with another document", ("see it there", shown[key])))
            elif key in pictures and (every or i == 1 or boxed[key]):
                figures.append(_pictured(bare, page, pictures[key], boxed[key]))
                shown[key] = bare.anchor
            else:
                why = "no picture" if boxed[key] or i == 1 else "not cited"
                figures.append(_instead(bare, why, ("see the text", f"x{number}-{i}")))
        found[number] = tuple(figures)
    return found


def anchors_on_paper(figures: Mapping[str, Sequence[Figure]]) -> frozenset[str]:
    """The spans that open on a page, so that the text need not hold their anchors."""
    return frozenset(b.anchor for own in figures.values() for figure in own for b in figure.boxed if b.anchor)


def _key(page: Page) -> Key:
    return page.file, page.number


def _boxed(
    documents: Numbered, uses: Sequence[Use], remarks: Sequence[Remark], pictures: Pictures
) -> dict[Key, list[Boxed]]:
    found: dict[Key, list[Boxed]] = defaultdict(list)
    for number, document in documents:
        own: dict[str, list[Use]] = defaultdict(list)
        for use in uses:
            if use.mark.holder == number:
                own[use.mark.target].append(use)
        for target, cited in sorted(own.items(), key=lambda item: (item[1][0].mark.start, item[1][0].mark.end)):
            mark = cited[0].mark
            anchor = target
            for place in document.cite(mark.start, mark.end).places:
                if _key(place.page) in pictures:
                    found[_key(place.page)].append(_span(target, anchor, cited, place.page, place.boxes))
                anchor = "" if _key(place.page) in pictures else anchor
        for page in document.pages:
            found[_key(page)] += [
                Boxed(target="", anchor="", tone="told", says=visible(remark.says), frames=(framed(remark.box, page),))
                for remark in remarks
                if remark.box and (remark.file, remark.page) == _key(page)
            ]
    return found


def _span(target: str, anchor: str, cited: Sequence[Use], page: Page, boxes: Sequence[Box]) -> Boxed:
    labels = margin_of(cited)
    named = ", ".join(label for label, _ in labels)
    quote = f"“{cited[0].mark.quote}”"
    return Boxed(
        target=target,
        anchor=anchor,
        tone=tone_of({use.sign for use in cited}),
        says=f"{named}: {quote}" if named else quote,
        frames=tuple(framed(box, page) for box in boxes),
        top=min(box.top for box in boxes),
        labels=labels,
    )


def framed(box: Box, page: Page) -> Frame:
    """A box with a little room around the words, inside the page."""
    left, top = max(box.left - ROOM, 0.0), max(box.top - ROOM, 0.0)
    right, bottom = min(box.right + ROOM, page.width), min(box.bottom + ROOM, page.height)
    inner = (left + LINE, top + LINE, right - LINE, bottom - LINE)
    return Frame(
        left=_points(left),
        top=_points(top),
        right=_points(right),
        bottom=_points(bottom),
        inner=(_points(inner[0]), _points(inner[1]), _points(inner[2]), _points(inner[3])),
    )


def _points(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")


def _bare(number: str, i: int, page: Page, document: SourceDocument) -> Figure:
    file, count = visible(page.file), len(document.pages)
    turns = [f"turned {page.turned}° to be read"] if page.turned else []
    turns += [f"straightened {abs(page.slant):.1f}°"] if abs(page.slant) >= 0.1 else []
    plain = page.file == document.name and page.number == i
    return Figure(
        anchor=f"g{number}-{i}",
        caption=f"page {i} of {count}" if count > 1 else "page 1",
        source=", ".join(([] if plain else [f"{file}, page {page.number}"]) + turns),
        alt=f"page {page.number} of {file}, as received",
    )


def _instead(bare: Figure, missing: str, leads_to: tuple[str, str]) -> Figure:
    caption = bare.caption.partition(" of ")[0]
    return Figure(
        anchor=bare.anchor, caption=caption, source=bare.source, missing=f"{caption}: {missing}", leads_to=leads_to
    )


def _pictured(bare: Figure, page: Page, picture: Picture | Linked, boxed: Sequence[Boxed]) -> Figure:
    return Figure(
        anchor=bare.anchor,
        caption=bare.caption,
        source=bare.source,
        alt=bare.alt,
        picture=_source(picture),
        pixels=(picture.width, picture.height),
        points=(_points(page.width or picture.width), _points(page.height or picture.height)),
        boxed=tuple(boxed),
        margin=_margin(boxed, page.height or picture.height),
    )


def _source(picture: Picture | Linked) -> str:
    if isinstance(picture, Linked):
        return picture.address
    return "data:image/jpeg;base64," + base64.b64encode(picture.jpeg).decode()


def _section_last(link: tuple[str, str]) -> bool:
    return not link[1].startswith("k-")


def _margin(boxed: Sequence[Boxed], height: float) -> tuple[Label, ...]:
    """Labels at the height of their words; what would be printed over each other stands together."""
    groups: list[list[Boxed]] = []
    for each in sorted((b for b in boxed if b.labels), key=lambda b: b.top):
        if groups and each.top - groups[-1][0].top < LABEL_HEIGHT:
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(
        Label(
            top=f"{100 * group[0].top / height:.2f}",
            targets=tuple(dict.fromkeys(each.target for each in group)),
            links=tuple(sorted(dict.fromkeys(link for each in group for link in each.labels), key=_section_last)),
        )
        for group in groups
    )
