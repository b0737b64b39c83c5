"""Records of an XML file, one small tree at a time; no entity is ever expanded and nothing is ever fetched."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from mednec.evidence.library.record import Ends, LibraryError, Stream

try:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser
except ImportError as error:
    raise LibraryError(
        "reading XML needs one more library", where="library", do="pip install 'mednec[search]'"
    ) from error

LARGEST_RECORD = 30_000_000  # characters
DEEPEST = 100
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A record with the line it begins in; `fault` says why it was not kept."""

    element: Element
    line: int
    fault: str = ""


def trees(file: Stream, roots: frozenset[str], wanted: frozenset[str]) -> Iterator[Tree | Ends]:
    """Every wanted element in order, names without their namespaces; what is broken ends the file."""
    target = _Target(roots, wanted)
    parser = DefusedXMLParser(target=target)
    target.line = lambda: parser.parser.CurrentLineNumber
    while True:
        piece = file.read(_PIECE)
        ends = None
        try:
            if piece:
                parser.feed(piece)
            else:
                parser.close()
        except ParseError as error:
            ends = Ends(line=error.position[0], what=_said(error, target.inside))
        except DefusedXmlException:
            ends = Ends(line=target.line(), what="declares entities or asks for other files, which is never followed")
        except _Foreign as error:
            ends = Ends(line=target.line(), what=str(error))
        except (LookupError, ValueError) as error:  # of an encoding that Python does not have
            ends = Ends(line=1, what=f"broken XML: {error}")
        while target.found:
            yield target.found.popleft()
        if ends:
            yield ends
        if ends or not piece:
            return


def words(element: Element | None) -> str:
    """All text of an element on one line, so that no number reads as another: powers and formulas are marked."""
    if element is None:
        return ""
    pieces: list[str] = []
    _write(element, pieces)
    return " ".join("".join(pieces).split())


def raised(element: Element, before: str) -> str:
    """The mark before a raised number, without which ten to the ninth would read as one hundred and nine."""
    text = "".join(element.itertext()).strip()
    power = element.tag == "sup" and text[:1] and (text.lstrip("+-\u2212\u2013")[:1].isdigit() or before[-1:].isdigit())
    return "^" if power else ""


def _write(element: Element, pieces: list[str]) -> None:
    if element.tag == "math":
        pieces.append(" [formula] ")
        return
    pieces.append(raised(element, pieces[-1] if pieces else "") + (element.text or ""))
    for child in element:
        _write(child, pieces)
        pieces.append(child.tail or "")


def texts(element: Element, path: str) -> tuple[str, ...]:
    """The text of every element at a path, each once, without the empty ones."""
    return tuple(dict.fromkeys(text for each in element.findall(path) if (text := words(each))))


class _Foreign(ValueError):
    """The file is XML of another kind."""


def _said(error: ParseError, inside: str) -> str:
    plain = str(error).split(":")[0]
    where = f" within <{inside}>" if inside else ""
    return (
        f"the XML breaks off{where}" if plain.startswith(("no element", "unclosed")) else f"broken XML{where}: {plain}"
    )


class _Target:
    """Told of every tag by the parser; keeps those of the record at hand."""

    def __init__(self, roots: frozenset[str], wanted: frozenset[str]) -> None:
        self.found: deque[Tree] = deque()
        self.line: Callable[[], int] = lambda: 0
        self._roots, self._wanted = roots, wanted
        self._begun = False
        self._builder: TreeBuilder | None = None
        self._open: list[str] = []
        self._first = 0
        self._size = 0
        self._fault = ""

    @property
    def inside(self) -> str:
        """The record that is open."""
        return self._open[0] if self._open else ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        name = tag.rpartition("}")[2]
        if not self._begun:
            self._begun = True
            if name not in self._roots:
                raise _Foreign(f"XML of a kind that is not read here: <{name[:40]}>")
        if not self._open:
            if name not in self._wanted:
                return
            self._builder, self._first, self._size, self._fault = TreeBuilder(), self.line(), 0, ""
        self._open.append(name)
        if len(self._open) > DEEPEST:
            self._drop(f"tags within tags, more than {DEEPEST} deep")
        if self._builder:
            self._builder.start(name, attributes)

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._open and self._builder:
            self._size += len(text)
            self._builder.data(text)
            if self._size > LARGEST_RECORD:
                self._drop(f"more than {LARGEST_RECORD:,} characters in one record")

    def end(self, _tag: str) -> None:
        """A tag closes, and with it perhaps the record."""
        if not self._open:
            return
        name = self._open.pop()
        if self._builder:
            self._builder.end(name)
        if not self._open:
            element = self._builder.close() if self._builder else Element(name)
            self.found.append(Tree(element=element, line=self._first, fault=self._fault))
            self._builder = None

    def close(self) -> None:
        """The file ends."""

    def _drop(self, fault: str) -> None:
        self._builder, self._fault = None, self._fault or fault
