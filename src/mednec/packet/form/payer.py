"""The payer's side of a request: payer, line of business, benefit and policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.packet.form.answers import chosen_words, mentioned
from mednec.packet.form.person import cased_words
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.values import Found, tidy

_HEAD_LINES = 14
_ADDRESSES = ("to", "fax to", "attn", "attention")


def payers(doc: DocumentRead) -> Iterator[Found | None]:
    """The payer: labelled, else a letterhead or an address with a payer's words."""
    for reply in doc.replies:
        if reply.asks("payer") and reply.section != "other":
            said = chosen_words(reply, doc.form)
            yield said if said and not re.match(r"\d|\W", said.value) else None
    for line in [ln for ln in doc.form.lines if ln.chunks][:_HEAD_LINES]:
        for start, end in line.chunks:
            if any(start <= r.question[0] < end for r in doc.replies if r.fields and not r.asks("other", "line.to")):
                continue
            yield _payer_in(doc, start, end)
    for reply in doc.replies:
        if reply.asks("line.to", "other") and reply.spans and reply.key in _ADDRESSES:
            yield _payer_in(doc, *reply.spans[0])
    for reply in doc.replies:
        if reply.asks("plan") and reply.section not in ("other", "clinical"):
            said = chosen_words(reply, doc.form)
            known = said and any(word in said.value.lower() for word in doc.words.lists["payer_names"])
            yield said if known else None


def _payer_in(doc: DocumentRead, start: int, end: int) -> Found | None:
    """The part of a line of a letterhead that names a payer, without the words of the form's title."""
    stop = [w.lower() for w in doc.words.lists["form_words"]]
    text = doc.text[start:end]
    for piece in re.finditer(r"[^,/:;()\u2013\u2014]+?(?=\s+[-\u2013\u2014]+\s|[,/:;()\u2013\u2014]|$)", text):
        words = list(re.finditer(r"[\w&.'\u2019-]+", piece.group()))
        run: list[re.Match[str]] = []
        for word in words:
            low = word.group().lower().strip(".")
            if low in stop or not (word.group()[:1].isupper() or low in ("of", "and", "&")):
                if _is_payer(run, doc):
                    break
                run = []
                continue
            run.append(word)
        if _is_payer(run, doc):
            begin = start + piece.start() + run[0].start()
            close = start + piece.start() + run[-1].end()
            return Found(value=cased_words(tidy(doc.text[begin:close])), start=begin, end=close)
    return None


def _is_payer(run: list[re.Match[str]], doc: DocumentRead) -> bool:
    low = " ".join(w.group().lower() for w in run)
    names = [n for n in doc.words.lists["payer_names"] if re.search(rf"\b{re.escape(n)}\b", low)]
    own = (
        set(re.findall(r"[\w'-]+", low))
        - {w for n in names for w in n.split()}
        - {"the", "of", "and", "plan", "health"}
    )
    return bool(names) and bool(own) and len(run) <= 8


def lines_of_business(doc: DocumentRead) -> Iterator[Found | None]:
    """The line of business, from its label or the plan's."""
    for reply in doc.replies:
        if reply.asks("line_of_business", "plan") and reply.section not in ("other", "clinical"):
            said = chosen_words(reply, doc.form)
            read = mentioned(said.value, doc.words.answers["line_of_business"]) if said else None
            yield Found(value=read[0], start=said.start, end=said.end) if said and read else None


def benefits(doc: DocumentRead) -> Iterator[Found | None]:
    """Medical or pharmacy benefit: labelled, else in the title of the form."""
    kinds = doc.words.answers["benefit"]
    for reply in doc.replies:
        if reply.asks("benefit") and reply.section != "clinical":
            said = chosen_words(reply, doc.form)
            read = mentioned(said.value, kinds) if said else None
            yield Found(value=read[0], start=said.start, end=said.end) if said and read else None
    for line in [ln for ln in doc.form.lines if ln.chunks][:6]:
        strong = {k: tuple(p for p in v if " " in p or "-" in p) for k, v in kinds.items()}
        read = mentioned(doc.text[line.start : line.end], strong)
        yield Found(value=read[0], start=line.start + read[1], end=line.start + read[2]) if read else None


def policies(doc: DocumentRead) -> Iterator[Found | None]:
    """The payer's policy that the form itself names."""
    for reply in doc.replies:
        if reply.asks("policy") and reply.section not in ("patient", "clinical", "other"):
            for start, end in reply.spans[:1]:
                word = re.compile(r"[A-Z][\w.-]*\d[\w.-]*").search(doc.text, start, end)
                yield Found(value=word.group(), start=word.start(), end=word.end()) if word else None
