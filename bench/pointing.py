"""What the verifier holds of a model's proposals, kind by kind: of the right ones, and of planted wrong ones.

`python -m bench.pointing [--list] [--cases N] [--snippets FILE] [--gain]`

The right ones are the facts and the evidence that reviewers wrote down for the cases of the exam, as a perfect model
would point to them. Each wrong one is made from a right one with a single slip or invention. A right one should be
accepted, or at least shown; a wrong one may be shown, never accepted. `--gain` lets the perfect model sit the exam, and
prints what it was asked, what became of it, and which clauses it decided. No model is asked and no time is measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.oracle import Held, held_of, held_of_snippets, told_of
from bench.scripted import asking, knowing
from mednec.language_model.exam.cases import ExamCase, cases_of, exam_root
from mednec.language_model.exam.sitting import CaseResult, sit
from mednec.language_model.exam.table import as_text
from mednec.language_model.exam.verdict import Sitting
from mednec.packs.library import Library, load_library


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many of some proposals were accepted and shown."""

    of: int
    accepted: int
    shown: int

    @classmethod
    def among(cls, held: Iterable[Held]) -> Shares:
        each = tuple(held)
        return cls(of=len(each), accepted=sum(h.accepted for h in each), shown=sum(h.shown for h in each))

    @property
    def share(self) -> float:
        return self.accepted / self.of if self.of else 0.0

    @property
    def pointed_out(self) -> float:
        """Accepted or shown."""
        return (self.accepted + self.shown) / self.of if self.of else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pointing", description=__doc__)
    parser.add_argument("--cases", type=int, help="only the first so many cases")
    parser.add_argument("--only", metavar="ID", help="only the case of this name")
    parser.add_argument("--list", action="store_true", help="print every verdict that is not as it should be")
    parser.add_argument("--snippets", type=Path, metavar="FILE", help="pieces of text with their facts, too")
    parser.add_argument("--gain", action="store_true", help="let the perfect model sit the exam instead")
    asked = parser.parse_args(arguments)
    library = load_library()
    cases = cases_of(exam_root())
    console = Console(width=140, soft_wrap=True)
    if asked.gain:
        console.print(as_text(perfect_sitting(cases[: asked.cases], library), width=140, colour=False))
        return
    held: list[Held] = []
    for case in cases[: asked.cases]:
        if not asked.only or case.name == asked.only:
            held += held_of(case, library)
    if asked.snippets:
        held += held_of_snippets(asked.snippets, library, cases[0])
    for level in dict.fromkeys(h.level for h in held):
        console.print(table_of(level, [h for h in held if h.level == level]))
    if asked.list:
        for each in sorted((h for h in held if _amiss(h)), key=lambda h: (h.level, not h.right, h.kind, h.case)):
            console.print(_line(each), markup=False, highlight=False)


def perfect_sitting(cases: Sequence[ExamCase], library: Library) -> Sitting:
    """The exam taken by a model that knows what the reviewers wrote down."""

    def sat(case: ExamCase) -> CaseResult:
        facts = told_of(case.gold.facts, case.case().documents, library.lexicon)
        ask = asking(knowing(case.gold, facts, library.lexicon))
        return sit(case, library, model="the perfect model", ask=ask)

    return Sitting(model="the perfect model", results=tuple(map(sat, cases)))


def table_of(level: str, held: Sequence[Held]) -> Table:
    """One level by kind, with the totals of right and wrong."""
    table = Table("kind", "proposed", "accepted", "shown", "refused", "accepted %", title=level)
    for right, title in ((True, "all right"), (None, "neither"), (False, "all wrong")):
        these = [h for h in held if h.right is right]
        for kind in dict.fromkeys(h.kind for h in these):
            table.add_row(*_cells(kind, [h for h in these if h.kind == kind]))
        if right is not None:
            table.add_row(*_cells(title, these), style="bold", end_section=True)
    return table


def _cells(name: str, held: Sequence[Held]) -> tuple[str, ...]:
    n = Shares.among(held)
    refused = n.of - n.accepted - n.shown
    return name, str(n.of), str(n.accepted), str(n.shown), str(refused), f"{100 * n.share:.1f}"


def _amiss(held: Held) -> bool:
    return not held.accepted if held.right else held.accepted


def _line(held: Held) -> str:
    proposal = held.verdict.proposal
    claims = "; ".join(f"{c.about} {c.says} {list(c.words)} [{c.named}]" for c in proposal.claims)
    said = f"{proposal.status.value}: " if proposal.status else ""
    subject = f"{proposal.subject} " if held.level == "clauses" else ""
    became = f"{held.verdict.acceptance.value}: {held.verdict.why}"
    return (
        f"{held.level} {'RIGHT' if held.right else 'WRONG'} {held.kind} | {held.case} {subject}{proposal.document} | "
        f"{said}{' '.join(proposal.quote.split())[:160]} | {claims} | {became}"
    )


if __name__ == "__main__":
    main()
