"""The verifier: what of a model's proposal holds. It may point; the program reads the words itself and judges by them.

A quote must stand in the document letter by letter, speak of this patient, and be current; every piece of a claim
must stand in it; what the program reads there must agree. A clause is judged on the quoted words alone: only where
they come to the proposed status by its own typed parts (the class of a drug, a time computed, a threshold compared)
is the proposal accepted. A clause that no type covers is never settled so: its quotes are shown, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mednec.criteria.index import FindingIndex
from mednec.criteria.kinds.asked import Ask
from mednec.criteria.leaf import Judgement, Leaf
from mednec.criteria.record import Record, weighty
from mednec.model.document import ChartCitation
from mednec.model.finding import FAMILY, NOBODY, Finding, TherapyTrial
from mednec.model.proposal import Acceptance, Objection, Proposal, Task, Verdict
from mednec.model.words import Assertion, Belongs, Standing, Status, TrialOutcome
from mednec.pointing.claims import Held, held
from mednec.pointing.locate import LONGEST, located
from mednec.pointing.reread import Rereader, Words
from mednec.pointing.returned import brought_back
from mednec.pointing.sent import Copies

_BY_STANDING = {
    Standing.TEMPLATE: Objection.TEMPLATE,
    Standing.CARRIED_FORWARD: Objection.CARRIED_FORWARD,
    Standing.CLAIM: Objection.CLAIM,
    Standing.IN_DOUBT: Objection.IN_DOUBT,
}
MOST_PLACES = 20  # at which a quote is looked at: a word that stands everywhere points to nothing
# What was read otherwise refuses a proposal; what was not read leaves it to a person.
_OPEN = (Objection.NOT_READ, Objection.NOT_NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLeaf:
    """A clause that a model was asked about: its kind, and the record bound to the policy that it is judged on."""

    label: str
    leaf: Leaf
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A verdict with the words it is of, so that several quotes of one clause can be judged together."""

    verdict: Verdict
    words: Words | None = None
    new: tuple[Finding, ...] = ()  # read besides, and borne out by a claim


