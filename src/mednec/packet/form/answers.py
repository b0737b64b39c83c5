"""Boxes and short answers: which option is ticked, and what an option stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mednec.packet.form.replies import Reply
from mednec.packet.form.text import BOX, FormText
from mednec.packet.form.values import Found, tidy
from mednec.packs.request_form import FormWords

_STOP = re.compile(rf"{BOX}|  |\n|\ue001")
_ASKING = frozenset({"request_type", "request", "new_therapy", "continued_therapy", "urgency", "urgent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """The words of a box; without words the box belongs to the question itself."""

    words: str
    start: int
    end: int
    ticked: bool


def options_of(reply: Reply, form: FormText) -> tuple[Option, ...]:
    """The boxes of an answer with their words, which stand behind the boxes or before them."""
    if not reply.boxes:
        return ()
    found: list[Option] = []
    parts = reply.spans if len(reply.spans) > 1 else (reply.rest,)
    for start, end in parts:
        boxes = [b for b in reply.boxes if start <= b.start < end]
        if not boxes:
            continue
        ahead = not form.text[boxes[-1].end : end].strip(" \ue001.,") and bool(
            form.text[start : boxes[0].start].strip(" :\ue001") or reply.fields or len(boxes) > 1
        )
        for i, box in enumerate(boxes):
            if ahead:
                low = boxes[i - 1].end if i else start
                text = form.text[low : box.start]
                text = re.split(r" {3,}|\ue001|[:?]", text.rstrip())[-1]
                begin = box.start - len(form.text[low : box.start]) + form.text[low : box.start].rfind(text)
                found.append(Option(words=tidy(text), start=begin, end=box.end, ticked=box.ticked))
            else:
                begin = box.end
                while begin < end and form.text[begin] in " \ue001":
                    begin += 1
                stop = _STOP.search(form.text, begin, end)
                close = stop.start() if stop else end
                found.append(Option(words=tidy(form.text[begin:close]), start=box.start, end=close, ticked=box.ticked))
    return tuple(found)


def meaning(words: str, answers: Mapping[str, tuple[str, ...]]) -> str:
    """The answer that words stand for: those that begin with its longest phrase."""
    low = re.sub(r"^[\W_]+", "", words.lower())
    best = ("", 0)
    for value, phrases in answers.items():
        for phrase in phrases:
            whole = low.startswith(phrase) and not low[len(phrase) : len(phrase) + 1].isalnum()
            if whole and len(phrase) > best[1]:
                best = (value, len(phrase))
    return best[0]


def mentioned(text: str, answers: Mapping[str, tuple[str, ...]]) -> tuple[str, int, int] | None:
    """The answer of which a phrase stands anywhere in a text; the longest phrase wins."""
    best: tuple[int, int, str, int] | None = None
    for rank, (value, phrases) in enumerate(answers.items()):
        for phrase in phrases:
            match = re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", text, re.IGNORECASE)
            if match and (best is None or (len(phrase), -rank) > (best[0], best[1])):
                best = (len(phrase), -rank, value, match.start())
    return (best[2], best[3], best[3] + best[0]) if best else None


def _yes_or_no(reply: Reply, form: FormText, words: FormWords) -> tuple[str, Found] | None:
    """The answer to a question of yes or no."""
    either = {name: words.answers[name][name] for name in ("yes", "no")}
    options = options_of(reply, form)
    for option in options:
        said = meaning(option.words, either) if option.words else "yes"
        if option.ticked and said:
            return said, Found(value=said, start=option.start, end=option.end)
    if options:
        return None
    for start, end in reply.spans[:1]:
        if said := meaning(form.text[start:end], either):
            return said, Found(value=said, start=start, end=min(end, start + 60))
    return None


def _turned(reply: Reply, said: Found, yes: str, no: str) -> Found:
    return Found(value=yes if said.value == "yes" else no, start=reply.question[0] or said.start, end=said.end)


def request_type(replies: tuple[Reply, ...], form: FormText, words: FormWords) -> Iterator[Found]:
    """Initial or continuation, as boxes or short answers say."""
    kinds = words.answers["request_type"]
    for reply in replies:
        if reply.section == "clinical" and not reply.asks("request_type", "new_therapy"):
            continue
        if reply.asks("new_therapy", "continued_therapy") and (said := _yes_or_no(reply, form, words)):
            new = reply.asks("new_therapy")
            yes, no = ("initial", "continuation") if new else ("continuation", "initial")
            yield _turned(reply, said[1], yes, no)
        elif not reply.fields or set(reply.fields) & _ASKING:
            yield from _chosen(reply, form, kinds, loose=not reply.fields)
            if reply.asks("request_type") and not reply.boxes:
                yield from _written(reply, form, kinds)


def urgency(replies: tuple[Reply, ...], form: FormText, words: FormWords) -> Iterator[Found]:
    """Standard or expedited, as boxes or short answers say."""
    kinds = words.answers["urgency"]
    for reply in replies:
        if reply.asks("urgent") and (said := _yes_or_no(reply, form, words)):
            yield _turned(reply, said[1], "expedited", "standard")
        elif not reply.fields or set(reply.fields) & _ASKING:
            yield from _chosen(reply, form, kinds, loose=not reply.fields)
            if reply.asks("urgency", "request_type") and not reply.boxes:
                yield from _written(reply, form, kinds)


def _chosen(reply: Reply, form: FormText, kinds: Mapping[str, tuple[str, ...]], *, loose: bool) -> Iterator[Found]:
    options = options_of(reply, form)
    if loose and options and "?" in form.text[reply.rest[0] : options[0].start]:
        return
    for option in options:
        if option.ticked and (value := meaning(option.words, kinds)):
            yield Found(value=value, start=option.start, end=option.end)


def _written(reply: Reply, form: FormText, kinds: Mapping[str, tuple[str, ...]]) -> Iterator[Found]:
    for start, end in reply.spans[:1]:
        if value := meaning(form.text[start:end], kinds):
            yield Found(value=value, start=start, end=end)


def chosen_words(reply: Reply, form: FormText) -> Found | None:
    """What an answer says: the words of its ticked box, or what was written."""
    options = [o for o in options_of(reply, form) if o.words]
    ticked = [o for o in options if o.ticked]
    if reply.boxes:
        if not ticked:
            return None
        only = ticked[0]
        lead = form.text[only.start : only.end]
        start = only.start + (len(lead) - len(lead.lstrip(BOX + " ")))
        return Found(value=tidy(only.words), start=start, end=max(only.end, start + 1))
    if not reply.spans:
        return None
    start, end = reply.spans[0]
    value = tidy(" ".join(form.text[a:b] for a, b in reply.spans))
    return Found(value=value, start=start, end=end) if re.search(r"\w", value) else None
