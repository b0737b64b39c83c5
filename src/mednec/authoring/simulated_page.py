"""A simulation as one HTML file: bars drawn as SVG, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.authoring.simulate import Counts, Part, Simulation
from mednec.authoring.simulated import SHOWN, agreement, cases_in_words, share, used
from mednec.model.words import Outcome

WIDTH = 720  # of a bar that stands for everything
WIDE_ENOUGH = 54  # for a number inside its segment
TONES = {
    Outcome.APPROVE: "ap",
    Outcome.APPROVE_MODIFIED: "mo",
    Outcome.APPROVE_WITH_CONDITIONS: "co",
    Outcome.PEND: "pe",
    Outcome.DENY_RECOMMENDED: "de",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a stacked bar."""

    x: float
    width: float
    tone: str
    says: str
    inside: str  # printed in it, where it is wide enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stacked bar, or one of a single piece."""

    label: str
    segments: tuple[Segment, ...]
    says: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the table of moves; the tint follows the share of all that change."""

    cases: int
    tint: float
    still: bool = False


def as_page(found: Simulation) -> str:
    """The page. Everything from the policy and the table is escaped."""
    environment = Environment(
        loader=PackageLoader("mednec.authoring", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["share"] = lambda cases: share(cases, found.cases)
    environment.filters["cases"] = cases_in_words
    environment.filters["count"] = lambda cases: f"{cases:,}"
    parts = (found.all, *found.lines, *found.routes)
    outcomes = used([c for p in parts for c in (p.after, p.before or {})])
    return environment.get_template("simulation.html").render(
        found=found,
        width=WIDTH,
        outcomes=outcomes,
        tones=TONES,
        all=pair(found.all),
        groups=[
            (title, [(p, pair(p)) for p in some])
            for title, some in (("Line of business", found.lines), ("Route", found.routes))
        ],
        matrix=matrix(found, outcomes),
        causes=causes(found),
        short=single([(s.clause, s.text, s.cases) for s in found.short[:SHOWN]]),
        agreements=[a for n in (found.policy, found.against) if n is not None and (a := agreement(n))],
    )


def pair(part: Part) -> tuple[Bar, ...]:
    """Before above after, each as wide as all its cases; or after alone."""
    after = Bar(label="after" if part.before else "", segments=stacked(part.after, part.cases))
    if part.before is None:
        return (after,)
    return Bar(label="before", segments=stacked(part.before, part.cases)), after


def stacked(counts: Counts, whole: int, width: float = WIDTH) -> tuple[Segment, ...]:
    """Pieces side by side, in the order of outcomes; what has no cases has no piece."""
    found: list[Segment] = []
    at = 0.0
    for outcome, cases in counts.items():
        if not cases:
            continue
        wide = width * cases / whole
        says = f"{outcome.value}: {cases:,} ({share(cases, whole)})"
        inside = share(cases, whole) if wide >= WIDE_ENOUGH else ""
        found.append(Segment(x=round(at, 2), width=round(wide, 2), tone=TONES[outcome], says=says, inside=inside))
        at += wide
    return tuple(found)


def causes(found: Simulation) -> tuple[Bar, ...]:
    """A bar for each edit, in pieces by the outcome that it leads to, against the edit with the most."""
    most = max((c.flips for c in found.causes), default=0)
    bars = [
        Bar(
            label=cause.clause,
            segments=stacked(cause.to, most, WIDTH * 0.8) if most else (),
            says=f"{cause.flips:,} · {cause.says}",
            text=cause.text,
        )
        for cause in found.causes
    ]
    return tuple(bars)


def single(rows: Sequence[tuple[str, str, int]]) -> tuple[Bar, ...]:
    most = max((cases for _, _, cases in rows), default=1)
    return tuple(
        Bar(
            label=label,
            segments=(
                Segment(x=0, width=round(WIDTH * 0.8 * cases / most, 2), tone="one", says=f"{cases:,}", inside=""),
            ),
            says=f"{cases:,}",
            text=text,
        )
        for label, text, cases in rows
    )


def matrix(found: Simulation, outcomes: Sequence[Outcome]) -> list[tuple[Outcome, list[Cell]]]:
    """From (rows) to (columns); what stays stands on the diagonal without a tint."""
    before = found.all.before
    if before is None:
        return []
    most = max(found.moves.values(), default=1)
    rows = []
    for one in outcomes:
        leaving = sum(n for (a, _), n in found.moves.items() if a is one)
        cells = []
        for other in outcomes:
            moved = found.moves.get((one, other), 0)
            stays = Cell(cases=before[one] - leaving, tint=0, still=True)
            cells.append(stays if one is other else Cell(cases=moved, tint=round(moved / most, 3)))
        rows.append((one, cells))
    return rows
