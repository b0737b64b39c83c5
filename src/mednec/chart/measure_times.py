"""When a value was measured: the date that the text ties to it; and whether it is one from before the treatment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.chart.context import Context
from mednec.chart.dates import DateMention
from mednec.chart.measure_links import Link
from mednec.chart.measure_scene import Scene
from mednec.model.finding import Period

# Between a value and the date behind it; what names another event is no such word.
_TO_DATE = re.compile(
    r"(?:[\s\x00(\[,:@-]|\d+\s?(?:h|hr|hrs|hours?|min|minutes?|days?)\b|[HL]{1,2}\b|\*"
    r"|(?:\d[\d.,]*\s?[-\u2013]\s?\d[\d.,]*)|\([^()]*\d[^()]{0,24}\)"
    r"|\b(?:on|in|of|at|from|as|dated?|drawn|collected|taken|measured|obtained|checked|resulted|done|back|labs?"
    r"|visit|the|this|while|during|into|after"
    r"|episode|attack|flare|egd|colonoscopy|mri|ct|dxa|echo|biopsy|mid|distal|proximal|left|right|off|clinic|was"
    r"|week|wk|baseline|pre|post|prior|to|treatment|started"
    r"|when|we|began|she|he|until|last|then|now|here|today|high|low|normal|elevated|improved|stable|by|report"
    r"|outside|hospital|admission|and|again)\b)*",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\W*(?:(?:on|in|as of|at|from|by|since|when seen|seen|labs?|lab results?|results?|bloodwork|blood work"
    r"|vitals|vs|drawn|collected|dated|visit|clinic|office"
    r"|most recent|last|recent|latest|outside|admission|the|her|his|of|for|and|hospital|pft|pfts|spiro|spirometry"
    r"|echo|dxa|testing|exam|repeat|then)\b[\s,:(-]*){0,6}",
    re.IGNORECASE,
)
_TIME_TOLD = re.compile(
    r"->|\u2192|=>|\b(?:previous\w*|prior|was|from|before|last|baseline|to|then|now|vs|versus|week|month|year|day"
    r"|pre|post|after|later|initial\w*|earlier|up|down)\b",
    re.IGNORECASE,
)
_PAST_BEFORE = re.compile(
    r"(?:\bpreviously|\bprevious|\bprior|\bformerly|\bearlier|\bhad been|\bfrom|\blast(?:\s+(?:visit|time|month"
    r"|year|check|value))?|\(\s?was|,\s?was|\bbefore)"
    r"[\s:=(~]*(?:(?:of|at|a|an|value|was|level|high|low|peak|nadir|about|approximately)\s+)*$",
    re.IGNORECASE,
)
_PAST_BEHIND = re.compile(
    r"[\s(]*(?:previously|prior|before|last\s+(?:visit|time|month|year|check)|at\s+(?:the\s+)?(?:last|prior"
    r"|previous)\b|initially)",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"[\s\x00]*(?:->|\u2192|-->|=>|\bto\b|\bthen\b|,?\s*now\b)[\s\w]{0,12}", re.IGNORECASE)
_SPLIT = re.compile(r"[;,()]|->|\u2192|\b(?:and|vs\.?|versus|to|then|now|but|from)\b", re.IGNORECASE)


def dates_of(scene: Scene, links: Sequence[Link]) -> list[Period | None]:
    """The date of each value in order, None where the text ties none to it."""
    context = scene.context
    leading = _leading(scene, links)
    found: list[Period | None] = []
    for i, one in enumerate(links):
        following = links[i + 1].start if i + 1 < len(links) else len(context.text)
        same = [k for k in links if k.quantity.at == one.quantity.at]
        following = max(following, same[-1].end) if following < one.end else following
        before = links[i - 1].end if i else 0
        date = _own(scene, one, before, following, lead=i in leading)
        found.append(date.period if date else None)
    return _shared(scene, links, found)


def _leading(scene: Scene, links: Sequence[Link]) -> set[int]:
    """Values of a series in which each date stands in front of its value ("1/5: 9.8, 2/5: 10.2")."""
    found: set[int] = set()
    for i, one in enumerate(links):
        run = [k for k, other in enumerate(links) if other.analyte.start == one.analyte.start]
        if len(run) < 2 or run[0] != i:
            continue
        begins = [min(links[k].start, links[k].quantity.start) for k in run]
        after = [
            d
            for d in scene.dates
            if d.start >= links[run[-1]].quantity.end and d.start - links[run[-1]].quantity.end < 12
        ]
        lead = [
            any(0 <= links[k].quantity.start - d.end <= 12 and d.start >= one.analyte.end for d in scene.dates)
            for k in run
        ]
        if all(lead) and not after and begins:
            found.update(run)
    return found


def _own(scene: Scene, one: Link, before: int, following: int, *, lead: bool) -> DateMention | None:
    context = scene.context
    end, start = one.quantity.end, min(one.start, one.quantity.start)
    if lead:
        front = [d for d in scene.dates if 0 <= one.quantity.start - d.end <= 12]
        return front[-1] if front else None
    behind = [d for d in scene.dates if end <= d.start and d.end <= max(following, end)]
    if behind and _TO_DATE.fullmatch(_plain(context, end, behind[0].start)):
        return behind[0]
    inside = [d for d in scene.dates if start <= d.start and d.end <= one.quantity.start]
    if inside:
        return inside[-1]
    front = [d for d in scene.dates if before <= d.start and d.end <= start]
    if front and _OCCASION.fullmatch(context.text[front[-1].end : start]) and start - front[-1].end <= 24:
        beside = start - front[-1].end <= 3 and "," not in context.text[front[-1].end : start]
        return front[-1] if _heads(context, front[-1]) or beside else None
    return None


def _plain(context: Context, start: int, end: int) -> str:
    """A gap with blanks for drugs and for words of a baseline: "while on X in Feb"."""
    text = context.text[start:end]
    spans = [(m.start, m.end) for m in context.mentions if m.id in context.lexicon.drugs]
    spans += [(c.start, c.end) for c in context.cues_of("measure_baseline", "measure_before_drug")]
    for first, last in spans:
        if start <= first and last <= end:
            text = text[: first - start] + " " * (last - first) + text[last - start :]
    return text


def _heads(context: Context, date: DateMention) -> bool:
    """Whether a date opens the sentence, or stands behind the word for the occasion."""
    front = context.text[: date.start]
    if _OCCASION.fullmatch(front):
        return True
    colon = context.text.find(":", date.end, date.end + 4)
    return colon >= 0 and len(front) <= 40 and not re.search(r"[.;:]|\b(?:start|began|since|until|stop)", front)


def _shared(scene: Scene, links: Sequence[Link], found: list[Period | None]) -> list[Period | None]:
    """The date that heads a list holds for all its values; so does one at the end of a list without other dates."""
    context = scene.context
    done = list(found)
    done = [when or _of_the_event(scene, one) for when, one in zip(done, links, strict=True)]
    heading = next((d for d in scene.dates if _heads(context, d) and _headed(context, d, links)), None)
    for i, one in enumerate(links):
        if done[i] is not None or (
            one.series and _TIME_TOLD.search(context.text[links[i - 1].quantity.end : one.quantity.start])
        ):
            continue
        if heading is not None and heading.end <= one.start:
            done[i] = heading.period
    for i in range(len(links) - 2, -1, -1):
        if done[i] is None and done[i + 1] is not None and _one_list(scene, links[i], links[i + 1]):
            done[i] = done[i + 1]
    return done


# "stopped 8/22/2025 for a reaction (ALT 214": what stands between the day and the values that were the reason.
_REASON = re.compile(
    r"\s+(?:for|due to|because of|owing to|secondary to|after|with)\s+(?:[\w/-]+\s+){1,4}\([^()]*", re.IGNORECASE
)


def _of_the_event(scene: Scene, one: Link) -> Period | None:
    """The day of an event whose reason stands behind it with its values in brackets."""
    start = min(one.start, one.quantity.start)
    front = [d for d in scene.dates if d.end <= start]
    if not front or not _REASON.fullmatch(scene.context.text[front[-1].end : start]):
        return None
    return front[-1].period


def _headed(context: Context, date: DateMention, links: Sequence[Link]) -> bool:
    """Whether a list of values follows the date."""
    first = next((k for k in links if k.start >= date.end), None)
    if first is None:
        return False
    between = context.text[date.end : first.start]
    return len(between) <= 40 and (":" in between[:12] or _OCCASION.fullmatch(between) is not None)


def _one_list(scene: Scene, one: Link, following: Link) -> bool:
    """Whether a date behind the later of two values is for both: side by side, the date at the very end."""
    between = scene.context.text[one.end : following.start]
    if any(one.end <= d.start < following.start for d in scene.dates):
        return False
    first, last = following.start, following.end
    inside = any(first <= d.start < following.quantity.start for d in scene.dates)
    return (
        not inside
        and last >= one.end
        and re.fullmatch(r"[\s,/&\w\d()<>-]{0,24}", between) is not None
        and ";" not in between
        and not (
            re.search(r"[a-z]{4}", between) and one.analyte.start != following.analyte.start and "," not in between
        )
    )


def is_past(scene: Scene, links: Sequence[Link], i: int) -> bool:
    """Whether an undated value is told as an earlier one: "(was 994)", "from 12 to 4", the first of "266 -> 994"."""
    one, text = links[i], scene.context.text
    before = text[max(0, one.quantity.start - 32) : one.quantity.start]
    if _PAST_BEFORE.search(before) and (one.series or not before.strip().lower().endswith("was")):
        return True
    following = next((k for k in links[i + 1 :] if k.series and k.analyte == one.analyte), None)
    if following is None:
        return bool(one.series and _PAST_BEHIND.match(text, one.quantity.end))
    between = text[one.quantity.end : following.quantity.start]
    return bool(_PAST_BEHIND.match(between) or _ONWARD.fullmatch(between))


def is_baseline(context: Context, links: Sequence[Link], i: int) -> bool:
    """Whether words in the value's own part of the sentence tell that it is from before the treatment."""
    first, last = _window(context, links, i)
    if any(first <= c.start and c.end <= last for c in context.cues_of("measure_baseline")):
        return True
    drugs = [m for m in context.mentions if m.id in context.lexicon.drugs or _is_class(context, m.id)]
    for cue in context.cues_of("measure_before_drug"):
        if first <= cue.start and cue.end <= last:
            for drug in drugs:
                if cue.end <= drug.start <= last and _BEFORE_DRUG.fullmatch(context.text[cue.end : drug.start]):
                    return True
    return False


