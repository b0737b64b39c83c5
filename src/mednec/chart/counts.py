"""How many events of care or disease: "68 visits", "fell three times", "no falls since last visit"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.count_periods import NUMBERS, CountedIn, counted_in
from mednec.model.finding import EventCount
from mednec.model.words import Assertion

_LIST = "count_of_"  # lists of the language that name an event: `count_of_fall` holds "fell"
UNLISTED = "unlisted-event"  # concept of an event that the packs do not know; its name is what the text says
_WORDS = {word: i for i, word in enumerate(NUMBERS)}
_WORDS |= {
    "no": 0,
    "none": 0,
    "never": 0,
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "a single": 1,
    "single": 1,
    "an": 1,
    "a": 1,
}
_DIGITS = rf"\d{{1,3}}|{'|'.join(NUMBERS)}"
_AHEAD = re.compile(
    rf"(?<![\w./#$%-])(?P<n>{_DIGITS}|no|a single|once)(?:\s*(?:-|\u2013|to|or)\s*(?P<high>{_DIGITS}))?"
    r"(?P<of>\s+of\s+(?:them|which|these|those|whom)\b)?\s+(?P<filler>(?:[A-Za-z][\w'/-]*\s+){0,4})$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\s*(?:visits?|episodes?|events?)?(?P<comma>,)?\s*(?:(?P<colon>[:=]|\s-|were|was)\s*|\(\s*)?(?:about"
    rf"|approximately|~|a total of|at least|only|just)?\s*"
    rf"(?:[x\u00d7]\s?(?P<x>\d{{1,3}})(?!\s*(?:days?|d|weeks?|wks?|months?|mos?|years?|yrs?|hours?|h)\b)"
    rf"|(?P<n>{_DIGITS})(?:\s*(?:-|\u2013|to|or)\s*(?P<high>{_DIGITS}))?\s*(?P<times>[x\u00d7]|times)?"
    r"|(?P<word>once|twice|thrice|none|nil)\b)",
    re.IGNORECASE,
)
_LATER = re.compile(
    rf"(?:\s+(?!and\b|or\b|but\b|in\b|for\b|with\b|since\b)[a-z'-]+){{1,4}}?\s+(?:(?P<word>once|twice|thrice)"
    rf"|(?P<n>{_DIGITS})\s+(?:separate\s+)?times)\b"
    r"(?!\s+(?:a|per|daily|weekly|each|every)\b)"
)
_TIME = (
    r"(?=\s*(?:per|a\s+(?:day|week|month|year)\b|each|/\s?(?:day|d\b|week|wk|month|mo|year|yr)|every|in\b|over\b"
    r"|since|this|last|past|during|within|for\b|before|after|while|monthly|weekly|daily|[,.;)]|$))"
)
_GONE_ON = re.compile(
    r"(?:[^.;,]{0,40}?\b(?:from|to)|[^.;,]{0,24}?,?\s*(?:\bthen|\band(?: then| again)?|\bvs\.?|\bversus"
    r"|\bcompared (?:to|with)|\bdown to|\bnow|\bbut|,))"
    rf"\s+(?:(?:only|just|about|again|down to|now)\s+){{0,2}}(?P<n>{_DIGITS}|once|twice|none|zero)(?:\s*(?:-"
    rf"|\u2013|to)\s*(?P<high>{_DIGITS}))?\s*(?:times|x\b)?{_TIME}",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"[^.;]{0,30}?\b(?:down|up|decreased|dropped|reduced|increased|improved|went|fell|rose|declined"
    r"|gone)\b[^.;\d]{0,14}?\bfrom\s+"
    rf"(?P<n>{_DIGITS}|once|twice)(?:\s*(?:-|\u2013|to)\s*(?P<high>{_DIGITS}))?{_TIME}",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?P<how>not|never|hasn't|haven't|didn't|denies|denied|without|free of|nor)\s+(?:(?:any|been|had|have"
    r"|required|needed|further|additional|experienced|a|an|more|to|be)\s+){0,4}$",
    re.IGNORECASE,
)
_FREE = re.compile(r"[- ]free\b", re.IGNORECASE)
_NO_FILLER = re.compile(
    r"\b(?:history|evidence|signs?|risk|need|mg|mcg|ml|g|kg|units?|tabs?|tablets?|doses?|vials?|weeks?|days?"
    r"|months?|years?|mos?|yrs?|wks?"
    r"|to|and|or|is|was|were|are|before|after|until|with|without|that|who|change|reason|longer|more than|than"
    r"|hours?|minutes?|for|from|on"
    r"|had|has|if|when|since|but|then|pages?|refills?|between|during|of|in|at|by|as|last|first|next|off|every|each)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\b(?:grade|stage|day|week|visit|age|phase|type|class|cycle|no\.|room|step|line|level|dose)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A word for an event at its place; `needs_name` when the words in front name it ("3 sinus infections")."""

    start: int
    end: int
    concept: str
    name: str
    needs_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A number of events as written."""

    start: int
    end: int
    count: int
    high: int | None
    time: CountedIn


def read_counts(context: Context) -> tuple[EventCount, ...]:
    """Each count of an event, in the order of the text; several of one event where the sentence goes on."""
    events = _events(context)
    if not events:
        return ()
    found: list[EventCount] = []
    for i, event in enumerate(events):
        stop = _next_number(context.text, events[i + 1 :])
        named, told = _first(context, event, stop)
        if told is None or _of_others(context, event, told):
            continue
        if _bare_denial(context, told) and not (found and found[-1].period):
            continue  # "no falls" in a review of systems counts nothing
        found.append(_made(context, named, told))
        while (further := _further(context, told, stop)) is not None:
            told = further
            found.append(_made(context, named, told))
    return tuple(_inherited(context, found))


def _next_number(text: str, following: Sequence[Event]) -> int:
    """Where the number of a later event begins; up to there a sentence may go on with counts of this one."""
    for event in following:
        ahead = _AHEAD.search(text, max(0, event.start - 70), event.start)
        if ahead is not None and not _unlike(text, ahead):
            return ahead.start()
    return len(text)


def _events(context: Context) -> list[Event]:
    found: list[Event] = []
    for cue in context.cues:
        if cue.list.startswith(_LIST) and context.text[cue.end : cue.end + 5].lower() != "-like":
            name = cue.list[len(_LIST) :].replace("_", " ")
            found.append(Event(start=cue.start, end=cue.end, concept=_concept(context, name), name=name))
    for m in context.mentions:
        concept = context.lexicon.concepts.get(m.id)
        if concept is None or concept.kind != "event":
            continue
        inside = [i for i, e in enumerate(found) if e.start < m.end and m.start < e.end]
        if inside:
            same = found[inside[0]]
            found[inside[0]] = replace(same, start=min(same.start, m.start), end=max(same.end, m.end), concept=m.id)
        else:
            found.append(Event(start=m.start, end=m.end, concept=m.id, name=concept.name))
    for cue in context.cues_of("count_event_word"):
        if not any(e.start < cue.end and cue.start < e.end for e in found):
            name = context.text[cue.start : cue.end]
            found.append(Event(start=cue.start, end=cue.end, concept=UNLISTED, name=name, needs_name=True))
    return sorted(_outermost(found), key=lambda e: e.start)


def _outermost(events: list[Event]) -> list[Event]:
    kept: list[Event] = []
    for event in sorted(events, key=lambda e: (e.start - e.end, e.start, e.name)):
        if not any(k.start < event.end and event.start < k.end for k in kept):
            kept.append(event)
    return kept


def _concept(context: Context, name: str) -> str:
    """The packs' concept of an event by its name."""
    for mention in context.lexicon.find(name):
        concept = context.lexicon.concepts.get(mention.id)
        if concept is not None and concept.kind == "event":
            return mention.id
    return UNLISTED


