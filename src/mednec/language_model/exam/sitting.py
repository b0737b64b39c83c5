"""One case of the exam reviewed without a language model and with it, both compared with what reviewers would sign."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mednec.language_model.exam.cases import ExamCase
from mednec.language_model.exam.comparison import Compared, Comparison, compared
from mednec.language_model.exam.gold import GoldClause, GoldQuote
from mednec.language_model.trouble import CUT_OFF, ENDLESS, INVALID, TOOLS, UNREADABLE
from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation
from mednec.model.proposal import Acceptance, Objection, Pointed, Proposal, Verdict
from mednec.model.words import Status
from mednec.packs.library import Library
from mednec.pointing.point import NOT_AS_ASKED, WINDOW, Window, pointed
from mednec.pointing.question import Answer, Ask, Question
from mednec.pointing.sent import as_they_stand
from mednec.review import judge

# What went wrong with an answer that came, as against an answer that did not come.
_NOT_OF_THE_FORM = (INVALID, NOT_AS_ASKED, CUT_OFF, ENDLESS, UNREADABLE, TOOLS)
_BEST = 3  # passages of an open clause that a reader sees first
_NOT_VERBATIM = (Objection.NOT_VERBATIM, Objection.NO_SUCH_DOCUMENT, Objection.TOO_LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The clauses of a case that the gold answers, and what a model changed of them."""

    of: int = 0
    decided_without: int = 0  # met or not met
    decided_with: int = 0
    gained: int = 0  # open without the model and decided with it
    gained_right: int = 0  # of those, as reviewers would
    lost: int = 0  # decided without it; with it a conflict that a person decides
    evident: int = 0  # open without the model, and reviewers name the words that answer them
    pointed_to: int = 0  # of those, the model points to such words
    shown_already: int = 0  # of those, the program alone shows such words among its best passages
    brought: int = 0  # pointed to, and not shown by the program alone
    judged: int = 0  # for which the model says *met* or *not met*
    misjudged: int = 0  # of those, as no reviewer would, for some of the words it points to
    false_met_proposed: int = 0  # the model proposed *met*, and no reviewer would
    false_met: int = 0  # that became *met* by the model, and no reviewer would


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What came of one case."""

    case: str
    questions: int = 0
    invalid: int = 0  # answers that are not of the form, even when asked once more
    unanswered: int = 0  # questions to which no answer came
    proposals: int = 0
    accepted: int = 0
    shown: int = 0
    verbatim: int = 0  # proposals whose quote stands in the document
    objections: tuple[tuple[str, int], ...] = ()  # why proposals were refused, and how many
    clauses: Clauses = Clauses()
    unsafe: bool = False  # approved with the model, where neither reviewers nor the program alone approve
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0  # of the answers
    trouble: tuple[str, ...] = ()

    @property
    def refused(self) -> int:
        return self.proposals - self.accepted - self.shown


@dataclass(slots=True, kw_only=True)
class Metered:
    """Asks, and counts what it took."""

    ask: Ask
    clock: Callable[[], float] = time.monotonic
    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    def __call__(self, questions: Sequence[Question]) -> Sequence[Answer]:
        began = self.clock()
        answers = self.ask(questions)
        self.seconds += self.clock() - began
        self.answers += answers
        return answers


def sit(
    case: ExamCase,
    library: Library,
    *,
    model: str,
    ask: Ask,
    window: Window = WINDOW,
    clock: Callable[[], float] = time.monotonic,
) -> CaseResult:
    """One case. Nothing of what is asked or held differs from a review."""
    own = case.case()
    found = case.read(library, own)
    metered = Metered(ask=ask, clock=clock)
    after = pointed(found, library, model=model, ask=metered, copies=as_they_stand(own.documents), window=window)
    without, with_model = compared(judge(found), case.gold), compared(judge(after), case.gold)
    told = after.beside.pointed
    verdicts = told.verdicts if told else ()
    return CaseResult(
        case=case.name,
        questions=len(metered.answers),
        invalid=sum(a.trouble in _NOT_OF_THE_FORM for a in metered.answers),
        unanswered=sum(bool(a.trouble) and a.trouble not in _NOT_OF_THE_FORM for a in metered.answers),
        proposals=len(verdicts),
        accepted=_count(verdicts, Acceptance.ACCEPTED),
        shown=_count(verdicts, Acceptance.SHOWN),
        verbatim=sum(v.objection not in _NOT_VERBATIM for v in verdicts),
        objections=_objections(verdicts),
        clauses=_clauses(without, with_model, told),
        unsafe=with_model.unsafe_approval and not without.unsafe_approval,
        tokens_in=sum(a.tokens_in for a in metered.answers),
        tokens_out=sum(a.tokens_out for a in metered.answers),
        seconds=metered.seconds,
        trouble=told.trouble if told else (),
    )


def _count(verdicts: Sequence[Verdict], acceptance: Acceptance) -> int:
    return sum(v.acceptance is acceptance for v in verdicts)


def _objections(verdicts: Sequence[Verdict]) -> tuple[tuple[str, int], ...]:
    """Most frequent first."""
    refused = (v.objection.value for v in verdicts if v.acceptance is Acceptance.REFUSED and v.objection)
    return tuple(sorted(Counter(refused).items(), key=lambda o: (-o[1], o[0])))


def _clauses(without: Comparison, with_model: Comparison, told: Pointed | None) -> Clauses:
    pairs = tuple(zip(without.clauses, with_model.clauses, strict=True))
    gained = [after for before, after in pairs if after.status.settled and not before.status.settled]
    return Clauses(
        of=len(pairs),
        decided_without=sum(before.status.settled for before, _ in pairs),
        decided_with=sum(after.status.settled for _, after in pairs),
        gained=len(gained),
        gained_right=sum(after.right for after in gained),
        lost=sum(before.status.settled and not after.status.settled for before, after in pairs),
        **_evidence(pairs, told.verdicts if told else ()),
        **_statuses(pairs, [v.proposal for v in told.verdicts] if told else []),
        false_met=sum(after.false_met and not before.false_met for before, after in pairs),
    )


def _evidence(pairs: Sequence[tuple[Compared, Compared]], verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Of the open clauses that can be answered: where the words stand before a person, with the model and without."""
    held = [v for v in verdicts if v.acceptance is not Acceptance.REFUSED]
    evident = [before for before, _ in pairs if before.leaf and not before.status.settled and before.gold.evidence]
    by_model = [_among(c, (v.at for v in held if c.leaf and v.proposal.subject == c.leaf.clause)) for c in evident]
    alone = [_among(c, _shown_alone(c.leaf)) for c in evident]
    return {
        "evident": len(evident),
        "pointed_to": sum(by_model),
        "shown_already": sum(alone),
        "brought": sum(m and not a for m, a in zip(by_model, alone, strict=True)),
    }


