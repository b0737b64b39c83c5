"""The tree as a picture: groups as joints, leaves as boxes to their right, lines between; plain SVG, nothing loaded."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from mednec.authoring.explaining import Told, ToldPart

WIDTH = 1160
BOX, GAP = 42, 10  # height of a leaf, and the room between two
INDENT = 112  # from a joint to the joints and leaves below it
JOINT_WIDTH, JOINT_HEIGHT = 84, 30
MARGIN = 8
NARROWEST = 360  # a leaf that begins far to the right is still readable; the picture grows wider
LETTER = 6.35  # mean width of a letter at the size of the leaves
LINES = 2
THIN = 1.5
_JOINTS = {"all": "ALL", "any": "ANY", "not": "NOT", "unclear": "ALL or ANY?", "": "ALL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A joint or a leaf with its place; `lines` are the words in it, `title` all of them."""

    told: Told
    x: float
    y: float
    width: float
    height: float
    label: str
    lines: tuple[str, ...]
    title: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def joint(self) -> bool:
        return self.told.state == "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From a joint to what is below it: out to the right, down, and right again, as a thin area to be filled."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Shapes and lines of one route, or of the limits or exclusions, in a frame of this size."""

    name: str
    heading: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


def picture_of(part: ToldPart) -> Picture:
    """The part laid out: leaves in the order of the policy one below the other, each joint beside its middle."""
    layout = _Layout(_depth(part.roots))
    for root in part.roots:
        layout.place(root, 0)
    height = layout.bottom - GAP + 2 * MARGIN if layout.shapes else 2 * MARGIN
    return Picture(
        name=part.name,
        heading=part.heading,
        width=layout.width,
        height=height,
        shapes=tuple(layout.shapes),
        lines=tuple(layout.lines),
    )


def _depth(roots: tuple[Told, ...]) -> int:
    """How many joints stand before the deepest leaf."""
    return max((_joints(root) for root in roots), default=0)


def _joints(told: Told) -> int:
    return 1 + max((_joints(c) for c in told.children), default=0) if told.state == "group" else 0


class _Layout:
    def __init__(self, depth: int) -> None:
        self.width = float(max(WIDTH, depth * INDENT + NARROWEST + 2 * MARGIN))
        self.bottom = float(MARGIN)
        self.shapes: list[Shape] = []
        self.lines: list[Line] = []

    def place(self, told: Told, depth: int) -> float:
        """Draws a clause and what is below; returns the height at which its line arrives."""
        return self._joint(told, depth) if told.state == "group" else self._leaf(told, depth)

    def _leaf(self, told: Told, depth: int) -> float:
        x = MARGIN + depth * INDENT
        width = self.width - MARGIN - x
        words = told.short if told.state != "again" else _again(told)
        letters = int((width - 24 - LETTER * 1.15 * len(told.label)) / LETTER)
        shape = Shape(
            told=told,
            x=x,
            y=self.bottom,
            width=width,
            height=BOX,
            label=told.label,
            lines=tuple(_wrapped(words, letters)),
            title=" ".join(told.text.split()),
        )
        self.shapes.append(shape)
        self.bottom += BOX + GAP
        return shape.middle

    def _joint(self, told: Told, depth: int) -> float:
        arrivals = [self.place(child, depth + 1) for child in told.children]
        middle = (arrivals[0] + arrivals[-1]) / 2
        nearest = min(arrivals, key=lambda at: abs(at - middle))
        middle = nearest if len(arrivals) % 2 else middle
        x = MARGIN + depth * INDENT
        count = f"{told.n} of {len(told.children)}" if told.op == "at_least" else _JOINTS[told.op]
        shape = Shape(
            told=told,
            x=x,
            y=middle - JOINT_HEIGHT / 2,
            width=JOINT_WIDTH,
            height=JOINT_HEIGHT,
            label=_short_label(told.label),
            lines=(count,),
            title=f"{told.joint}. {' '.join(told.text.split())}",
        )
        self.shapes.append(shape)
        right, bend, left = x + JOINT_WIDTH, x + JOINT_WIDTH + 14, x + INDENT
        for at in arrivals:
            steps = (_bar(right, middle, bend, middle), _bar(bend, middle, bend, at), _bar(bend, at, left, at))
            self.lines.append(Line(path="".join(steps)))
        return middle


def _bar(x: float, y: float, to_x: float, to_y: float) -> str:
    """A straight line as a thin box.

    >>> _bar(0, 10, 20, 10)
    'M-0.75 9.25H20.75V10.75H-0.75Z'
    """
    half = THIN / 2
    left, right, top, low = min(x, to_x) - half, max(x, to_x) + half, min(y, to_y) - half, max(y, to_y) + half
    return f"M{left:g} {top:g}H{right:g}V{low:g}H{left:g}Z"


def _again(told: Told) -> str:
    return f"as judged above: {' '.join(told.text.split())}"


def _short_label(label: str) -> str:
    return label if len(label) <= 14 else f"{label[:13]}\u2026"


def _wrapped(words: str, letters: int) -> Iterator[str]:
    """At most two lines; what is left over is shortened, and stands in full in the words below."""
    lines = textwrap.wrap(words, max(letters, 20))
    yield from lines[: LINES - 1]
    rest = " ".join(lines[LINES - 1 :])
    if rest:
        yield textwrap.shorten(rest, max(letters, 20), placeholder=" \u2026")