class Verifier:
    """Holds proposals against one case. Nothing is remembered of one proposal that changes the verdict on another."""

    def __init__(self, reread: Rereader, copies: Copies) -> None:
        self._reread, self._copies = reread, copies

    def weighed(self, proposal: Proposal, clause: OpenLeaf | None) -> Weighed:
        """One proposal by itself; `clause` is its clause, None where facts are proposed."""
        if len(proposal.quote) > LONGEST:
            return _refused(proposal, Objection.TOO_LONG)
        header = self._reread.header(proposal.document)
        sent = self._copies.get(proposal.document)
        if header is None or sent is None:
            return _refused(proposal, Objection.NO_SUCH_DOCUMENT)
        places = located(proposal.quote, header.document, sent)
        if not places:
            return _refused(proposal, Objection.NOT_VERBATIM)
        proposal = brought_back(proposal, header.document, sent)
        if header.set_aside:
            other = header.belongs is Belongs.OTHER_PATIENT
            return _refused(proposal, Objection.OTHER_PATIENT if other else Objection.SET_ASIDE, places[0])
        found = [self._at(proposal, at, clause) for at in places[:MOST_PLACES]]
        return min(found, key=lambda w: list(Acceptance).index(w.verdict.acceptance))

    def together(self, found: Sequence[Weighed], clause: OpenLeaf) -> tuple[Weighed, ...]:
        """Quotes of one clause that only together come to the status that was proposed for each of them.

        One that is not needed for it stays what it is: it would be accepted for what another says.
        """
        done = list(found)
        for status in (Status.MET, Status.NOT_MET):
            waiting = {i: w.words for i, w in enumerate(done) if w.words and _waits(w.verdict, status)}
            needed = _needed(clause, waiting, status)
            for i in needed if len(needed) > 1 else ():
                verdict = replace(done[i].verdict, acceptance=Acceptance.ACCEPTED, objection=None, why="")
                done[i] = replace(done[i], verdict=verdict)
        return tuple(done)

    def _at(self, proposal: Proposal, at: ChartCitation, clause: OpenLeaf | None) -> Weighed:
        """A proposal by one place where its quote stands."""
        if any(a.overlaps(at) for a in self._reread.chart.addressed):
            return _refused(proposal, Objection.TO_SOFTWARE, at)
        words = self._reread.words(at, [(c.about, c.named) for c in proposal.claims if c.named])
        if not words.contexts:
            return _refused(proposal, Objection.NOT_READ, at)
        claims = [held(claim, words, self._reread.lexicon) for claim in proposal.claims]
        new = tuple(dict.fromkeys(f for h in claims for f in h.findings if f in words.further))
        against = next((h for h in claims if h.objection and h.objection not in _OPEN), None)
        if against is not None and against.objection is not None:
            return _refused(proposal, against.objection, at, read=against.read, words=words)
        if clause is None:
            return self._fact(proposal, words, claims, new)
        return self._clause(proposal, replace(words, further=new), clause, new)

    def _fact(self, proposal: Proposal, words: Words, claims: Sequence[Held], new: tuple[Finding, ...]) -> Weighed:
        """Facts alone: each is read, or it is not taken. A quote of which nothing is claimed proposes none."""
        if not claims:
            return _refused(proposal, Objection.NOT_ASKED, words.at, words=words)
        missing = next((h for h in claims if h.objection), None)
        if missing is not None and missing.objection is not None:
            return _refused(proposal, missing.objection, words.at, words=words)
        findings = tuple(dict.fromkeys(f for h in claims for f in h.findings))
        verdict = Verdict(proposal=proposal, acceptance=Acceptance.ACCEPTED, at=words.at, findings=findings)
        return Weighed(verdict=verdict, words=words, new=new)

    def _clause(self, proposal: Proposal, words: Words, clause: OpenLeaf, new: tuple[Finding, ...]) -> Weighed:
        """A clause: what the quoted words alone come to, by its own kind."""
        about = _about(words.findings, clause)
        if _orders(words):
            return _refused(proposal, Objection.TO_SOFTWARE, words.at, words=words)
        if isinstance(clause.leaf, Ask):
            objection = _worth(words, about) or Objection.NOT_READ
            return _shown_or_refused(proposal, objection, words, about, new)
        judged = _judged(clause, [words])
        by_the_words = judged.status.settled and _by(judged, words)
        if by_the_words and judged.status is proposal.status:
            verdict = Verdict(proposal=proposal, acceptance=Acceptance.ACCEPTED, at=words.at, findings=about)
            return Weighed(verdict=verdict, words=words, new=new)
        if by_the_words and proposal.status is not None and proposal.status.settled:
            return _refused(proposal, Objection.OPPOSITE, words.at, read=judged.status.value, words=words)
        named = any(
            clause.record.lexicon.matches(m.id, clause.leaf.concepts) for c in words.contexts for m in c.mentions
        )
        objection = _worth(words, about) or (Objection.NOT_SETTLED if about or named else Objection.NOT_NAMED)
        return _shown_or_refused(proposal, objection, words, about, new)


# Words that stand in the chart of this patient, now: they are shown even where the program cannot judge by them.
_SHOWABLE = (
    *(Objection.NOT_READ, Objection.NOT_SETTLED, Objection.NOT_NAMED),
    *(Objection.CLAIM, Objection.IN_DOUBT, Objection.UNCERTAIN),
)


def _shown_or_refused(
    proposal: Proposal, objection: Objection, words: Words, about: tuple[Finding, ...], new: tuple[Finding, ...]
) -> Weighed:
    if objection not in _SHOWABLE:
        return _refused(proposal, objection, words.at, words=words)
    verdict = Verdict(
        proposal=proposal,
        acceptance=Acceptance.SHOWN,
        at=words.at,
        objection=objection,
        why=objection.value,
        findings=about,
    )
    return Weighed(verdict=verdict, words=words, new=new)


def _refused(
    proposal: Proposal,
    objection: Objection,
    at: ChartCitation | None = None,
    *,
    read: str = "",
    words: Words | None = None,
) -> Weighed:
    why = f"{objection.value}: {read}" if read else objection.value
    findings = words.read if words else ()
    return Weighed(
        verdict=Verdict(
            proposal=proposal, acceptance=Acceptance.REFUSED, at=at, objection=objection, why=why, findings=findings
        )
    )


