"""A simulation in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from mednec.authoring.page import printed, table
from mednec.authoring.simulate import Counts, Missing, Named, Part, Simulation
from mednec.model.words import Outcome
from mednec.render.json_text import Json, Record, to_json
from mednec.render.terminal import ACCENT, QUIET
from mednec.render.words import flat

SHOWN = 12
LONGEST = 90


def as_text(found: Simulation, *, width: int, colour: bool) -> str:
    """Tables of outcomes, of who changes, of clauses and of lines of business."""
    parts = [part for block in (_head, _outcomes, _causes, _lines, _short, _missing) for part in block(found)]
    return printed(parts, width=width, colour=colour)


def share(cases: int, of: int) -> str:
    """A part of the whole, to a tenth of a percent.

    >>> share(1, 3), share(0, 0)
    ('33.3%', '')
    """
    return f"{100 * cases / of:.1f}%" if of else ""


def cases_in_words(cases: int) -> str:
    """A count with its noun.

    >>> cases_in_words(1), cases_in_words(1200)
    ('1 case', '1,200 cases')
    """
    return "1 case" if cases == 1 else f"{cases:,} cases"


def shortened(text: str) -> str:
    plain = flat(text)
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + " …"


def agreement(named: Named) -> str:
    """How far the outcomes reckoned here are those of the reviews, where this can be told."""
    if not named.reviewed:
        return ""
    reviewed = f"cases reviewed under {named.id} ({named.version})"
    return f"{named.agreeing:,} of {named.reviewed:,} {reviewed} come out as reviewed"


def used(counts: Sequence[Counts]) -> tuple[Outcome, ...]:
    """Outcomes that some case has."""
    return tuple(o for o in Outcome if any(c.get(o) for c in counts))


def _head(found: Simulation) -> Iterator[RenderableType]:
    yield Text.assemble((f"{found.policy.id}  ", "bold"), (found.policy.version, QUIET))
    if found.against is not None:
        yield Text.assemble("against ", (f"{found.against.id}  ", "bold"), (found.against.version, QUIET))
    yield Text(f"{cases_in_words(found.cases)} of {found.table}")
    for named in (found.policy, found.against):
        if named is not None and agreement(named):
            yield Text(agreement(named), style=QUIET)
    yield Text()


def _outcomes(found: Simulation) -> Iterator[RenderableType]:
    part = found.all
    before = part.before
    made = table("outcome", *(("before", "", "after", "", "change") if before else ("cases", "")))
    for column in made.columns[1:]:
        column.justify = "right"
    for outcome in used([part.after, before or {}]):
        cells = [f"{part.after[outcome]:,}", share(part.after[outcome], part.cases)]
        if before is not None:
            was = before[outcome]
            cells = [f"{was:,}", share(was, part.cases), *cells, f"{part.after[outcome] - was:+,}"]
        made.add_row(outcome.value, *cells)
    yield made
    if before is None:
        yield Text()
        return
    yield Text(f"\n{part.flips:,} of {cases_in_words(part.cases)} change outcome ({share(part.flips, part.cases)})")
    for (one, other), cases in sorted(found.moves.items(), key=lambda move: -move[1]):
        yield Text(f"  {one.value} → {other.value}  {cases:,}", style=QUIET)
    yield Text()


def _causes(found: Simulation) -> Iterator[RenderableType]:
    if found.against is None:
        return
    if not found.causes:
        yield Text("The two policies ask the same.\n")
        return
    made = table("clause", "edit", "changes alone")
    made.columns[2].justify = "right"
    for cause in found.causes:
        made.add_row(Text(cause.clause, style=ACCENT), cause.says, f"{cause.flips:,}")
    if found.together:
        made.add_row("", "several edits together", f"{found.together:,}")
    yield made
    yield Text()


def _lines(found: Simulation) -> Iterator[RenderableType]:
    for title, parts in (("line of business", found.lines), ("route", found.routes)):
        outcomes = used([p.after for p in parts])
        made = table(title, "cases", *(o.value for o in outcomes), *(["change"] if found.against else []))
        for column in made.columns[1:]:
            column.justify = "right"
        for part in parts:
            cells = [f"{part.after[o]:,}" for o in outcomes]
            made.add_row(
                part.name or "not told", f"{part.cases:,}", *cells, *([f"{part.flips:,}"] if found.against else [])
            )
        yield made
        yield Text()


def _short(found: Simulation) -> Iterator[RenderableType]:
    if not found.short:
        return
    made = table("clause", "alone keeps from approval", "cases")
    made.columns[2].justify = "right"
    for short in found.short[:SHOWN]:
        made.add_row(Text(short.clause, style=ACCENT), shortened(short.text), f"{short.cases:,}")
    yield made
    yield Text()


def _missing(found: Simulation) -> Iterator[RenderableType]:
    if not found.missing:
        return
    yield Text("Not in the table: counted as not documented", style="bold")
    for missing in found.missing:
        yield Text.assemble("  ", (missing.clause, ACCENT), f"  {flat(missing.key)}  ", (missing.policy, QUIET))


def as_json(found: Simulation) -> str:
    """`{"schema": "mednec.policy_simulation/1", ...}`; counts are of cases."""
    moves: list[Json] = [{"from": a.key, "to": b.key, "cases": n} for (a, b), n in found.moves.items()]
    causes: list[Json] = [
        {"clause": c.clause, "edit": c.says, "text": c.text, "cases": c.flips, "to": _counts(c.to)}
        for c in found.causes
    ]
    short: list[Json] = [{"clause": s.clause, "text": s.text, "cases": s.cases} for s in found.short]
    rows: list[Json] = [{"row": why, "outcome": o.key, "cases": n} for why, o, n in found.rows]
    record: Record = {
        "schema": "mednec.policy_simulation/1",
        "table": found.table,
        "cases": found.cases,
        "policy": _named(found.policy),
        "against": None if found.against is None else _named(found.against),
        "outcomes": _part(found.all),
        "moves": moves,
        "by_clause": causes,
        "several_edits_together": found.together,
        "by_line_of_business": [_part(p) for p in found.lines],
        "by_route": [_part(p) for p in found.routes],
        "alone_keeps_from_approval": short,
        "decided_by": rows,
        "not_in_the_table": [_missing_record(m) for m in found.missing],
    }
    return to_json(record) + "\n"


def _named(named: Named) -> Record:
    return {
        "policy": named.id,
        "version": named.version,
        "digest": named.digest,
        "cases_reviewed_under_it": named.reviewed,
        "of_these_as_reviewed": named.agreeing,
    }


def _part(part: Part) -> Record:
    before = None if part.before is None else _counts(part.before)
    return {
        "name": part.name,
        "cases": part.cases,
        "before": before,
        "after": _counts(part.after),
        "change": part.flips,
    }


def _counts(counts: Counts) -> Record:
    return {outcome.key: cases for outcome, cases in counts.items()}


def _missing_record(missing: Missing) -> Record:
    return {"policy": missing.policy, "clause": missing.clause, "key": missing.key}
