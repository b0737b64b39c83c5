"""Response to treatment: what speaks for it, what against it, and whether it is time to judge.

How the verdict is reached. Everything is of the record itself: what a letter or form claims is shown and not counted.

| what | counts as |
|---|---|
| fewer events since the last dose change than in the window before it | supporting |
| no fewer events | contrary |
| improved in words, written after the last dose change | supporting |
| unchanged or worse in words | contrary |
| worse in words while the drug was not given | supporting |
| a measure no better than before treatment | contrary |
| a measure better by as much as the literature counts as important | supporting |
| a measure better by less | neither; said to be below what is counted as important |
| a measure better, of which only the policy says how much is enough | supporting where that is reached, else neither |
| a measure better, of which nobody says how much is enough | neither |
| the latest score, while its parts of that day come to a worse one | contrary |
| a value at an earlier dose or in a gap of treatment | neither |

| request | supporting | contrary | verdict |
|---|---|---|---|
| before the response may be judged | any | any | too early, with the window and its source |
| later, or no window known | yes | yes | mixed |
| | yes | no | response |
| | no | yes | no response |
| | no | no | not documented |

No threshold of the literature decides a clause; a clause is judged on the policy's own words.
"""

from __future__ import annotations

from collections.abc import Iterable

from mednec.criteria.record import Record
from mednec.determination.response.adherence import doses_given, find_gaps_in_treatment, missed_in_words
from mednec.determination.response.measures import claimed_values, measure_responses, weigh
from mednec.determination.response.sums import sums_that_differ
from mednec.determination.response.timing import judging_time
from mednec.determination.response.told import claims_of_response, told, trends_since, while_off
from mednec.determination.response.told_doses import courses_told
from mednec.determination.response.told_values import with_told_values
from mednec.determination.response.turns import dose_turns
from mednec.determination.response.windows import compared, counted_spans, counts_of_events, windows_of
from mednec.determination.response.yardsticks import Yardsticks
from mednec.model.document import Rationale
from mednec.model.response import DoseTurn, JudgingTime, ResponseAssessment
from mednec.model.words import Direction, Response

SHOWN = 6


def assess_response(
    record: Record, drug_name: str, yardsticks: Yardsticks | None = None
) -> tuple[ResponseAssessment, ...]:
    """One assessment when the drug was given before the request was received; none for a drug not yet begun."""
    turns = dose_turns(record)
    if not turns or turns[0].day >= record.as_of:
        return ()
    known = yardsticks or Yardsticks()
    record = with_told_values(record, known)
    courses = courses_told(record)
    gaps = find_gaps_in_treatment(record, courses)
    counts = counts_of_events(record)
    measures = measure_responses(record, turns, gaps, known)
    weighed = weigh(measures)
    sums = sums_that_differ(record, turns, known)
    fewer, no_fewer, notes = compared(counts, turns, record)
    better, worse = _in_words(record, turns[-1])
    supporting = _merged((*weighed.supporting, *fewer, *better))
    contrary = _merged((*weighed.contrary, *sums.contrary, *no_fewer, *worse))
    judging = judging_time(record, turns[0], known.windows)
    verdict = verdict_of(supporting, contrary, judging)
    return (
        ResponseAssessment(
            drug=drug_name,
            verdict=verdict,
            why=_why(verdict, turns, record, judging),
            windows=windows_of(turns, counts, measures, record),
            supporting=supporting[:SHOWN],
            contrary=contrary[:SHOWN],
            notes=_notes(record, (*weighed.neither, *sums.neither), notes, known),
            measures=measures,
            doses=doses_given(record),
            courses=courses,
            turns=turns,
            gaps=gaps,
            events=counted_spans(counts, record),
            judging=judging,
            until=record.as_of,
        ),
    )


def verdict_of(
    supporting: tuple[Rationale, ...], contrary: tuple[Rationale, ...], judging: JudgingTime | None
) -> Response:
    """The table above."""
    if judging is not None and judging.too_early:
        return Response.TOO_EARLY
    if supporting and contrary:
        return Response.MIXED
    if supporting:
        return Response.RESPONSE
    return Response.NO_RESPONSE if contrary else Response.NOT_DOCUMENTED


def _in_words(record: Record, turn: DoseTurn) -> tuple[list[Rationale], list[Rationale]]:
    """Directions written after the last dose change: for and against."""
    trends = trends_since(record, turn.day)
    off = [t for t in trends if t.direction is Direction.WORSENED and while_off(record, t)]
    better = [told(t) for t in trends if t.direction is Direction.IMPROVED]
    better += [told(t, "while off the drug") for t in off]
    return better, [told(t) for t in trends if t.direction is not Direction.IMPROVED and t not in off]


def _merged(said: Iterable[Rationale]) -> tuple[Rationale, ...]:
    """What is said in the same words in several places stands once, with all the places."""
    found: dict[str, Rationale] = {}
    for each in said:
        before = found.get(each.says)
        cited = (*before.citations, *each.citations) if before else each.citations
        found[each.says] = Rationale(says=each.says, citations=tuple(dict.fromkeys(cited)))
    return tuple(found.values())


def _notes(
    record: Record, of_measures: tuple[Rationale, ...], of_counts: list[Rationale], known: Yardsticks
) -> tuple[Rationale, ...]:
    claims = (*claims_of_response(record), *claimed_values(record, known))
    return (*of_measures, *of_counts, *missed_in_words(record), *claims)


def _why(verdict: Response, turns: tuple[DoseTurn, ...], record: Record, judging: JudgingTime | None) -> Rationale:
    turn = turns[-1]
    days = (record.as_of - turn.day).days
    since = f"{days} days from {turn.what} on {turn.day} to the request"
    words = {
        Response.MIXED: "Supporting and contrary statements stand side by side",
        Response.RESPONSE: "The record speaks of benefit only",
        Response.NO_RESPONSE: "The record speaks of no benefit",
        Response.NOT_DOCUMENTED: "The record says nothing that counts for or against a response",
        Response.TOO_EARLY: "It is too early to judge",
    }[verdict]
    if judging is None:
        says = f"{words}; window: {since}. After how long the response may be judged is not in the packs."
        return Rationale(says=says, citations=(turn.at,))
    says = f"{words}; window: {since}. {judging.says.says}"
    return Rationale(says=says, citations=(turn.at, *judging.says.citations))
