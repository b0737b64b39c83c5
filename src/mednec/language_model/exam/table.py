"""The sitting on paper: a table for the terminal, and JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from mednec.language_model.exam.sitting import CaseResult
from mednec.language_model.exam.verdict import Sitting, percent, share
from mednec.render.terminal import QUIET, printed

_COLUMNS = (
    *("case", "asked", "quotes", "accepted", "shown", "refused", "found", "decided", "gained", "right", "false"),
    *("tokens", "s"),
)
_MOST_OBJECTIONS = 12


def as_text(sitting: Sitting, *, width: int, colour: bool) -> str:
    """Case by case, the sums, what was refused and why, and the verdict in one sentence."""
    return printed(_parts(sitting), width=width, colour=colour)


def _parts(sitting: Sitting) -> Iterator[RenderableType]:
    total = sitting.total
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style=QUIET)
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == "case" else "right", no_wrap=True)
    for result in sitting.results:
        table.add_row(*_row(result), style="red" if result.clauses.false_met or result.unsafe else "")
    table.add_row(*_row(total), style="bold")
    yield table
    yield Text()
    yield from map(Text, _told(sitting, total))
    if total.objections:
        yield Text("not accepted, because")
        for objection, times in total.objections[:_MOST_OBJECTIONS]:
            yield Text(f"  {times:4d}  {objection}")
    for trouble in total.trouble:
        yield Text(f"trouble: {trouble}")
    if sitting.not_reached:
        yield Text(f"not reached, for {sitting.ended}: {', '.join(sitting.not_reached)}")
    yield Text()
    yield Text(sitting.says, style="bold green" if sitting.good_enough else "bold yellow")


def _row(result: CaseResult) -> tuple[str, ...]:
    clauses = result.clauses
    counts = (result.questions, result.proposals, result.accepted, result.shown, result.refused)
    return (
        result.case,
        *map(str, counts),
        f"{clauses.pointed_to}/{clauses.evident}",
        f"{clauses.decided_without} > {clauses.decided_with}",
        str(clauses.gained),
        str(clauses.gained_right),
        str(clauses.false_met),
        str(result.tokens_in + result.tokens_out),
        f"{result.seconds:.0f}",
    )


def _told(sitting: Sitting, total: CaseResult) -> Iterator[str]:
    clauses, cases = total.clauses, len(sitting.results) or 1
    yield f"quotes that stand in their document   {_of(total.verbatim, total.proposals)}"
    yield f"proposals accepted                    {_of(total.accepted, total.proposals)}"
    yield f"proposals accepted or shown           {_of(total.accepted + total.shown, total.proposals)}"
    yield f"answers that are not of the form      {_of(total.invalid, total.questions)}"
    yield f"questions without an answer           {_of(total.unanswered, total.questions)}"
    yield f"open clauses whose answer it finds    {_of(clauses.pointed_to, clauses.evident)}"
    yield f"of those, not shown without it        {_of(clauses.brought, clauses.pointed_to)}"
    yield f"clauses held for what they are not   {_of(clauses.misjudged, clauses.judged)}"
    yield f"false met: proposed {clauses.false_met_proposed}, after the program had read the words {clauses.false_met}"
    yield f"decided clauses that became conflicts {clauses.lost}"
    tokens = f"{total.tokens_in // cases} tokens in, {total.tokens_out // cases} out"
    yield f"per case: {tokens}, {total.seconds / cases:.1f} s"


def _of(some: int, of: int) -> str:
    return f"{some} of {of}, {percent(share(some, of))}" if of else "none"


def as_json(sitting: Sitting) -> str:
    """Everything counted, with the verdict."""
    told = {
        "model": sitting.model,
        "good_enough": sitting.good_enough,
        "examined": sitting.examined,
        "verdict": sitting.says,
        "against": list(sitting.against) if sitting.examined else [],
        "total": _result(sitting.total),
        "cases": [_result(r) for r in sitting.results],
        "not_reached": list(sitting.not_reached),
        "ended": sitting.ended,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _result(result: CaseResult) -> dict[str, object]:
    return {**asdict(result), "refused": result.refused, "objections": dict(result.objections)}
