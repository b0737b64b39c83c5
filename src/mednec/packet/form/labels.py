"""Labels: the words by which a form asks, found where a form sets them and not where a sentence uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mednec.packet.form.shapes import fits
from mednec.packet.form.text import BOX, RULE, WORD, FormText, Line, broken_at
from mednec.packs.request_form import FormWords

_MARK = re.compile(
    r" {0,2}\)?(?:\(?(?:,? ?(?:if (?:any|known|applicable|different|available|needed|other)|required|optional|requested"
    r"|circle one|check one|check all that apply)\)?) ?)?(?:# ?)?(?P<sign>\? ?:?|:|=|\.:| [-\u2013](?= ))"
)
_HINT = re.compile(r" ?\([^()\n]{0,60}\)|\*+")
_INSIDE = re.compile(rf"[ /&,.'\u2019\"*\-\u2013]{{0,4}}(?![^{RULE}])|[ /&,.'\u2019\"*\-\u2013]{{0,4}}")
_NUMBERING = re.compile(
    r"(?:Q ?\d{1,2}|\d{1,2}[a-z]?|[A-Za-z])[.):]\s*|\(?(?:\d{1,2}|[a-zA-Z])\)\s*|\d{1,2}[a-z]? {1,}|[*\u2022-] ?"
)
_NUMBERED = re.compile(r" ?(?:# ?|no\.? ?)?(?P<n>[1-9])(?= ?(?:[:.)]|$)| of \d|  )")
_VALUE_BEFORE = re.compile(r"[\d,;.)\]]\s*$")
_STUCK = re.compile(r"[a-z\d)][.,]? (?P<capitals>[A-Z]{2,30}[ /&][A-Z /&]{0,80}[A-Z]{2}(?: \d)?)$", re.MULTILINE)
_DEGREES = frozenset({"md", "do", "np", "pa", "rn", "dnp", "phd"})
_NUMBERABLE = frozenset({"line.drug", "request", "line.brand"})
# Fields whose labels may stand anywhere, when a value of their shape follows.
ANYWHERE = frozenset(
    {"patient.birth_date", "requester.npi", "line.hcpcs", "line.diagnosis_codes", "patient.id", "id", "person",
     "line.units", "patient.sex", "line.from", "line.dates"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words that ask, at their place; `fields` is what they ask for, several for "dx / ICD-10"."""

    fields: tuple[str, ...]
    start: int
    end: int  # of label and mark, where a value may begin
    key: str  # its words, folded
    marked: bool  # a colon, question mark or leader follows
    number: int = 0  # "DRUG 2"


@dataclass(slots=True)
class _Node:
    below: dict[str, _Node] = field(default_factory=dict)
    field: str = ""


def fold_word(word: str) -> str:
    """A word without capitals, possessive and plural."""
    low = re.sub(r"['\u2019]s$", "", word.lower())
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith("ss") else low


class Labels:
    """All phrases of the fields as one tree of words."""

    def __init__(self, words: FormWords) -> None:
        self.passed_over = frozenset(fold_word(w) for w in words.lists["passed_over"])
        self._clinical = frozenset(fold_word(w) for w in words.lists["clinical_words"])
        self._root = _Node()
        self._sections: dict[str, str] = {}
        for name, phrases in words.fields.items():
            for phrase in phrases:
                self._learn(phrase, name)
        for name, phrases in words.sections.items():
            for phrase in phrases:
                self._sections.setdefault(" ".join(self._folded(phrase)), name)

    def _folded(self, phrase: str) -> list[str]:
        words = [fold_word(m.group()) for m in WORD.finditer(phrase)]
        return [w for w in words if w not in self.passed_over] or words

    def _learn(self, phrase: str, name: str) -> None:
        node = self._root
        for word in self._folded(phrase):
            node = node.below.setdefault(word, _Node())
        node.field = node.field or name

    def section_of(self, text: str) -> str:
        """The section a heading opens, or an empty word."""
        stripped = re.sub(
            r"^\W*(?:(?:section|part|step|box)\b\W*)?(?:[IVX]+|\d{1,2}|[A-H])?\s*[.):\-\u2013]+\s*",
            "",
            text,
            flags=re.I,
        )
        stripped = re.sub(
            r"\([^)]*\)|\b\d of \d\b|#? ?\d$", "", re.sub(r"^section \w+ ", "", stripped, flags=re.I).rstrip(" :")
        )
        words = [w for w in (fold_word(m.group()) for m in WORD.finditer(stripped)) if w not in self.passed_over]
        if len(words) > 7 or not words:
            return ""
        known = self._sections.get(" ".join(words), "")
        if not known and text.rstrip().endswith(":") and self._clinical & set(words):
            return "clinical"
        return known

    def parted(self, form: FormText) -> FormText:
        """Labels in capitals that were set close behind an answer stand on lines of their own."""
        breaks = []
        for match in _STUCK.finditer(form.text):
            start, end = match.span("capitals")
            tokens = list(WORD.finditer(form.text, start, end))
            for at in range(len(tokens) - 1):
                read = self.phrase(tokens, at, form, end)
                if (read and at + read[1] >= len(tokens)) or self.section_of(form.text[tokens[at].start() : end]):
                    breaks.append(tokens[at].start() - 1)
                    break
        return broken_at(form, breaks) if breaks else form

    def phrase(self, tokens: list[re.Match[str]], first: int, form: FormText, end: int) -> tuple[str, int, int] | None:
        """The longest phrase that begins at a word: field, number of words, end."""
        node, best, at = self._root, None, first
        while at < len(tokens):
            token = tokens[at]
            if at > first and not _joined(form.text[tokens[at - 1].end() : token.start()]):
                break
            word = fold_word(token.group())
            below = node.below.get(word)
            if below is None:
                if word in self.passed_over and (node is self._root or best is None or at > first):
                    if node is self._root and at - first > 3:
                        break
                    at += 1
                    continue
                break
            node, at = below, at + 1
            if node.field:
                best = (node.field, at - first, token.end())
        return best if best is None or best[2] <= end else None


