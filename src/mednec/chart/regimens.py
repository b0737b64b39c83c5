"""Every dose the chart states: where a drug is named and an amount stands near, read by the order reader passed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.regimen_names import DrugName, drug_names
from mednec.chart.regimen_status import Piece, Place, effective_from, given_once, is_ordered, status_of
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.finding import DoseStatus, Period, RegimenFinding
from mednec.model.knowledge import Drug
from mednec.model.regimen import Measured, ToldDose
from mednec.model.words import Assertion, Standing

ReadDoses = Callable[[str, Drug | None, date | None, Measured], tuple[ToldDose, ...]]

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|twenty|thirty|forty|fifty|sixty)\b", re.IGNORECASE
)
_FORM_LABEL = re.compile(
    r"\s*(?:dose|dosage|dosing|route|freq(?:uency)?|sig|directions?|strength|schedule|regimen|instructions?|qty|quantity"
    r"|administration)\b[^:\n]{0,24}[:.]",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:wean|taper|increas|decreas|reduc|lower|rais|escalat|chang|switch|titrat|went|go\b|bump|step|move|drop|cut\b"
    r"|doubl|halv|adjust)",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:taper|wean|decreas(?:e|ing)|reduc(?:e|ing)|lower(?:ing)?|increas(?:e|ing)|rais(?:e|ing)|titrat(?:e|ing)"
    r"|drop(?:ping)?)\s+(?:(?:the|her|his|oral|down|up)\s+)*$",
    re.IGNORECASE,
)
_BOX = re.compile(r"\[\s*\]\s*$|\u2610\s*$|_\s*$")
_WEIGHT = re.compile(r"\b(?:weight|wt|weighs|weighing)\b[^\d.;]{0,16}(\d{1,3}(?:\.\d+)?)\s*kg\b", re.IGNORECASE)
_BSA = re.compile(r"\bBSA\b[^\d.;]{0,12}(\d\.\d+)\s*m")
_FEW = 3  # words
_REACH = 2  # sentences behind the name in which its dose may stand
_RANGE = "the interval is a range"
_LOADING = frozenset(("loading", "load", "bolus"))
_ORDERED_CHANGE = frozenset(
    (
        *("increase", "decrease", "reduce", "raise", "escalate", "titrate", "taper", "double", "change", "drop"),
        *("may", "can", "could", "will", "would"),
    )
)
_FOLLOWING = frozenset(
    (
        *("then", "thereafter", "followed", "by", "subsequently", "afterwards", "next", "and", "after", "that"),
        *("repeat", "maintenance", "md", "a", "an", "the", "of", "at", "dose", "doses"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A dose as read in words that begin at `begin`, between others of the same drug; its words end before `stop`."""

    dose: ToldDose
    begin: int
    stop: int
    same_sentence: bool  # as the name
    preceding: ToldDose | None
    following: ToldDose | None


def read_regimens(contexts: Sequence[Context], read_doses: ReadDoses) -> tuple[RegimenFinding, ...]:
    """Every dose of every drug named in a document, in order."""
    found: list[RegimenFinding] = []
    for block in _blocks(contexts):
        if not any(_FIGURE.search(c.text) for c in block):
            continue
        names = drug_names(block)
        for i, name in enumerate(names):
            end = names[i + 1].begin if i + 1 < len(names) else block[-1].offset + len(block[-1].text)
            before = names[i - 1].end if i else block[0].offset
            found += _of_name(block, name, before, end, read_doses)
    return tuple(_once(found))


def _blocks(contexts: Sequence[Context]) -> Iterator[list[Context]]:
    """Sentences with no blank line between them."""
    block: list[Context] = []
    for context in contexts:
        if block:
            last = block[-1]
            if context.document.text.count("\n", last.offset + len(last.text), context.offset) > 1:
                yield block
                block = []
        block.append(context)
    if block:
        yield block


def _last_context(block: list[Context], name: DrugName) -> int:
    """Place of the last sentence in which a dose of the name may stand."""
    at = name.at
    first = block[at].line
    while at + 1 < len(block):
        following = block[at + 1]
        label = _FORM_LABEL.match(following.text) is not None
        same_line = following.line.start == block[at].line.start
        table = bool(following.line.cells) and not label
        if not same_line and (following.line.item or table or (first.cells and not label)):
            break
        if at + 1 - name.at > _REACH and not label and not same_line:
            break
        at += 1
    return at


def _region(block: list[Context], name: DrugName, end: int) -> tuple[int, str, int]:
    """Where the words begin, the words with the name left blank, and how many sentences they are."""
    text = block[0].document.text
    last = _last_context(block, name)
    begin = name.begin
    end = min(end, block[last].offset + len(block[last].text))
    if end <= name.end and name.dose_before < 0:
        return begin, "", last
    words = list(text[begin:end])
    for i in range(name.start - begin, min(name.end - begin, len(words))):
        words[i] = " "
    for above, below in zip(block[name.at : last], block[name.at + 1 : last + 1], strict=True):
        stop = above.offset + len(above.text)
        unfinished = text[stop - 1 : stop] not in (".", "!", "?", ";") and above.line.start != below.line.start
        if unfinished and begin <= stop < end and not _FORM_LABEL.match(below.text):
            words[stop - begin] = ";"
    return begin, "".join(words).replace("|", " ").replace("\n", " "), last


