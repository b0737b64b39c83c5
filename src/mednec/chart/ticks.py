"""Questionnaires: "[X] Yes [ ] No", "[ ] one  [x] other", "A ..... N". An open box says nothing."""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

_BOX = re.compile(
    r"\[\s{0,3}(?P<square>[xX\u2713\u2714*]?)\s{0,3}\]|\(\s{0,3}(?P<round>[xX\u2713\u2714]?)\s{0,3}\)"
    r"|(?P<sign>[\u2610\u2611\u2612\u25a1\u25a0\u2713\u2714\u25cb\u25ef\u25cf\u25c9])|(?:(?<!\w)|(?<=\b[YN]))_{1,6}(?P<line>[xX]?)_{1,6}(?!\w)"
)
_FULL = "\u2611\u2612\u25a0\u2713\u2714\u25cf\u25c9"
_ROUND = "\u25cb\u25ef\u25cf\u25c9"  # one of them alone in a line is the mark of a list item
_LABEL_AFTER = re.compile(
    r"\s{0,3}(?P<answer>yes|no|y|n)\b(?=\s{0,3}(?:$|[\[(\u2610\u2611\u2612\u25a1\u25a0\u2713\u2714_/,;.:|)-]|\s\s"
    r"|(?:if|please|explain|specify|unknown|unk|unsure|not\s+applicable|n/?a)\b))",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(r"\b(?P<answer>yes|no|y|n)\s{0,3}:?\s{0,2}$", re.IGNORECASE)
_OTHER_LABEL = re.compile(r"\s*(?:/|\||,|unknown|unk|n/?a|not\s+applicable|unsure)?\s*", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\s{0,8}(?:\([^)]*\)\s{0,8})?[?:.\s]{0,40}\(?(?:y\s{0,8}/\s{0,8}n|yes\s{0,8}/\s{0,8}no|yes\s{1,8}no|y\s{1,8}n)\)?(?!\w)",
    re.IGNORECASE,
)
_MORE = (
    r"(?P<more>(?:\s{0,8},\s{0,8}[\w'-]+(?:\s{1,8}[\w'-]+)?){0,4}\s{0,8},?\s{1,8}or\s{1,8}[\w'-]+(?:\s{1,8}[\w'-]+)?)?"
)
_LISTED = r"(?:\s{0,8},\s{0,8}[\w'-]+(?:\s[\w'-]+){0,2}){1,6}(?=\s{0,3}\?)"  # "A, B?" asks for both
_ORS = re.compile(rf"{_LISTED}|{_MORE}")
_WORD = re.compile(
    _MORE + r"\s{0,8}(?:\([^)]{0,40}\)\s{0,8})?"
    r"(?:(?P<mark>\?)\s{0,8}:?|:|\.{2,60}:?|_{2,60}|-{2,60}|=|\t|\s{2,20}|\s[-\u2013]\s)\s{0,8}"
    r"(?P<answer>yes|no|y|n|n/a|none)(?=\s{0,8}(?:[.,;|)]|$|\s\s|\n|-\s|\u2013))",
    re.IGNORECASE,
)
# What may stand before the thing asked for, when no answer but "has it" or "has it not" is asked.
_ASKS = re.compile(
    r"^[\s\d.)(a-z]{0,4}(?:(?:does|do|did|is|has|have|had|was|any|there|ever|been|be|the|this|your|you|patient|member|pt|child|she"
    r"|he|a|an|or|personal|history|hx|h/o|of|for|diagnosis|diagnosed|with|documented|known|active|current|currently|prior|previous"
    r"|experienced|suffered|from|have|evidence|presence|confirmed|following|past|medical|pmh|ros|symptoms?|condition|conditions|question"
    r"|allergic|to)\b[\s:,/-]*)*(?P<others>(?:[\w'-]+\s*(?:,|/|\bor\b)\s*)*)$",
    re.IGNORECASE,
)


class Tick(Enum):
    """What a form says of the thing beside a box."""

    YES = "yes"
    NO = "no"
    OPEN = "open"  # nothing is ticked: nothing is said
    CHOSEN = "chosen"  # the box of this very option is ticked; its own words say how it is meant


class Answer(NamedTuple):
    """A tick with the place that shows it, and the part of the line it speaks of; offsets of the line."""

    tick: Tick
    start: int
    end: int
    first: int = 0
    last: int = 0
    boxed: bool = True


class _Box(NamedTuple):
    start: int
    end: int
    full: bool
    label: str  # "y" or "n" when it is the box of an answer


_FAR = 300  # letters of a line that a form's boxes may stand away


