"""Text -> outline: items with label path, words and span; notes between them stay with the item they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mednec.packs.importing.marks import BULLET, MARK, Mark, Style, readings

_HEADING = re.compile(r"[ \t]*(?P<hashes>#{1,6})[ \t]+(?P<title>\S.*?)[ \t]*#*[ \t]*$")
_BOLD = re.compile(r"[ \t]*\*\*(?P<title>[^*]+)\*\*(?P<rest>.*)$")
_RULE = re.compile(r"[ \t]*(?:[-*_=\u2014][ \t]*){3,}$")
_TABLE = re.compile(r"[ \t]*\|")
_CONNECTOR = re.compile(
    r"[ \t]*(?:[-\u2013*(]+[ \t]*)?(?P<word>and|or)(?:[ \t]*[-\u2013*)]+|[ \t]*:)?[ \t]*$", re.IGNORECASE
)
_FOOTNOTE = re.compile(r"[ \t]*(?:\[\d{1,2}\]|\^\d|[\u00b9\u00b2\u00b3\u2074-\u2079]|\\?\*+[ \t]|\u2020|\u2021)")
# Titles that stand on a line of their own without any mark.
_TITLE = re.compile(
    r"(?:[A-Z][\w-]*\s+)?(?:initial|renewal|continuation|continued|re-?authori[sz]ation|exclusions?|coverage|approval|dosing|dosage"
    r"|quantity|limitations?|contraindications?|authori[sz]ation)(?:\s+(?:of|and|for|or|&|[A-Za-z-]+))*",
    re.IGNORECASE,
)
# A sentence set out less than the item above it that speaks of more than this item.
_ADDS = re.compile(
    r"[ \t]*(?:in addition|additionally|furthermore|moreover|the (?:member|patient|individual) (?:must|has|is)"
    r"|(?:these|all) criteria|coverage|approval)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 5
_CAPS = re.compile(r"[ \t]*(?=(?:[^a-z\n]*[A-Z]){4})[A-Z0-9][^a-z\n]{3,70}$")


@dataclass(slots=True, kw_only=True)
class Item:
    """An item of the outline. `text` stands verbatim in the source at `start:end`; `label` is its own mark.

    `heading` is 1-6 for a heading line, 0 for an item of a list. `connector` is a word on a line of its own behind it.
    """

    label: str
    text: str
    start: int
    end: int
    indent: int = 0
    heading: int = 0
    style: Style | None = None
    mark: Mark | None = None
    children: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    connector: str = ""

    def walk(self) -> Iterator[Item]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A paragraph that is no item: under a heading, behind a list, a footnote, rows of a table."""

    text: str
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class Outline:
    """The text's sections in order; `opening` is what stands before the first."""

    source: str
    sections: list[Item]
    opening: list[Note]
    depth: int = 0  # levels
    repeated: tuple[tuple[str, int], ...] = ()  # marks that stand twice or out of order, and their lines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    start: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def read_outline(source: str) -> Outline:
    """The outline of a policy text. Every item's words are cut from the text as they stand there."""
    return _Reader(source=source).read()