def _first(context: Context, event: Event, stop: int) -> tuple[Event, _Told | None]:
    """The number in front of an event, behind it, or its denial; with the words that name it."""
    text = context.text
    bare = text[event.start : event.end] in ("ED", "ER")  # a place, unless it is counted right behind: "ED x2"
    ahead = None if bare else _AHEAD.search(text, max(0, event.start - 70), event.start)
    if ahead is not None and not _unlike(text, ahead):
        name = " ".join((ahead["filler"] + event.name).split()) if event.needs_name else event.name
        told = _told(context, ahead, start=ahead.start("n"), end=event.end, stop=stop)
        return replace(event, name=name), told
    behind = _BEHIND.match(text, event.end, stop)
    if behind and ((behind["comma"] and behind["word"]) or (bare and not (behind["x"] or behind["times"]))):
        behind = None
    if bare and behind is None:
        return event, None
    event = _named_in_front(text, event)
    if behind and (
        behind["x"] or behind["times"] or behind["word"] or behind["colon"] or _times_follow(text, behind.end())
    ):
        return event, _told(context, behind, start=event.start, end=behind.end(), stop=stop)
    if later := _LATER.match(text, event.end, stop):
        return event, _told(context, later, start=event.start, end=later.end(), stop=stop)
    if (changed := _FROM.match(text, event.end, stop)) is not None:
        return event, _told(context, changed, start=changed.start("n"), end=changed.end(), stop=stop)
    return event, _none(context, event, stop)