def _measured(block: list[Context], name: DrugName) -> Measured:
    """The body weight and surface told before the name in its sentence or the one before."""
    text = block[0].document.text
    begin = block[max(0, name.at - 1)].offset
    weights = {Decimal(m.group(1)) for m in _WEIGHT.finditer(text[begin : name.start])}
    sizes = {Decimal(m.group(1)) for m in _BSA.finditer(text[begin : name.start])}
    return Measured(
        weight_kg=weights.pop() if len(weights) == 1 else None, bsa_m2=sizes.pop() if len(sizes) == 1 else None
    )


def _of_name(
    block: list[Context], name: DrugName, before: int, end: int, read_doses: ReadDoses
) -> list[RegimenFinding]:
    begin, words, last = _region(block, name, end)
    if not _FIGURE.search(words) and "?" not in words:
        return []
    lexicon = block[0].lexicon
    written = block[name.at].default_date
    doses = read_doses(words, lexicon.drugs.get(name.drug), written.last if written else None, _measured(block, name))
    doses = _without_ranges(doses, block[name.at].text[: max(0, name.start - block[name.at].offset)])
    found: list[RegimenFinding] = []
    status: DoseStatus | None = None
    for i, dose in enumerate(doses):
        at = next((k for k in range(last, name.at - 1, -1) if block[k].offset <= begin + dose.start), name.at)
        if _of_others(block, name, at, begin + dose.start):
            continue
        if at != name.at and _another_drug(block, name, at) and not _wrapped(block, name, begin + dose.start):
            continue
        told = _Told(
            dose=dose,
            begin=begin,
            stop=begin + (doses[i + 1].start if i + 1 < len(doses) else len(words)),
            same_sentence=at == name.at,
            preceding=doses[i - 1] if i else None,
            following=doses[i + 1] if i + 1 < len(doses) else None,
        )
        place = _place(block, name, at, told, before)
        follows = told.preceding is not None and set(dose.lead) <= _FOLLOWING
        status = status_of(place, _after(status, told.preceding) if follows else None)
        kept = _finding(name, told, place, status)
        if kept is not None:
            found.append(kept)
    return found


def _wrapped(block: list[Context], name: DrugName, start: int) -> bool:
    """Whether only the end of a line stands between the name and its dose."""
    between = block[0].document.text[name.end : start]
    return len(between.split()) <= _FEW and re.search(r"[.;:?!]\s", between) is None


def _another_drug(block: list[Context], name: DrugName, at: int) -> bool:
    """Whether a dose in a later sentence may be that of another drug: one named there, or beside the name."""
    drugs = block[at].lexicon.drugs
    named = {m.id for k in range(name.at, at + 1) for m in block[k].mentions if m.id in drugs}
    related = {d for d in named if block[at].lexicon.is_a(d, name.drug) or block[at].lexicon.is_a(name.drug, d)}
    return bool(named - related - {name.drug})


def _without_ranges(doses: tuple[ToldDose, ...], ahead: str) -> tuple[ToldDose, ...]:
    """ "A 0.6 mg daily to BID" is a range of doses; "wean A 10 mg daily to 5 mg daily" is none."""
    if not any(dose.ranged for dose in doses) or _CHANGE.search(ahead):
        return doses
    kept: list[ToldDose] = []
    for dose in doses:
        if dose.changed and kept and kept[-1].why == _RANGE:
            continue
        kept.append(replace(dose, course=None, why=_RANGE) if dose.ranged else dose)
    return tuple(kept)


def _after(status: DoseStatus | None, before: ToldDose | None) -> DoseStatus | None:
    """What follows a dose of limited length that is taken now is still to come."""
    ends = before is not None and before.course is not None and (before.course.course_days or before.course.doses)
    return DoseStatus.PLANNED if status is DoseStatus.CURRENT and ends else status


