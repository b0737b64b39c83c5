"""Elements of a drawing as values; text and attributes are escaped when they are written, never before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from mednec.render.words import visible

Attribute = str | float | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and what stands in it; a template prints it as it is."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element | str, ...] = ()

    def __html__(self) -> str:
        opened = self.name + "".join(f' {name}="{escape(visible(value))}"' for name, value in self.attributes)
        if not self.children:
            return f"<{opened}/>"
        inside = "".join(c.__html__() if isinstance(c, Element) else escape(visible(c)) for c in self.children)
        return f"<{opened}>{inside}</{self.name}>"

    @property
    def markup(self) -> Markup:
        """The element as text that needs no more escaping."""
        return Markup(self.__html__())  # every part was escaped above


def element(name: str, *children: Element | str, **attributes: Attribute) -> Element:
    """An element; `_` in a name stands for `-`, a trailing one is dropped, an attribute of None is left out.

    >>> element("text", "under <5>", x=Decimal("3.250"), stroke_width=2.0, class_="m").__html__()
    '<text x="3.25" stroke-width="2" class="m">under &lt;5&gt;</text>'
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return Element(name, tuple((key, _written(value)) for key, value in named if value is not None), children)


def _written(value: str | float | Decimal) -> str:
    """A number to a hundredth of a pixel."""
    if isinstance(value, str):
        return value
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def words(text: str, x: float, y: float, *, tone: str = "", anchor: str = "") -> Element:
    """Words at a place; `anchor` is start, middle or end."""
    return element("text", text, x=x, y=y, class_=tone or None, text_anchor=anchor or None)


def path(points: Iterable[tuple[float, float]], tone: str, *, closed: bool = False) -> Element:
    """A line through the points, straight from one to the next.

    >>> path([(0, 1), (2.5, 3)], "ln").__html__()
    '<path d="M0 1L2.5 3" class="ln"/>'
    """
    steps = "L".join(f"{_written(x)} {_written(y)}" for x, y in points)
    return element("path", d=f"M{steps}{'Z' * closed}", class_=tone)


def link(target: str, says: str, *children: Element) -> Element:
    """What opens a place of the page; without a place it is only named. What it says is read out and shown on hover."""
    inside = (element("title", says), *children)
    if not target:
        return element("g", *inside)
    return element("a", *inside, href=f"#{target}", aria_label=says)