def _named_in_front(text: str, event: Event) -> Event:
    """ "HAE attacks: 6": capitals in front name the event."""
    named = re.search(r"(?<![\w-])(?P<name>[A-Z]{2,6})\s+$", text[: event.start]) if event.needs_name else None
    if named is None:
        return event
    return replace(event, start=named.start("name"), name=f"{named['name']} {event.name}")


def _unlike(text: str, ahead: re.Match[str]) -> bool:
    """ "5 mg for two falls", "day 3 fall", "no history of falls": no number of these events."""
    if ahead["of"]:
        return False
    return _NO_FILLER.search(ahead["filler"]) is not None or _NUMBER_OF.search(text, 0, ahead.start("n")) is not None


def _times_follow(text: str, end: int) -> bool:
    return (
        re.compile(
            r"\s*(?:per\b|/\s?(?:day|week|wk|month|mo\b|year|yr)|a\s+(?:day|week|month|year)|each|in the|over the"
            r"|this|since|\))"
        ).match(text, end)
        is not None
    )


def _none(context: Context, event: Event, stop: int) -> _Told | None:
    """ "has not been hospitalized since", "never intubated", "relapse-free since": none, where a time is told."""
    free = _FREE.match(context.text, event.end)
    denied = _DENIED.search(context.text, max(0, event.start - 60), event.start)
    if free is None and denied is None:
        return None
    start, end = (denied.start() if denied else event.start), (free.end() if free else event.end)
    time = counted_in(context, start, end, stop)
    never = denied is not None and denied["how"].lower() == "never"
    if time.period is None and time.end == end and not never:
        return None
    return _Told(start=start, end=time.end, count=0, high=None, time=time)


def _told(context: Context, match: re.Match[str], *, start: int, end: int, stop: int) -> _Told:
    groups = match.groupdict()
    low = _number(groups.get("n") or groups.get("x") or groups.get("word") or "none")
    high = _number(groups["high"]) if groups.get("high") else None
    if goes_on := _GONE_ON.match(context.text, end, stop):
        stop = goes_on.start("n")
    time = counted_in(context, start, end, stop)
    return _Told(start=start, end=max(end, time.end), count=low, high=high, time=time)


def _number(text: str) -> int:
    word = text.lower()
    return 0 if word == "nil" else _WORDS[word] if word in _WORDS else int(word)


def _further(context: Context, told: _Told, stop: int) -> _Told | None:
    """ "..., then once in April", "... to none in the last month", "... and 2 in 2024"."""
    found = _GONE_ON.match(context.text, told.end, stop)
    return _told(context, found, start=found.start("n"), end=found.end(), stop=stop) if found else None


def _of_others(context: Context, event: Event, told: _Told) -> bool:
    """What a policy asks, what was approved, a risk, a hope, another person's."""
    assertion, _ = assertion_of(context, event.start, event.end)
    if assertion in (Assertion.FAMILY, Assertion.HYPOTHETICAL):
        return True
    for cue in context.cues_of("count_others", "trial_of_others"):
        between = context.text[cue.end : told.start] if cue.end <= told.start else context.text[told.end : cue.start]
        if cue.end <= told.start and not re.search(r"[.;]|\bbut\b", between):
            return True
        if cue.start >= event.end and len(between) <= 20:
            return True
    return False


def _bare_denial(context: Context, told: _Told) -> bool:
    """Whether "no" or "none" is said without any time."""
    said = context.text[told.start : told.end].lower()
    timed = (
        told.time.period is not None
        or told.time.per_days is not None
        or re.search(r"\b(?:since|never|so far|to date)\b", said)
    )
    return told.count == 0 and not timed and re.search(r"\b(?:no|none|nil)\b", said) is not None


def _inherited(context: Context, found: Sequence[EventCount]) -> list[EventCount]:
    """A count without a time goes on with that of the one in front, or shares the one at the end of its list."""
    done: list[EventCount] = []
    for i, count in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        if following is not None and following.period and count.period is None and count.per_days is None:
            between = context.document.text[count.source.end : following.source.start]
            if re.fullmatch(r"\s*(?:,|and|or|, and)\s*", between):
                count = replace(count, period=following.period, when=following.period)
        before = done[-1] if done else None
        if before is not None and count.period is None and count.per_days is None and before.period is not None:
            count = replace(count, period=before.period, when=before.period)
        done.append(count)
    return done


def _made(context: Context, event: Event, told: _Told) -> EventCount:
    return EventCount(
        kind="event_count",
        concept=event.concept,
        name=event.name,
        assertion=Assertion.PRESENT,
        source=context.cite(told.start, told.end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=told.time.period or context.default_date,
        standing=context.standing,
        rule="count of events",
        count=Decimal(told.count),
        high_count=Decimal(told.high) if told.high is not None else None,
        per_days=told.time.per_days,
        period=told.time.period,
    )