def _place(block: list[Context], name: DrugName, at: int, told: _Told, before: int) -> Place:
    """The words around a dose: from the dose or drug before it to the next one, in its sentence."""
    context, dose = block[at], told.dose
    start, end = told.begin + dose.start - context.offset, told.begin + dose.end - context.offset
    clause = max(0, before - context.offset) if at == name.at else 0
    if told.preceding is not None and not dose.changed:
        clause = max(clause, told.begin + told.preceding.end - context.offset)
    own = context.text[clause:start].replace(context.document.text[name.start : name.end], "")
    if at == name.at and told.preceding is None and not re.search(r"\w{3}", own):
        clause = 0  # "failed A 15 mg and B 20 mg": what is said of the first is said of both
    ahead = [Piece(context=context, start=clause, end=max(clause, start))]
    if at != name.at and told.preceding is None:
        named = block[name.at]
        ahead.insert(0, Piece(context=named, start=0, end=len(named.text)))
    limit = max(end, min(told.stop - context.offset, len(context.text)))
    clause_end = re.search(r";|\.\s", context.text[end:limit])
    following = told.following
    if following is not None and told.begin + following.start >= context.offset + len(context.text):
        following = None  # of another sentence
    return Place(
        context=context,
        ahead=tuple(ahead),
        sentence=Piece(context=context, start=0, end=max(0, start)),
        behind=Piece(context=context, start=end, end=end + clause_end.start() if clause_end else limit),
        lead=dose.lead,
        changed=following is not None and following.changed,
        to_come=following is not None and bool(_ORDERED_CHANGE & set(following.lead)) and "from" not in dose.lead,
        changed_to=dose.changed,
        dates=tuple(Period.day(day) for day in dose.dates),
    )


def _of_others(block: list[Context], name: DrugName, at: int, start: int) -> bool:
    """Doses of policies, studies and labels, of other people, denied ones, those only talked over, boxes not ticked."""
    named, context = block[name.at], block[at]
    if Standing.TEMPLATE in (named.standing, context.standing):
        return True
    others = ("trial_of_others", "regimen_of_others")
    if any(c.start < start - context.offset for c in context.cues_of(*others)):
        return True
    if any(c.start < name.start - named.offset for c in named.cues_of(*others)):
        return True
    if _BOX.search(named.text[: name.start - named.offset]) and "[" in named.text:
        return True
    assertion, _ = assertion_of(named, name.start - named.offset, name.end - named.offset)
    return assertion in (Assertion.FAMILY, Assertion.ABSENT)


def _finding(name: DrugName, told: _Told, place: Place, status: DoseStatus) -> RegimenFinding | None:
    context, dose = place.context, told.dose
    course, why = dose.course, dose.why
    if not dose.scheduled:
        if why or course is None:
            if not is_ordered(place) or told.preceding is not None or not told.same_sentence:
                return None
        elif _LOADING & set(dose.lead) or given_once(place, dose.route):
            given = not _LOADING & set(dose.lead) or "given" in place.behind.text[:8]
            course, status = replace(course, doses=1), DoseStatus.PREVIOUS if given else status
        elif not (is_ordered(place) and told.same_sentence) or "#" in place.behind.text[:6]:
            return None
        else:
            course, why = None, "the interval is not written"
    elif course is not None and _by_how_much(place.context, name, told):
        course, why = None, "it is not told whether the dose changes by this amount or to it"
    effective = effective_from(_rest(place)) if course is not None and status is DoseStatus.CURRENT else None
    written = place.context.default_date
    if course is not None and course.doses == 1 and effective and written and effective.last < written.first:
        status, effective = DoseStatus.PREVIOUS, None  # one dose of a day that is past
    return RegimenFinding(
        kind="regimen",
        concept=name.drug,
        name=context.lexicon.drugs[name.drug].name,
        assertion=Assertion.HYPOTHETICAL if status is DoseStatus.PLANNED else Assertion.PRESENT,
        source=_quote(context.document, name, told),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=effective or context.default_date,
        standing=context.standing,
        rule="dose near the drug",
        status=status,
        course=course,
        why="" if course is not None else why,
        route=dose.route,
        weight_kg=dose.weight_kg,
        bsa_m2=dose.bsa_m2,
        effective=effective,
        cap=dose.cap,
        duration_days=dose.duration_days,
    )


def _by_how_much(context: Context, name: DrugName, told: _Told) -> bool:
    """ "Taper A 2.5 mg every 4 weeks": the amount behind the name may be by how much the dose changes."""
    ahead = context.text[: max(0, name.start - context.offset)]
    changed = told.following is not None and told.following.changed
    return (
        not told.dose.lead
        and told.preceding is None
        and told.same_sentence
        and not changed
        and _STEP.search(ahead) is not None
    )


def _rest(place: Place) -> Piece:
    """All words behind a dose in its sentence: the date of a change may stand behind the dose before it."""
    return Piece(context=place.context, start=place.behind.start, end=len(place.context.text))


def _quote(document: SourceDocument, name: DrugName, told: _Told) -> ChartCitation:
    """The words of the dose; of the first one of a drug from its name on."""
    start, end = told.begin + told.dose.start, told.begin + told.dose.end
    if told.preceding is None and told.same_sentence:
        start, end = min(start, name.start), max(end, name.end if told.begin < name.start else end)
    written = document.text[start:end]
    return document.cite(start, max(start + 1, end - len(written) + len(written.rstrip(" ,;.(\n"))))


def _once(found: Iterable[RegimenFinding]) -> Iterator[RegimenFinding]:
    """Refusals that stand side by side for one reason are one."""
    last: RegimenFinding | None = None
    for finding in found:
        again = (
            last is not None
            and bool(finding.why and last.why)
            and finding.concept == last.concept
            and finding.sentence == last.sentence
        )
        if not again:
            yield finding
        last = finding