def line_around(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the line around `text[start:end]` begins, and its words, as far as a form's boxes may stand away."""
    first = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    last = text.find("\n", end, end + _FAR)
    last = min(len(text), end + _FAR) if last < 0 else last
    return first, text[first:last]


def unticked(line: str, start: int) -> bool:
    """Whether the words at `start` are those of a box right before them that is empty: "[ ] failed"."""
    before = [b for b in _boxes(line) if b.end <= start]
    return bool(before) and not before[-1].full and not line[before[-1].end : start].strip()


INTERROGATIVE = re.compile(
    r"\W*(?:\d+[.)]\s*)?(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would)\b", re.IGNORECASE
)
_CHOOSE = re.compile(
    r"\b(?:circle|select|check|choose|mark|tick|indicate)\s+(?:only\s+)?(?:one|all|any|which|either|the\s+one)\b"
    r"|\(\s*(?:circle|check|select|choose)\s*\)",
    re.IGNORECASE,
)


def to_choose(line: str) -> bool:
    """Whether a line offers things to choose from, and no box of it is ticked: "circle one: A / B / C"."""
    return _CHOOSE.search(line) is not None and not any(b.full for b in _boxes(line))


def own_box_empty(line: str, start: int) -> bool:
    """Whether the box of the option that the words at `start` stand in is empty: "( ) A - failed"."""
    boxes = _boxes(line)
    before = [b for b in boxes if b.end <= start]
    if not before or before[-1].full or before[-1].label or _behind_words(line, boxes):
        return False
    return not re.search(r"[.;|]\s", line[before[-1].end : start])


def left_open(line: str, start: int, end: int) -> bool:
    """Whether a form asks about `line[start:end]` and nothing is ticked."""
    if to_choose(line):
        return True
    answer = answer_of(line, start, end)
    if answer is None or answer.tick is not Tick.OPEN:
        return False
    if not answer.boxed:
        return _PLACEHOLDER.match(line, end) is not None
    return answer.end <= start or not any(b.full for b in _boxes(line) if b.start >= end)


def answer_of(line: str, start: int, end: int) -> Answer | None:
    """What the form says of `line[start:end]`; None when the line is no form there."""
    boxes = _boxes(line)
    if not boxes:
        return _written(line, start, end)
    if answers := _answers(line, end, boxes):
        return _ticked(line, start, end, answers)
    if leading := _leading(line, start, boxes):
        return _ticked_ahead(leading)
    before = [b for b in boxes if b.end <= start and not b.label]
    after = [b for b in boxes if b.start >= end]
    if before and not _behind_words(line, boxes):
        own = before[-1]
        last = after[0].start if after else len(line)
        tick = Tick.CHOSEN if own.full else Tick.OPEN
        return Answer(tick, own.start, own.end, own.end, last)
    if after and not line[end : after[0].start].strip() and not after[0].label:  # "A [x]"
        return Answer(Tick.CHOSEN if after[0].full else Tick.OPEN, after[0].start, after[0].end, 0, after[0].start)
    if after and not any(b.full for b in boxes):
        return Answer(Tick.OPEN, after[0].start, after[0].end)  # "A: [ ] mild  [ ] severe"
    return None


def _behind_words(line: str, boxes: list[_Box]) -> bool:
    """ "A [x]  B [ ]": each box behind its option, the last one at the end of the line."""
    lead = line[: boxes[0].start].rpartition(":")[2]
    return bool(lead.strip(" \t-*.")) and not line[boxes[-1].end :].strip()


def _boxes(line: str) -> list[_Box]:
    if not any(c in line for c in "[(_\u2610\u2611\u2612\u25a1\u25a0\u2713\u2714\u25cb\u25ef\u25cf\u25c9"):
        return []
    places = list(_BOX.finditer(line))
    if sum(line.count(c) for c in _ROUND) < 2:
        places = [m for m in places if (m["sign"] or " ") not in _ROUND]
    named_before = next((bool(b) for m in places for b, a in [_labels(line, m)] if a or b), False)
    found = []
    for match in places:
        mark = match["square"] or match["round"] or match["line"] or ""
        full = bool(mark) or (match["sign"] is not None and match["sign"] in _FULL)
        before, after = _labels(line, match)
        found.append(_Box(match.start(), match.end(), full, before if named_before else after))
    return found


def _labels(line: str, box: re.Match[str]) -> tuple[str, str]:
    """ "yes" or "no" right before a box and right behind it; the first box of a line shows which of them it bears."""
    before = _LABEL_BEFORE.search(line, max(0, box.start() - 8), box.start())
    after = _LABEL_AFTER.match(line, box.end())
    return before["answer"][0].lower() if before else "", after["answer"][0].lower() if after else ""


def _answers(line: str, end: int, boxes: list[_Box]) -> list[_Box]:
    """The boxes of yes and no that come next behind the span, with nothing else between them."""
    found: list[_Box] = []
    for box in boxes:
        if box.start < end:
            continue
        if not box.label:
            break
        between = line[found[-1].end if found else end : box.start]
        if found and not _OTHER_LABEL.fullmatch(re.sub(r"\b(?:yes|no|y|n)\b", "", between, flags=re.IGNORECASE)):
            break
        if not found and (len(between) > 60 or _another(between)):
            break
        found.append(box)
    return found


_ANSWERS_ONLY = re.compile(r"(?:[\s.,;/|\d):-]|\b(?:yes|no|y|n|n/a|unknown)\b)*", re.IGNORECASE)


def _leading(line: str, start: int, boxes: list[_Box]) -> list[_Box]:
    """The boxes of yes and no that open the line in front of what is asked: "[ ] Yes  [ ] No   Has X"."""
    ahead = [b for b in boxes if b.end <= start]
    if len(ahead) < 2 or {b.label for b in ahead} != {"y", "n"}:
        return []
    gaps = [line[: ahead[0].start], *(line[a.end : b.start] for a, b in pairwise(ahead))]
    return ahead if all(_ANSWERS_ONLY.fullmatch(g) for g in gaps) else []


def _ticked_ahead(answers: list[_Box]) -> Answer | None:
    """Nothing is said where none or both are ticked; a ticked "yes" leaves the words behind it as they stand."""
    labels = {b.label for b in answers if b.full}
    if labels == {"y"}:
        return None
    first, last = answers[0].start, answers[-1].end
    return Answer(Tick.NO if labels == {"n"} else Tick.OPEN, first, last)


def _another(between: str) -> bool:
    """Whether other words than a bracket or a further item of the question stand between the thing and its boxes."""
    return bool(re.search(r"[A-Za-z]{3}", re.sub(r"(?i)\([^)]*\)|\b(?:yes|no)\b", "", _ORS.sub("", between, count=1))))


def _ticked(line: str, start: int, end: int, answers: list[_Box]) -> Answer | None:
    full = [b for b in answers if b.full]
    labels = {b.label for b in full}
    first, last = answers[0].start, answers[-1].end
    if len(labels) != 1:
        return Answer(Tick.OPEN, first, last)
    asked = _ASKS.match(line[_clause(line, start) : start])
    if not asked:
        return None if labels == {"y"} else Answer(Tick.OPEN, first, last)
    shown = full[0]
    if labels == {"y"} and (asked["others"] or re.match(r"\s*,|\s+or\b", line[end:])):
        return Answer(Tick.OPEN, first, last)  # "A or B? [x] Yes": which of them is not said
    return Answer(Tick.YES if labels == {"y"} else Tick.NO, shown.start, _labelled(line, shown))


def _labelled(line: str, box: _Box) -> int:
    match = _LABEL_AFTER.match(line, box.end)
    return match.end("answer") if match else box.end


def _written(line: str, start: int, end: int) -> Answer | None:
    """ "A: N", "A? No", "B ..... Y"; "A  Y / N" is not filled in."""
    match = _WORD.match(line, end)
    if match is None:
        open_ = _PLACEHOLDER.match(line, end)
        if open_ is None:
            return None
        match = re.compile(r"\s*[:=]?\s*(?P<answer>yes|no|y|n)(?=\s*(?:[.,;|)]|$))", re.IGNORECASE).match(
            line, open_.end()
        )
        if match is None:
            return Answer(Tick.OPEN, open_.start(), open_.end(), boxed=False)
    said = match["answer"].lower()
    if said == "n/a":
        return Answer(Tick.OPEN, *match.span("answer"), boxed=False)
    asked = _ASKS.match(line[_clause(line, start) : start])
    if not asked:
        return None
    if len(said) == 1 and line[match.start("answer")].islower() and "." not in match.group():
        return None
    tick = Tick.YES if said.startswith("y") else Tick.NO
    if tick is Tick.YES and (match.groupdict().get("more") or asked["others"]):
        tick = Tick.OPEN  # "A or B? Yes": which of them is not said
    return Answer(tick, *match.span("answer"), boxed=False)


def _clause(line: str, start: int) -> int:
    """Where the question begins: behind the mark, wide gap or answer before it."""
    begin = 0
    for match in re.finditer(r"[?.;|]\s|\s{3,}|\b(?:Yes|No|Y|N)\b[\s,;]+|\]", line[:start]):
        begin = match.end()
    return begin
