"""Whether a word that names an analyte stands inside the name of another one ("urine X", "X ratio", "anti-X")."""

from __future__ import annotations

import re

from mednec.chart.context import Context

# Words and signs after which a name begins afresh.
_BEGINNING = """
and or the a an her his their with of for show shows showed is was were are on had has have to no both in at but
then pt by including revealed recheck rechecked check checked follow monitor drawn while when from
"""
_WORDS = frozenset(_BEGINNING.split())
_FRESH = re.compile(r"(?:^|[,:;(\[/&|.=\d%)\n\u2022]|\s{2,}|-\s)\s*$")
_RATIO = re.compile(r"\bratio\s+(?:of|between)\s+[\w\s-]{0,30}$", re.IGNORECASE)
_OWN = re.compile(r"\b(?:serum|plasma|blood|[;.]\s)", re.IGNORECASE)
_LIST = re.compile(
    r"(?:[\s\d.,:()<>/%\u00b5\u03bc+-]|\b(?:m?g|[md]?L|m?mol|m?Eq|[Uu]|IU|K|mm3|dL|mL|uL|[mu]?Osm|kg"
    r"|electrolytes?|lytes|studies|study|chemistr(?:y|ies)"
    r"|analysis|fluid|labs?|tests?|showed|shows?|showing|revealed|notable|significant|for|an?|the|and|with|was"
    r"|were|is|of|level|had|random|spot|results?|in)\b)*",
    re.IGNORECASE,
)


def another_analyte(context: Context, start: int, end: int) -> bool:
    """Whether the words right before or behind make the name another analyte's; a name that has them in it is known."""
    text = context.text
    if start and text[start - 1] == "-" and text[max(0, start - 2) : start - 1].isalpha():
        return not re.search(r"\b(?:post|non)-$", text[:start], re.IGNORECASE)
    if text[end : end + 1] in "-/" and text[end + 1 : end + 2].isalpha() and text[end : end + 1] == "-":
        return True
    if _follows(context, end) or _precedes(context, start) or _RATIO.search(text, max(0, start - 48), start):
        return True
    if specimen_of(context, start):
        return True
    isotype = any(
        c.start == start or c.end == end
        for c in context.cues_of("measure_isotype")
        if start <= c.start and c.end <= end
    )
    return isotype and _qualified(context, start)


def specimen_of(context: Context, start: int) -> str:
    """The fluid other than blood whose list the name stands in ("urine electrolytes: ..."), as the text writes it.

    It ends at another statement, or where blood is named.
    """
    for cue in context.cues_of("measure_specimen"):
        if cue.end > start or start - cue.end > 300:
            continue
        between = context.text[cue.end : start]
        for mention in context.mentions:
            if cue.end <= mention.end <= start:
                first, last = max(0, mention.start - cue.end), mention.end - cue.end
                between = between[:first] + " " * (last - first) + between[last:]
        if not _OWN.search(between) and _LIST.fullmatch(between):
            return context.text[cue.start : cue.end].lower()
    return ""


def _follows(context: Context, end: int) -> bool:
    for cue in context.cues_of("measure_variant_after"):
        if cue.start >= end and context.text[end : cue.start] in (" ", "-", "/"):
            return True
    return False


def _precedes(context: Context, start: int) -> bool:
    for cue in context.cues_of("measure_variant_before"):
        if cue.end <= start and context.text[cue.end : start] in (" ", "-", "/", ": "):
            return True
    return False


def _qualified(context: Context, start: int) -> bool:
    """Whether an unknown word stands before an isotype: what the antibody is against."""
    before = context.text[max(0, start - 48) : start]
    if _FRESH.search(before):
        return False
    if any(c.end <= start and not context.text[c.end : start].strip() for c in context.cues_of("measure_plain_before")):
        return False
    word = re.search(r"([A-Za-z0-9'+-]+)\s+$", before)
    return word is not None and word.group(1).lower() not in _WORDS