def _shown_alone(leaf: CriterionResult | None) -> tuple[ChartCitation, ...]:
    return (*leaf.because, *leaf.contrary, *leaf.passages[:_BEST]) if leaf else ()


def _among(clause: Compared, cited: Iterable[ChartCitation | None]) -> bool:
    """Whether one of these touches words that the reviewers name."""
    quotes = (*clause.gold.evidence, *clause.gold.contrary)
    return any(at is not None and any(_touches(at, q) for q in quotes) for at in cited)


def _touches(at: ChartCitation, quote: GoldQuote) -> bool:
    start = at.source.text.find(quote.quote) if at.document == quote.document else -1
    return start >= 0 and at.start < start + len(quote.quote) and start < at.end


def _statuses(pairs: Sequence[tuple[Compared, Compared]], proposals: Sequence[Proposal]) -> dict[str, int]:
    """What the model held clauses for. It decides nothing; it tells whether the model understands them."""
    held: list[tuple[GoldClause, set[Status]]] = []
    for before, _ in pairs:
        label = before.leaf.clause if before.leaf else ""
        said = {p.status for p in proposals if p.subject == label and p.status is not None and p.status.settled}
        held.append((before.gold, said))
    return {
        "judged": sum(bool(said) for _, said in held),
        "misjudged": sum(not said <= set(gold.right) for gold, said in held),
        "false_met_proposed": sum(Status.MET in said and Status.MET not in gold.right for gold, said in held),
    }