@dataclass(slots=True, kw_only=True)
class _Reader:
    source: str
    roots: list[Item] = field(default_factory=list)
    opening: list[Note] = field(default_factory=list)
    stack: list[Item] = field(default_factory=list)  # open items, outermost first
    after_blank: bool = False
    repeated: list[tuple[str, int]] = field(default_factory=list)
    depth: int = 0
    pending: str = ""  # a connector on a line of its own, until the item comes that it joins

    def read(self) -> Outline:
        for line in _lines(self.source):
            self._line(line)
            self.after_blank = line.blank
        return Outline(
            source=self.source,
            sections=self.roots,
            opening=self.opening,
            depth=self.depth,
            repeated=tuple(self.repeated),
        )

    def _line(self, line: _Line) -> None:
        if line.blank or _RULE.fullmatch(line.text):
            return
        if (connector := _CONNECTOR.fullmatch(line.text)) and self.stack:
            self.pending = connector.group("word").lower()
        elif self._starred(line) and self._bulleted(line):
            return
        elif _FOOTNOTE.match(line.text) or _TABLE.match(line.text):
            self._note(line)
        elif not (self._marked(line) or self._headed(line) or self._bulleted(line)):
            self._words(line)

    # --- headings
    def _headed(self, line: _Line) -> bool:
        """A heading without a mark: `## Initial request`, `**Notes**`, `NOT COVERED`."""
        heading = _HEADING.fullmatch(line.text)
        if heading:
            level, title = len(heading.group("hashes")), heading
        elif (bold := _BOLD.fullmatch(line.text)) and line.indent == 0 and len(bold.group("title")) <= 70:
            if (not self.after_blank and self.stack) or self._list_goes_on(line, bold["rest"]):
                return False
            level, title = 7, bold
        elif line.indent == 0 and ((_CAPS.fullmatch(line.text) and self.after_blank) or self._plain_heading(line.text)):
            start = line.start
            self._open(
                Item(label="", text=line.text.strip(), start=start, end=start + len(line.text.rstrip()), heading=7)
            )
            return True
        else:
            return False
        start = line.start + title.start("title")
        item = Item(
            label="", text=title.group("title").strip(), start=start, end=line.start + title.end("title"), heading=level
        )
        self._open(item)
        rest = title.groupdict().get("rest")
        if rest and rest.strip():
            begin = line.start + title.start("rest") + len(rest) - len(rest.lstrip())
            item.notes.append(Note(text=rest.strip(), start=begin, end=begin + len(rest.strip())))
        return True

    def _plain_heading(self, text: str) -> bool:
        """ "Renewal criteria" alone on a line: the title of a section, though nothing marks it as one."""
        title = text.strip().rstrip(":")
        return bool(_TITLE.fullmatch(title)) and len(title.split()) <= _MOST_WORDS

    def _list_goes_on(self, line: _Line, rest: str) -> bool:
        """A bold lead with words behind it between two items of a numbered list is a remark, no heading."""
        last = next((i.mark for i in self.stack if i.mark and i.mark.style.kind == "number" and not i.indent), None)
        if not rest.strip() or last is None:
            return False
        following = re.compile(rf"^(?:\*\*)?{last.ordinal + 1}[.)]\s", re.MULTILINE)
        return following.search(self.source, line.start) is not None

    def _open(self, item: Item) -> None:
        """A heading closes everything that is not a higher heading."""
        while self.stack and not (self.stack[-1].heading and self.stack[-1].heading < item.heading):
            self.stack.pop()
        self._attach(item)

    def _attach(self, item: Item) -> None:
        (self.stack[-1].children if self.stack else self.roots).append(item)
        self.stack.append(item)
        self.depth = max(self.depth, len(self.stack))

    # --- items
    def _marked(self, line: _Line) -> bool:
        match = MARK.match(line.text)
        if match is None or not match.group("mark"):
            return False
        hashes = match.group("lead").count("#")
        bold = "**" in match.group("lead") or (line.indent == 0 and line.text.startswith("**", match.end()))
        options = readings(match.group("mark"), (match.group("open") or "") + match.group("close")[-1:])
        if not options or not self._numbered_on(match.group("mark")):
            return False
        place = self._place(options, line, hashes or (7 if bold and line.indent == 0 else 0))
        place = place or self._again(options, line)
        if place is None:
            return False
        mark, depth = place
        begin = match.end()
        text = line.text[begin:].rstrip()
        heading = hashes or (7 if bold else 0)
        if bold:
            begin += 2 * line.text.startswith("**", begin)
            text, begin = _unbold(line.text, begin)
        item = Item(
            label=mark.label,
            text=text,
            start=line.start + begin,
            end=line.start + begin + len(text),
            indent=line.indent,
            heading=heading,
            style=mark.style,
            mark=mark,
        )
        self._join(depth)
        del self.stack[depth:]
        self._attach(item)
        if bold:
            self._rest_of_bold(line, item)
        return True

    def _numbered_on(self, mark: str) -> bool:
        """A mark with a dot ("2.1") is one only within the item or section of its first part; else it is a number."""
        base = mark.rpartition(".")[0]
        return not base or any(item.label in (base, f"{base}.0") for item in self.stack)

    def _rest_of_bold(self, line: _Line, item: Item) -> None:
        """`**1. INITIAL REQUEST.** Approve when ...`: what stands behind the bold words belongs to the item."""
        end = item.end - line.start
        rest = line.text[end:]
        behind = rest.lstrip("*_ \t")
        if behind.strip():
            item.text = self.source[item.start : line.start + len(line.text.rstrip())]
            item.end = item.start + len(item.text)

    def _place(self, options: tuple[Mark, ...], line: _Line, heading: int) -> tuple[Mark, int] | None:
        """Which reading holds, and how many open items stay open: the sibling of an open item, else a first child."""
        for depth in range(len(self.stack) - 1, -1, -1):
            open_item = self.stack[depth]
            for option in options:
                if open_item.mark is None or open_item.style != option.style:
                    continue
                if option.ordinal == open_item.mark.ordinal + 1 and _fits(open_item, line, heading):
                    return option, depth
        first = next((o for o in options if o.ordinal == 1), None)
        if first is not None:
            return first, self._parent_depth(line, heading)
        if heading:
            return options[0], self._parent_depth(line, heading)
        # A gap in the numbering: still an item where one of its style is open at this indent.
        for depth in range(len(self.stack) - 1, -1, -1):
            open_item = self.stack[depth]
            for option in options:
                alike = open_item.mark and open_item.style == option.style and open_item.indent == line.indent
                if alike and open_item.mark and option.ordinal > open_item.mark.ordinal:
                    return option, depth
        return None

    def _again(self, options: tuple[Mark, ...], line: _Line) -> tuple[Mark, int] | None:
        """A mark that stands twice, or comes after a later one: an item of its own, with a label that says so."""
        for depth in range(len(self.stack) - 1, -1, -1):
            item = self.stack[depth]
            for option in options:
                alike = item.mark and item.style == option.style and item.indent == line.indent and not item.heading
                if alike and item.mark and 1 < option.ordinal <= item.mark.ordinal:
                    number = self.source.count("\n", 0, line.start) + 1
                    self.repeated.append((option.label, number))
                    siblings = self.stack[depth - 1].children if depth else self.roots
                    same = sum(1 for s in siblings if s.label.split(" (")[0] == option.label)
                    label = f"{option.label} ({same + 1})" if same else option.label
                    return Mark(style=option.style, ordinal=item.mark.ordinal, label=label), depth
        return None

    def _parent_depth(self, line: _Line, heading: int) -> int:
        """How many open items enclose a first item: headings above it, and items not set in deeper than it."""
        if heading:
            depth = len(self.stack)
            while depth and not (self.stack[depth - 1].heading and self.stack[depth - 1].heading < heading):
                depth -= 1
            return depth
        depth = len(self.stack)
        while depth and not self.stack[depth - 1].heading and self.stack[depth - 1].indent > line.indent:
            depth -= 1
        return depth

    def _join(self, depth: int) -> None:
        """A connector joins the item that comes to its sibling before it, however deep that goes."""
        if self.pending and depth < len(self.stack):
            self.stack[depth].connector = self.pending
        self.pending = ""

    def _starred(self, line: _Line) -> bool:
        """ "* " is a bullet where a list is opened or goes on, else a footnote."""
        if not re.match(r"[ \t]*\*[ \t]", line.text) or not self.stack:
            return False
        last = self.stack[-1]
        listed = last.style is not None and last.style.punctuation == "*"
        return listed or last.text.rstrip().endswith(":") or any(n.text.rstrip().endswith(":") for n in last.notes[-1:])

    def _bulleted(self, line: _Line) -> bool:
        match = BULLET.match(line.text)
        if match is None or (match.group("mark") == "o" and line.indent < 2):
            return False
        style = Style(kind="bullet", punctuation=match.group("mark"))
        depth = len(self.stack)
        while (
            depth
            and not self.stack[depth - 1].heading
            and self.stack[depth - 1].indent >= line.indent
            and (self.stack[depth - 1].style == style or self.stack[depth - 1].indent > line.indent)
        ):
            depth -= 1
        self._join(depth)
        del self.stack[depth:]
        siblings = self.stack[-1].children if self.stack else self.roots
        ordinal = 1 + sum(1 for s in siblings if s.style == style)
        text = line.text[match.end() :].rstrip()
        start = line.start + match.end()
        mark = Mark(style=style, ordinal=ordinal, label=str(ordinal))
        self._attach(
            Item(
                label=mark.label,
                text=text,
                start=start,
                end=start + len(text),
                indent=line.indent,
                style=style,
                mark=mark,
            )
        )
        return True

    # --- words
    def _words(self, line: _Line) -> None:
        """A line that goes on with its item, or a paragraph of its own under it."""
        target = self._last_item() if self.stack else None
        if target is None or (target.mark and line.indent < target.indent and _ADDS.match(line.text)):
            self._note(line)
        elif not self.after_blank and not target.notes and not (target.heading and target.heading < 7):
            target.end = line.start + len(line.text.rstrip())
            target.text = self.source[target.start : target.end]
        else:
            self._note(line)

    def _note(self, line: _Line) -> None:
        begin, end = line.start + line.indent, line.start + len(line.text.rstrip())
        owner = self._owner(line)
        notes = owner.notes if owner else self.opening
        if (
            notes
            and not self.after_blank
            and not _FOOTNOTE.match(line.text)
            and not self.source[notes[-1].end : begin].strip()
        ):
            notes[-1] = Note(text=self.source[notes[-1].start : end], start=notes[-1].start, end=end)
        else:
            notes.append(Note(text=self.source[begin:end], start=begin, end=end))

    def _owner(self, line: _Line) -> Item | None:
        """The item a paragraph stands under: the innermost open one that is set out less than it."""
        for item in reversed(self.stack):
            if item.heading or item.indent < line.indent:
                return item
        return self.stack[0] if self.stack else None

    def _last_item(self) -> Item:
        return self.stack[-1]


def _fits(open_item: Item, line: _Line, heading: int) -> bool:
    """A sibling is a heading as the open item is, or an item at about its indent."""
    if bool(heading) != bool(open_item.heading):
        return False
    return bool(heading) or abs(open_item.indent - line.indent) <= 3


def _unbold(text: str, begin: int) -> tuple[str, int]:
    """The words up to the closing stars."""
    stop = text.find("**", begin)
    return (text[begin:stop].rstrip() if stop > 0 else text[begin:].rstrip()), begin


def _lines(source: str) -> Iterator[_Line]:
    at = 0
    for text in source.split("\n"):
        yield _Line(start=at, text=text.rstrip("\r"))
        at += len(text) + 1