def _joined(between: str) -> bool:
    """Whether two words stand in one label: a blank, a slash, a hint in brackets."""
    bare = _HINT.sub("", between)
    bare = re.sub(r"[()]", " ", bare)
    return "  " not in between.strip("()") and not bare.strip(" /&,.'\u2019\"*-\u2013+")


def labels_of(line: Line, form: FormText, index: Labels, known: frozenset[str]) -> tuple[Label, ...]:
    """The labels of a line, in order. `known` are folded drug names, for a label that no mark follows."""
    found: list[Label] = []
    for chunk in line.chunks:
        found += _in_chunk(chunk, form, index, known)
    return tuple(found)


def _in_chunk(chunk: tuple[int, int], form: FormText, index: Labels, known: frozenset[str]) -> Iterable[Label]:
    start, end = chunk
    begin = _NUMBERING.match(form.text, start, end)
    opened = begin.end() if begin else start
    tokens = list(WORD.finditer(form.text, start, end))
    found: list[Label] = []
    at = next((i for i, t in enumerate(tokens) if t.start() >= opened), len(tokens))
    first = at
    while at < len(tokens):
        clear = at == first or (bool(found) and tokens[at].start() == _after(form.text, found[-1].end))
        label, used = _label_at(tokens, at, form, index, end, clear, bool(found), known)
        optional = form.text[start : tokens[at].start()].rstrip()[-1:] == BOX  # the words of a box, not a question
        degree = label is not None and label.key in _DEGREES  # behind a name; before one only with a mark
        if label is not None and (label.marked or not (optional or degree)):
            found.append(label)
        at += max(used, 1)
    return found


def _after(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \n":
        at += 1
    return at


def _label_at(
    tokens: list[re.Match[str]],
    at: int,
    form: FormText,
    index: Labels,
    end: int,
    clear: bool,
    open_value: bool,
    known: frozenset[str],
) -> tuple[Label | None, int]:
    """The label that begins at a word, if one does, and how many words it takes."""
    read = index.phrase(tokens, at, form, end)
    if read is None:
        return None, 1
    fields, used, stop = [read[0]], read[1], read[2]
    while at + used < len(tokens) and _joined(form.text[stop : tokens[at + used].start()]):
        more = index.phrase(tokens, at + used, form, end)
        if more is None or not re.search(r"[/&,(]|\b(?:and|or)\b", form.text[stop : tokens[at + used].start() + 4]):
            break
        fields, used, stop = [*fields, more[0]], used + more[1], more[2]
    start = tokens[at].start()
    key = " ".join(fold_word(t.group()) for t in tokens[at : at + used])
    number = 0
    if _NUMBERABLE & set(fields) and (numbered := _NUMBERED.match(form.text, stop, end)):
        number, stop = int(numbered.group("n")), numbered.end()
    hint = _HINT.match(form.text, stop, end)
    stop = hint.end() if hint and not _holds_value(hint.group()) else stop
    mark = _MARK.match(form.text, stop, end)
    named = tuple(dict.fromkeys(fields))
    if mark:
        if clear or _allowed_inside(form.text, start, open_value, used, named):
            return Label(fields=named, start=start, end=mark.end(), key=key, marked=True, number=number), used
        return None, used
    if clear and not open_value and not form.text[stop:end].strip(" *:)"):
        return Label(fields=named, start=start, end=end, key=key, marked=False, number=number), used
    following = index.phrase(tokens, at + used, form, end) if at + used < len(tokens) else None
    person = {"person", "requester.name", "patient.name"} & set(named) and following and following[1] > 1
    if not person and _bare(named, form, stop, end, clear, known):
        return Label(fields=named, start=start, end=stop, key=key, marked=False, number=number), used
    return None, 1


def _holds_value(hint: str) -> bool:
    """Whether a bracket holds an answer and no hint: a name of a drug, digits that are no code set's."""
    return bool(re.search(r"\d", re.sub(r"(?i)icd-?\s?\d+|mm|dd|yyyy|\d+ ?digits?", "", hint))) or BOX in hint


def _allowed_inside(text: str, start: int, open_value: bool, used: int, fields: tuple[str, ...]) -> bool:
    """Whether a marked label may begin behind other words: behind an answer, or behind what ends a sentence."""
    if open_value:
        return (
            used > 1
            or bool(ANYWHERE & set(fields))
            or bool(_VALUE_BEFORE.search(text, max(0, start - 3), start))
            or text[start].isupper()
        )
    return bool(_VALUE_BEFORE.search(text, max(0, start - 3), start)) or BOX in text[max(0, start - 3) : start]


def _bare(fields: tuple[str, ...], form: FormText, stop: int, end: int, clear: bool, known: frozenset[str]) -> bool:
    """A label that only a blank parts from its answer: the answer must have the field's own shape."""
    behind = form.text[stop:end]
    if not behind.startswith((" ", "#", ". ")):
        return False
    behind = behind.lstrip(" #.")
    if clear and behind.startswith(BOX):
        return True
    if any(f == "other" for f in fields):
        return clear and bool(re.match(r"\d|\(\d{3}\)", behind))
    return any(fits(f, behind, known) for f in fields if clear or f in ANYWHERE)


def known_names(names: Mapping[str, tuple[tuple[str, str], ...]]) -> frozenset[str]:
    """First words of the names of drugs."""
    return frozenset(
        m.group().lower()
        for pairs in names.values()
        for name, _ in pairs
        if (m := WORD.search(name)) and len(m.group()) > 3
    )
