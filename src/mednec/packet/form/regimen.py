"""The order for a drug, as a form gives it: in one answer, in several, or beside the drug."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.packet.form.answers import chosen_words
from mednec.packet.form.order import AMOUNT, SCHEDULE, is_order, order_in
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.replies import Reply
from mednec.packet.form.values import Found, tidy
from mednec.packs.library import Library


def plain(reply: Reply, doc: DocumentRead) -> Found | None:
    """What an answer says, unless it says that there is none."""
    said = chosen_words(reply, doc.form)
    if said is None or re.fullmatch(r"(?i)n/?a|none|no|-+|not applicable", said.value):
        return None
    return said


def regimen_of(spoken: Found | None, replies: Sequence[Reply], doc: DocumentRead, library: Library) -> Found | None:
    """The order: labelled, put together of its parts, said with the drug (`spoken`), or on a line of its own."""
    whole = _first_of(replies, doc, "line.regimen")
    if whole is not None and whole[1].spans and len(whole[1].spans) > 1:
        whole = (_own_order(whole[1], doc, library) or whole[0], whole[1])
    parts = {
        name: _first_of(replies, doc, f"line.{name}")
        for name in ("dose", "route", "frequency", "loading", "maintenance")
    }
    text = whole[0] if whole else None
    if parts["loading"] and parts["maintenance"] and (text is None or not is_order(text.value)):
        a, b = parts["loading"][0], parts["maintenance"][0]
        text = Found(value=f"{a.value}, then {b.value}", start=a.start, end=a.end)
    if text is None or not re.search(r"\d", text.value) or not AMOUNT.search(text.value):
        pieces = [p[0] for p in (parts["dose"], parts["route"], parts["frequency"]) if p]
        pieces = (
            [pieces[0], text, *pieces[1:]] if text and pieces and parts["dose"] else [text, *pieces] if text else pieces
        )
        kept = [p for i, p in enumerate(pieces) if p is not None and all(p.start != q.start for q in pieces[:i] if q)]
        if kept:
            text = Found(value=" ".join(p.value for p in kept), start=kept[0].start, end=kept[0].end)
    loose = _loose_order(replies, doc)
    best = text
    if text is None or not (AMOUNT.search(text.value) and (SCHEDULE.search(text.value) or is_order(text.value))):
        best = spoken or loose or text
    return _counted(best, replies, doc) if best is not None else None


def _first_of(replies: Sequence[Reply], doc: DocumentRead, name: str) -> tuple[Found, Reply] | None:
    for reply in (r for r in replies if r.asks(name) and r.spans):
        said = plain(reply, doc)
        if said and re.search(r"\w", said.value):
            return said, reply
    return None


def _own_order(reply: Reply, doc: DocumentRead, library: Library) -> Found | None:
    """The lines of an order that give this drug; premedication, laboratory tests and nursing stand apart."""
    kept: list[tuple[int, int]] = []
    for start, end in reply.spans:
        other = any(m.id in library.lexicon.drugs for m in library.lexicon.find(doc.text[start:end]))
        if (AMOUNT.search(doc.text, start, end) and (not other or not kept)) or (
            not AMOUNT.search(doc.text, start, end) and not kept
        ):
            kept.append((start, end))
    if not kept:
        return None
    return Found(value="; ".join(tidy(doc.text[a:b]) for a, b in kept), start=kept[0][0], end=kept[0][1])


def _loose_order(replies: Sequence[Reply], doc: DocumentRead) -> Found | None:
    """An order on a line of its own near the drug."""
    for reply in replies:
        if (reply.fields and not reply.asks("request")) or reply.boxes or not (reply.group or reply.fields):
            continue
        start, end = reply.rest
        order = order_in(doc.text, start, end)
        if order and order[0] - start < 12 and is_order(tidy(doc.text[order[0] : order[1]])):
            return Found(value=tidy(doc.text[order[0] : order[1]]), start=order[0], end=order[1])
    return None


def _counted(order: Found, replies: Sequence[Reply], doc: DocumentRead) -> Found:
    """The order with the number of visits the form gives beside it."""
    for reply in (r for r in replies if r.asks("line.visits") and r.spans):
        match = re.compile(r"\d{1,3}\b(?! ?(?:mg|g|mL|units))").match(doc.text, reply.spans[0][0])
        if match is None or re.search(rf"\b{match.group()} (?:visit|dose|infusion|treatment|injection)", order.value):
            continue
        noun = next((w for w in doc.words.lists["visit_words"] if w in reply.key), "dose")
        if re.search(r"\bx ?\d+\b|\d+ (?:visits|doses|infusions|treatments|injections)\b", order.value):
            return order
        told = f"with the number of {noun}s, which the form gives apart"
        return Found(
            value=f"{order.value}, {match.group()} {noun}{'s' if match.group() != '1' else ''}",
            start=order.start,
            end=order.end,
            why=told,
        )
    return order