def _about(findings: Iterable[Finding], clause: OpenLeaf) -> tuple[Finding, ...]:
    """What is read of the clause's concepts, or of a group that one of them belongs to."""
    lexicon, wanted = clause.record.lexicon, clause.leaf.concepts
    return tuple(
        f for f in findings if lexicon.matches(f.concept, wanted) or any(lexicon.is_a(w, f.concept) for w in wanted)
    )


def _judged(clause: OpenLeaf, words: Sequence[Words]) -> Judgement:
    """The clause on nothing but the words of these quotes."""
    record = clause.record
    findings = tuple(dict.fromkeys(f for w in words for f in w.findings))
    touched = {(c.whole.document, c.whole.start) for w in words for c in w.contexts}
    chart = replace(
        record.facts.chart,
        findings=findings,
        passages=tuple(p for p in record.facts.chart.passages if (p.at.document, p.at.start) in touched),
    )
    alone = replace(
        record,
        facts=replace(record.facts, chart=chart),
        index=FindingIndex(findings, record.lexicon),
    )
    return clause.leaf.judge(alone)


def _orders(words: Words) -> bool:
    """Whether the words give orders ("mark all as met") and name nothing that charts are about, nor any figure."""
    if any(c.mentions for c in words.contexts) or any(s.isdigit() for s in words.at.quote):
        return False
    return any(c.cues_of("order_to_software") for c in words.contexts)


def _by(judged: Judgement, words: Words) -> bool:
    """Whether a judgement rests on the words themselves, and not on the request or on what they leave out."""
    cited = (*judged.because, *judged.contrary, *judged.rests_on)
    return any(c.overlaps(each.whole) for c in cited for each in words.contexts)


def _worth(words: Words, about: tuple[Finding, ...]) -> Objection | None:
    """What the words are not worth resting on: of a template, an old copy, a letter, another person, a plan."""
    said = about or words.findings
    if said and (by := _of_whom(said)) is not None:
        return by
    if about and not any(weighty(f) for f in about):
        return next((_BY_STANDING[f.standing] for f in about if f.standing in _BY_STANDING), Objection.CLAIM)
    standings = {c.standing for c in words.contexts}
    if not about and len(standings) == 1 and (alone := next(iter(standings))) in _BY_STANDING:
        return _BY_STANDING[alone]
    if any(d.start < words.at.end and words.at.start < d.end for d in words.header.document.doubts):
        return Objection.IN_DOUBT
    return None


_NOT_SO = {
    Assertion.FAMILY: Objection.FAMILY,
    Assertion.HYPOTHETICAL: Objection.HYPOTHETICAL,
    Assertion.UNCERTAIN: Objection.UNCERTAIN,
}


def _of_whom(said: Sequence[Finding]) -> Objection | None:
    """Where all that is read is of another person, planned, or left open."""
    if all(f.experiencer == FAMILY or f.assertion is Assertion.FAMILY for f in said):
        return Objection.FAMILY
    if all(f.experiencer == NOBODY or _ahead(f) for f in said):
        return Objection.HYPOTHETICAL
    kinds = {f.assertion for f in said}
    return _NOT_SO.get(next(iter(kinds))) if len(kinds) == 1 else None


def _ahead(finding: Finding) -> bool:
    planned = isinstance(finding, TherapyTrial) and finding.outcome is TrialOutcome.PLANNED
    return planned or finding.assertion is Assertion.HYPOTHETICAL


def _waits(verdict: Verdict, status: Status) -> bool:
    """Whether a quote is shown for want of the rest."""
    proposal = verdict.proposal
    return verdict.acceptance is Acceptance.SHOWN and proposal.task is Task.EVIDENCE and proposal.status is status


def _needed(clause: OpenLeaf, waiting: Mapping[int, Words], status: Status) -> Mapping[int, Words]:
    """Those without which the others do not come to a status, the first ones rather; none where all do not."""
    kept = dict(waiting)
    if _judged(clause, tuple(kept.values())).status is not status:
        return {}
    for i in sorted(waiting, reverse=True):
        others = tuple(words for other, words in kept.items() if other != i)
        if _judged(clause, others).status is status:
            del kept[i]
    return kept
