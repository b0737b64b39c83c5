"""What a policy, or a change of it, does to a book of business: outcomes, who flips, and which clause decides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.authoring.book import LINE, REVIEWED, ROUTE, UNDER, Book
from mednec.authoring.edits import Edit, edits
from mednec.criteria.policy import Policy
from mednec.model.words import Outcome
from mednec.packs.running.plan import Plan, plan_of

if TYPE_CHECKING:
    from mednec.packs.running.outcomes import Decided
    from mednec.packs.running.planes import Planes, Words

APPROVING = (Outcome.APPROVE, Outcome.APPROVE_MODIFIED, Outcome.APPROVE_WITH_CONDITIONS)
Counts = Mapping[Outcome, int]
Step = Callable[[str], None]  # told before each part of the work


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The outcomes of some of the cases, before and after."""

    name: str
    cases: int
    before: Counts | None
    after: Counts
    flips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A clause that was edited, and the cases that this edit alone takes to their new outcome."""

    clause: str
    says: str
    text: str
    flips: int
    to: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A clause that alone keeps cases from approval: had it come out otherwise, so many would be approved."""

    clause: str
    text: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A test without a column: counted as not documented."""

    policy: str
    clause: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Which policy, and how often its reckoned outcome is that of the review, where the book was reviewed under it."""

    id: str
    title: str
    version: str
    digest: str
    reviewed: int
    agreeing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The whole report."""

    table: str
    cases: int
    policy: Named
    against: Named | None
    all: Part
    moves: Mapping[tuple[Outcome, Outcome], int]  # flips, from and to
    causes: tuple[Cause, ...]
    together: int  # flips that no single edit explains
    lines: tuple[Part, ...]
    routes: tuple[Part, ...]
    short: tuple[Short, ...]
    rows: tuple[tuple[str, Outcome, int], ...]  # rows of the table of outcomes after
    missing: tuple[Missing, ...]


def parts_of(policy: Policy, against: Policy | None) -> int:
    """How many parts the work has, for a progress bar."""
    tests = len(plan_of(policy).tests)
    return 1 + tests + (0 if against is None else 1 + len(edits(against, policy)))


def simulate(book: Book, policy: Policy, against: Policy | None, step: Step = lambda _: None) -> Simulation:
    """Hold a book against a policy, and against another as it was before."""
    working = _Working(book=book, step=step)
    after = working.decided(policy, policy.id)
    before = working.decided(against, f"{against.id} before") if against else None
    causes, together = working.causes(against, policy, before, after) if against and before else ((), 0)
    return Simulation(
        table=book.where,
        cases=book.cases,
        policy=working.named(policy, after),
        against=working.named(against, before) if against and before else None,
        all=working.part("all cases", working.everyone, before, after),
        moves=working.moves(before, after) if before else {},
        causes=causes,
        together=together,
        lines=working.by(LINE, before, after),
        routes=working.by(ROUTE, before, after),
        short=working.short(policy, after),
        rows=tuple((why, outcome, working.count(cases)) for why, outcome, cases in after.rows),
        missing=tuple(m for p in (policy, against) if p is not None for m in _missing(book, p)),
    )


def _missing(book: Book, policy: Policy) -> tuple[Missing, ...]:
    plan = plan_of(policy)
    steps = (plan.steps[i] for i in plan.tests)
    return tuple(Missing(policy=policy.id, clause=s.label, key=s.key) for s in steps if not book.has(s.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Working:
    book: Book
    step: Step

    @property
    def everyone(self) -> Words:
        return self.book.flags("", missing=True)

    def count(self, cases: Words) -> int:
        from mednec.packs.running.planes import count

        return count(cases)

    def decided(self, policy: Policy, says: str) -> Decided:
        from mednec.packs.running.outcomes import decide

        self.step(says)
        return decide(policy, self.book.shelf, self.book.beside(tuple(policy.routes)))

    def named(self, policy: Policy, decided: Decided) -> Named:
        """Agreement is told of the cases that were reviewed under this very policy."""
        reviewed = agreeing = 0
        if self.book.has(REVIEWED) and self.book.has(UNDER) and policy.digest:
            under = self.book.cases_with(UNDER, policy.digest)
            reviewed = self.count(under)
            agreeing = sum(
                self.count(under & decided.of(o) & self.book.cases_with(REVIEWED, o.key)) for o in Outcome if reviewed
            )
        return Named(
            id=policy.id,
            title=policy.title,
            version=policy.version,
            digest=policy.digest,
            reviewed=reviewed,
            agreeing=agreeing,
        )

    def part(self, name: str, cases: Words, before: Decided | None, after: Decided) -> Part:
        flips = 0 if before is None else self.count(cases & _flipped(before, after))
        return Part(
            name=name,
            cases=self.count(cases),
            before=None if before is None else self._counts(cases, before),
            after=self._counts(cases, after),
            flips=flips,
        )

    def _counts(self, cases: Words, decided: Decided) -> Counts:
        return {outcome: self.count(cases & decided.of(outcome)) for outcome in Outcome}

    def by(self, column: str, before: Decided | None, after: Decided) -> tuple[Part, ...]:
        values = self.book.values(column)
        return tuple(self.part(value, self.book.cases_with(column, value), before, after) for value in values)

    def moves(self, before: Decided, after: Decided) -> Mapping[tuple[Outcome, Outcome], int]:
        pairs = ((one, other) for one in Outcome for other in Outcome if one is not other)
        found = {(a, b): self.count(before.of(a) & after.of(b)) for a, b in pairs}
        return {pair: cases for pair, cases in found.items() if cases}

    def causes(self, old: Policy, new: Policy, before: Decided, after: Decided) -> tuple[tuple[Cause, ...], int]:
        """Each edit tried alone on the old policy; the most flips first. A case can have several causes, or none."""
        flipped, explained, found = _flipped(before, after), before.of(Outcome.PEND) & ~self.everyone, []
        for edit in edits(old, new):
            alone = self.decided(edit.alone, f"{edit.clause} alone")
            same = {o: flipped & alone.of(o) & after.of(o) for o in Outcome}
            for cases in same.values():
                explained = explained | cases
            found.append(_cause(edit, {o: self.count(cases) for o, cases in same.items()}))
        ordered = sorted(found, key=lambda cause: -cause.flips)
        return tuple(ordered), self.count(flipped & ~explained)

    def short(self, policy: Policy, after: Decided) -> tuple[Short, ...]:
        """Each test supposed met for all cases at once, or not met where that can help; the rest stays as it is."""
        from mednec.packs.running.planes import Planes, nothing

        none, found = nothing(self.book.cases), []
        supposed = Planes(met=~none, not_met=none, conflicting=none)
        kept = self.everyone & ~_approved(after)
        plan = plan_of(policy)
        turned = _turned(policy, plan)
        for i in plan.tests:
            label = plan.steps[i].label
            self.step(f"without {label}")
            approved = self._supposing(policy, label, supposed)
            if i in turned:
                approved = approved | self._supposing(policy, label, supposed.turned())
            cases = self.count(kept & approved)
            if cases:
                found.append(Short(clause=label, text=policy.node(label).clause.text, cases=cases))
        return tuple(sorted(found, key=lambda short: -short.cases))

    def _supposing(self, policy: Policy, label: str, answer: Planes) -> Words:
        """Cases that would be approved."""
        from mednec.packs.running.outcomes import decide

        return _approved(decide(policy, self.book.shelf, self.book.beside(tuple(policy.routes)), {label: answer}))


def _turned(policy: Policy, plan: Plan) -> set[int]:
    """Steps whose not being met can help: below a *not*, behind a cross reference that asks for it, in an exclusion."""
    found = {plan.index[node.clause.label] for node in policy.exclusions}
    for i in reversed(range(len(plan.steps))):  # parents before children
        step = plan.steps[i]
        if i in found or step.turned or step.op == "not":
            found.update(step.children)
    return found


def _cause(edit: Edit, to: Counts) -> Cause:
    return Cause(clause=edit.clause, says=edit.says, text=edit.text, flips=sum(to.values()), to=to)


def _flipped(before: Decided, after: Decided) -> Words:
    found = before.of(Outcome.APPROVE) & ~after.of(Outcome.APPROVE)
    for outcome in Outcome:
        found = found | (before.of(outcome) & ~after.of(outcome))
    return found


def _approved(decided: Decided) -> Words:
    found = decided.of(APPROVING[0])
    for outcome in APPROVING[1:]:
        found = found | decided.of(outcome)
    return found
