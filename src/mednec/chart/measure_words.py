"""What may stand between an analyte and its value, and between one value and the next."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.chart.measure_scene import Scene
from mednec.chart.quantities import Quantity

_LINK_WORDS = """
of was were is are be being been at today score scores level levels count counts value values total now currently
about approximately approx around remains remained remaining up to has have had risen rose rise rising from fell
fallen falling again drawn on in baseline then measured measuring quantitative serum plasma blood still stated
activity current last latest most recent recently trended trending increased increasing decreased decreasing
elevated raised reduced low high mildly moderately markedly slightly severely significantly very also improved
improving worsened worsening dropped declined down peaked peak nadir trough result resulted results came back
returned reported noted found stable the a an her his their with as only just concentration concentrations rate
reading readings titer test testing initial initially admission presentation documented recorded calculated
estimated done this that which it morning am pm visit check checked repeat repeated by follow-up followup normal
within limits untreated pretreatment pre-treatment post- pre screening both respectively i e i.e. e.g. show shows
showed showing revealed for used s x3 adult patient's pt pts she he states state says reports report per patient
pt's measurement dry actual all between persistently consistently new started once fasting random post pre-infusion
before treatment therapy after discharge office clinic home rest arrival seated sitting standing supine lying room
air overall out max minimum maximum average highest lowest abnormally critically acutely usual estimate rechecked
recheck equal equals approximate approximating quite near nearly almost over went goes going ranged ranging ranges
fluctuated hovering steady unchanged there here left right hip femoral neck lumbar spine forearm radius bilateral
eye od os ou outside stage class grade functional status performance body weighing weighed weighs predicted percent
grossly profoundly
"""
_LINK = frozenset(_LINK_WORDS.split())
_FOLLOW_WORDS = """
in on at and to today then from after before with while vs versus or pre post prior now this last when since during
by as but was is had high low elevated normal stable compared despite off he she pt patient which up down out
consistent indicating suggesting suggestive ra improved worse worsened abnormal h l hh ll improving better yesterday
tonight baseline goal per this that despite although however reflecting representing meaning despite suggests
indicates shows remains remained again previously initially currently respectively unchanged flagged range ref
reference nl wnl within above below over under untreated pretreatment pre-treatment screening score scores points
point out drawn taken measured noted recorded checked seen bilaterally bilat overall total following until through
between nadir peak trough admission discharge despite because due for of i.e. e.g. (
"""
_FOLLOW = frozenset(_FOLLOW_WORDS.split())
_JOIN_WORDS = """
and to then vs versus now from compared with was is were up down later after at on in today baseline the a by rising
rose falling fell dropped increased decreased improved worsened went before but currently again most recently recent
repeat repeated follow-up followup previously prior previous last latest value values level levels initial initially
started start starting when we began treatment therapy week weeks month months day days hours into of three two one
four five six few several as her his same outside reading readings which nadir peak trough peaked since while still
it has have had been improving worsening pre post pre-treatment post-treatment visit admission discharge yesterday
this that morning evening screening recheck rechecked trended returned came back approximately about drawn collected
taken measured episode during through remains remained only final first second third dose doses infusion infusions
cycle cycles for under off being reaching reached around just she he pt on-treatment follow up yet or rest standing
supine sitting bd bronchodilator i.e. respectively there here first-dose steroids taper per time subsequently
eventually ultimately both once tx rx rtx post-bd pre-bd post-bronchodilator pre-bronchodilator mid distal proximal
left right od os femoral neck hip lumbar spine forearm total
"""
_JOIN = frozenset(_JOIN_WORDS.split())
_STRONG = re.compile(
    r"->|\u2192|-->|=>|\b(?:to|then|vs\.?|versus|now|from|was|up to|down to|compared (?:with|to)|before"
    r"|previously|prior|and|later|after|baseline|today|currently"
    r"|repeat|recheck|previous|last|peak|nadir|post|pre|or|od|os|left|right|femoral|hip|lumbar)\b|\(|/",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'.-]*")
_BRACKET = re.compile(r"\((?![<>\d])[^()\d]{0,30}\)")
_MARKS = re.compile(r"[^\s\x00\x01:=~\-\u2013\u2014,()\[\]|.'\"*?]")
_NEXT_WORD = re.compile(r"\s*([A-Za-z(][A-Za-z.-]*)")
_FLAG = re.compile(r"\s{1,4}(?:H{1,2}|L{1,2}|HIGH|LOW|A|C)\b|\s?\*")
_NUMBERS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_NUMBERS["ten"] = 10
_SAID = "|".join(_NUMBERS)
_SPELLED = re.compile(rf"(?P<whole>{_SAID})(?:\s+point\s+(?P<part>{_SAID}))?\b", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_STAGE = re.compile(
    r"(?P<low>IV|VI|V|I{1,3})[a-cA-C]?(?:\s?(?:-|\u2013|/|to)\s?(?P<high>IV|VI|V|I{1,3})[a-cA-C]?)?(?![\w])"
)
_STAGED = re.compile(r"\b(?:stage|class|grade|functional|fc|type|status)\b", re.IGNORECASE)


def link_words(gap: str, unknown: int = 0) -> bool:
    """Whether a gap holds nothing but words that link, with so many unknown ones at most.

    Unknown words are let pass only where no word begins another statement.
    """
    gap = _BRACKET.sub(" ", gap)
    words = [w.lower().strip(".'") for w in _WORD.findall(gap)]
    rest = _WORD.sub("", gap)
    if _MARKS.search(rest) or rest.count(",") > (2 if unknown else 1):
        return False
    strange = [w for w in words if w and w not in _LINK]
    if not strange:
        return True
    return (
        len(strange) <= unknown and not {"and", "with", "but", "while", "of"} & set(words[1:]) and rest.count(",") <= 1
    )


def covered(scene: Scene, start: int, end: int) -> bool:
    """Whether a gap between two values holds nothing that begins another statement: words that join, dates, drugs."""
    text = scene.text
    for mention in scene.others:
        if start <= mention.start and mention.end <= end:
            if mention.id not in scene.context.lexicon.drugs:
                return False
            text = text[: mention.start] + "\x00" * (mention.end - mention.start) + text[mention.end :]
    for analyte in scene.analytes:
        if start <= analyte.start and analyte.end <= end:
            return False
    for cue in scene.context.cues_of("measure_baseline", "measure_counter"):
        if start <= cue.start and cue.end <= end:
            text = text[: cue.start] + " " * (cue.end - cue.start) + text[cue.end :]
    gap = re.sub(r"\d+(?:\.\d+)?|[+<>/]|->|\u2192|=>", " ", text[start:end].replace(";", " "))
    words = [w.lower().strip(".'") for w in _WORD.findall(gap)]
    return not _MARKS.search(_WORD.sub("", gap)) and all(w in _JOIN or not w for w in words)


def joins(scene: Scene, start: int, quantity: Quantity) -> bool:
    """Whether a value behind another one goes on with the same analyte."""
    gap = scene.text[start : quantity.start]
    dated = any(start <= d.start < quantity.start or 0 <= d.start - quantity.end <= 12 for d in scene.dates)
    tagged = any(start <= c.start and c.start - quantity.end < 12 for c in scene.context.cues_of("measure_baseline"))
    last = max(gap.rfind(";"), gap.rfind("("), gap.rfind(","))
    if last >= 0 and quantity.unit:
        tail = start + last + 1
        if (
            covered(scene, tail, quantity.start)
            and (_STRONG.search(gap[last + 1 :]) or dated or tagged)
            and _free(scene, start, tail)
        ):
            return True
    if not covered(scene, start, quantity.start):
        return False
    if ";" in gap and not (quantity.unit or tagged or dated):
        return False
    return bool(_STRONG.search(gap)) or dated or tagged or bool(quantity.unit)


def _free(scene: Scene, start: int, end: int) -> bool:
    """Whether no other analyte is named in a stretch of free words."""
    concepts = scene.context.lexicon.concepts
    return not any(start <= a.start < end and any(concepts[i].kind == "measure" for i in a.ids) for a in scene.analytes)


def bare_stands(text: str, quantity: Quantity) -> bool:
    """Whether a number without a unit is one by itself, and not a count of what follows ("3 falls")."""
    if quantity.unit or quantity.titre or quantity.over is not None or _FLAG.match(text, quantity.end):
        return True
    if text[quantity.end : quantity.end + 1] == "%":
        return False  # a share of what is named behind it
    following = _NEXT_WORD.match(text, quantity.end)
    if following is None:
        return True
    word = following.group(1)
    if not word[:1].islower():
        return True
    return word.strip(".").lower() in _FOLLOW


def spelled(text: str, start: int, *, named: str) -> Quantity | None:
    """A value in words or, of a stage or class, in Roman numerals; right behind the name."""
    at = start
    for _ in range(5):
        step = re.compile(r"[\s:=(,-]*").match(text, at)
        at = step.end() if step else at
        staged = bool(_STAGED.search(named) or _STAGED.search(text[start:at]))
        if staged and (roman := _STAGE.match(text, at)):
            high = _ROMAN[roman.group("high").lower()] if roman.group("high") else None
            value = _ROMAN[roman.group("low").lower()]
            return Quantity(
                start=at,
                at=at,
                end=roman.end(),
                value=Decimal(value),
                high=Decimal(high) if high and high > value else None,
            )
        if said := _SPELLED.match(text, at):
            value_ = Decimal(_NUMBERS[said.group("whole").lower()])
            if said.group("part"):
                value_ += Decimal(_NUMBERS[said.group("part").lower()]) / 10
            made = Quantity(start=at, at=at, end=said.end(), value=value_)
            return made if bare_stands(text, made) else None
        word = _WORD.match(text, at)
        if word is None or word.group().lower().strip(".") not in _LINK:
            return None
        at = word.end()
    return None