_BEFORE_DRUG = re.compile(
    r"[\s-]*(?:(?:the|her|his|any|first|starting|start of|initiation of|initiating|beginning|dose of|infusion of"
    r"|going on)\s+)*",
    re.IGNORECASE,
)


def _is_class(context: Context, id_: str) -> bool:
    concept = context.lexicon.concepts.get(id_)
    return concept is not None and concept.kind == "drug-class"


def _window(context: Context, links: Sequence[Link], i: int) -> tuple[int, int]:
    """The part of the sentence that is about one value: up to the separators between it and its neighbours."""
    text, one = context.text, links[i]
    own = min(one.start, one.quantity.start)
    before = max((k.quantity.end for k in links if k.quantity.at < one.quantity.at), default=0)
    following = min(
        (
            min(k.start, k.quantity.start) if not k.series else k.quantity.start
            for k in links
            if k.quantity.at > one.quantity.at
        ),
        default=len(text),
    )
    left = (
        list(_SPLIT.finditer(text, before, max(before, own)))
        if before
        else [m for m in _SPLIT.finditer(text, 0, own) if m.group() in (";", ",")]
    )
    right = list(_SPLIT.finditer(text, one.quantity.end, max(following, one.quantity.end)))
    first = left[-1].end() if left else before
    if following >= len(text):
        stops = [m.start() for m in right if m.group() == ";"]
        return min(first, own), stops[0] if stops else len(text)
    opened = text.find("(", one.quantity.end, following)
    if opened >= 0 and ")" in text[opened:following]:
        closed = text.find(")", opened)
        right = [m for m in right if m.start() > closed]
    return min(first, own), right[-1].start() if right else following
