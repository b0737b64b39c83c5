"""Whether a model is good enough to be asked, by conditions that are declared before it sits the exam."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from mednec.language_model.exam.sitting import CaseResult, Clauses

MOST_INVALID = 0.05  # of the questions
LEAST_VERBATIM = 0.90  # of the proposals
LEAST_POINTED = 0.50  # of the proposals: accepted, or at least shown
LEAST_RIGHT = 0.90  # of the clauses gained
LEAST_FOUND = 0.50  # of the open clauses that can be answered: it points to words that reviewers name
MOST_MISJUDGED = 0.35  # of the clauses for which it says *met* or *not met*
FEWEST_ANSWERS = 0.75  # of the questions: below it, the exam says nothing of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The exam as far as it went."""

    model: str
    results: tuple[CaseResult, ...]
    not_reached: tuple[str, ...] = ()  # names of cases
    ended: str = ""  # why they were not: "the time was over"

    @property
    def total(self) -> CaseResult:
        """All cases as one."""
        counted = ("questions", "invalid", "unanswered", "proposals", "accepted", "shown", "verbatim")
        sums = {name: sum(getattr(r, name) for r in self.results) for name in (*counted, "tokens_in", "tokens_out")}
        clauses = {f.name: sum(getattr(r.clauses, f.name) for r in self.results) for f in fields(Clauses)}
        objections = Counter[str]()
        for result in self.results:
            objections.update(dict(result.objections))
        return CaseResult(
            case="all",
            **sums,
            objections=tuple(sorted(objections.items(), key=lambda o: (-o[1], o[0]))),
            clauses=Clauses(**clauses),
            unsafe=any(r.unsafe for r in self.results),
            seconds=sum(r.seconds for r in self.results),
            trouble=tuple(dict.fromkeys(t for r in self.results for t in r.trouble)),
        )

    @property
    def examined(self) -> bool:
        """Whether enough was answered to say anything of the model."""
        total = self.total
        return bool(total.questions) and 1 - share(total.unanswered, total.questions) >= FEWEST_ANSWERS

    @property
    def good_enough(self) -> bool:
        return self.examined and not self.against

    @property
    def against(self) -> tuple[str, ...]:
        """Which conditions are not met, each in a few words."""
        total = self.total
        clauses = total.clauses
        invalid, verbatim = share(total.invalid, total.questions), share(total.verbatim, total.proposals)
        pointed, right = (
            share(total.accepted + total.shown, total.proposals),
            share(clauses.gained_right, clauses.gained),
        )
        found = share(clauses.pointed_to, clauses.evident) if clauses.evident else 1.0
        misjudged = share(clauses.misjudged, clauses.judged)
        conditions = (
            (
                not clauses.false_met,
                f"{clauses.false_met} clauses became met that are not (tell us: no model may do that)",
            ),
            (not total.unsafe, "a case was approved that no reviewer approves (tell us: no model may do that)"),
            (invalid <= MOST_INVALID, f"{percent(invalid)} of its answers are not of the form"),
            (total.proposals > 0, "it points to nothing"),
            (not total.proposals or verbatim >= LEAST_VERBATIM, f"only {percent(verbatim)} of its quotes are verbatim"),
            (not total.proposals or pointed >= LEAST_POINTED, f"only {percent(pointed)} of its proposals can be used"),
            (
                found >= LEAST_FOUND,
                f"it finds the answer of only {percent(found)} of the clauses that stayed open",
            ),
            (misjudged <= MOST_MISJUDGED, f"it takes {percent(misjudged)} of the clauses for what they are not"),
            (not clauses.gained or right >= LEAST_RIGHT, f"only {percent(right)} of the clauses gained are right"),
        )
        return tuple(words for holds, words in conditions if not holds)

    @property
    def says(self) -> str:
        """The verdict in one sentence."""
        total = self.total
        if not self.examined:
            why = "; ".join(total.trouble) or "it was asked nothing"
            return f"{self.model} could not be examined: {why}."
        if self.against:
            return f"{self.model} is not good enough: {'; '.join(self.against)}."
        clauses = total.clauses
        found = f"it finds the answer of {clauses.pointed_to} of the {clauses.evident} clauses that stayed open"
        gained = f"{clauses.gained} open clauses are decided by it, {clauses.gained_right} as reviewers would"
        used = percent(share(total.accepted + total.shown, total.proposals))
        return f"{self.model} is good enough: {found}, {gained}; no false met; {used} of its proposals can be used."


def share(some: float, of: float) -> float:
    return some / of if of else 0.0


def percent(part: float) -> str:
    """In whole percent, and never 100 % or 0 % by rounding.

    >>> percent(0.999), percent(1.0), percent(0.004)
    ('99 %', '100 %', '1 %')
    """
    whole = round(100 * part)
    if part not in (0, 1):
        whole = min(max(whole, 1), 99)
    return f"{whole} %"
