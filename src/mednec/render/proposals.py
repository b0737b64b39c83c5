"""What a language model proposed, under its clause and in a section of its own.

Quotes are cut from the documents; of words that do not stand in one nothing is printed, so that nothing invented can
be taken for the chart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import ChartCitation
from mednec.model.proposal import Acceptance, Objection, Pointed, Task, Verdict
from mednec.model.words import DocumentKind
from mednec.render.blocks import Block, Grid, Points, Proposed, Quote, Section, Sentence
from mednec.render.places import Places, judged_nodes
from mednec.render.shaping import shortened
from mednec.render.words import flat, listed, sentence

HAND = "☞"  # stands at words that a model pointed to
RESTS = "rests on words that a language model pointed to"
LED = "The model points to"
ANCHOR = "language-model"
ONCE_READ = "the program reads in these words what was proposed"
RULE = (
    "A language model was asked to point at words of the chart. The program read these words itself, and only what it "
    "reads there can settle a clause."
)
KINDS = frozenset(kind.value for kind in DocumentKind)
MOST_SHOWN = 3  # of what a model points to under one clause; the rest is folded away or counted
MOST_OTHERS = 40  # proposals of no clause, in the section

# What is said in place of a quote where there is none to cut.
_NO_WORDS = {
    Objection.NOT_VERBATIM: "(words that do not stand in the document)",
    Objection.NO_SUCH_DOCUMENT: "(words of a document that is not there)",
    Objection.TOO_LONG: "(a passage too long to be a quote)",
}
_NOT_FOUND = "(words that were not found)"


def pointed_at(node: CriterionResult, pointed: Pointed | None) -> tuple[ChartCitation, ...]:
    """Places that a model points to under a clause, which a person may cite."""
    own = pointed.under(node.clause) if pointed else ()
    return tuple(dict.fromkeys(v.at for v in own if v.at and v.acceptance is not Acceptance.REFUSED))


def proposed_under(
    node: CriterionResult, pointed: Pointed | None, places: Places
) -> tuple[tuple[Proposed, ...], tuple[Proposed, ...]]:
    """What a person may look at under a clause that stays open, and what was not accepted; each thing once."""
    if pointed is None:
        return (), ()
    own = pointed.under(node.clause)
    cited = (*node.because, *node.contrary)
    waits = not node.children and not node.status.settled and node.applicable
    shown = (_shown(v, places) for v in sorted(own, key=_nearness) if waits and _to_show(v, cited))
    refused = (_refused(v, places) for v in own if v.acceptance is Acceptance.REFUSED)
    return tuple(dict.fromkeys(shown)), tuple(dict.fromkeys(refused))


def _nearness(verdict: Verdict) -> int:
    """What the program reads most of comes first; words that do not name what is asked for come last."""
    first = (None, Objection.NOT_SETTLED, Objection.SEVERAL, Objection.NOT_READ)
    if verdict.objection in first:
        return first.index(verdict.objection)
    return len(first) + (verdict.objection is Objection.NOT_NAMED)


def _to_show(verdict: Verdict, cited: Iterable[ChartCitation]) -> bool:
    """Words that stand in the chart and do not stand under the clause already."""
    at = verdict.at
    return verdict.acceptance is not Acceptance.REFUSED and at is not None and not any(at.overlaps(c) for c in cited)


def _shown(verdict: Verdict, places: Places) -> Proposed:
    status = verdict.proposal.status
    why = _why(verdict) or ONCE_READ
    return Proposed(
        lead=LED,
        quote=_quote(verdict, places),
        says=sentence(f"proposed as {status.value}: {why}" if status else why),
    )


def _refused(verdict: Verdict, places: Places) -> Proposed:
    status = verdict.proposal.status
    quote = _quote(verdict, places)
    return Proposed(
        lead=f"The model proposed {status.value}:" if status else "The model proposed",
        quote=quote,
        instead="" if quote else _instead(verdict),
        says=f"not accepted because {_why(verdict)}." if quote else "not accepted.",
    )


def _instead(verdict: Verdict) -> str:
    return _NO_WORDS.get(verdict.objection, _NOT_FOUND) if verdict.objection else _NOT_FOUND


def _why(verdict: Verdict) -> str:
    return flat(verdict.why).rstrip(".") or (verdict.objection.value if verdict.objection else "")


def _quote(verdict: Verdict, places: Places) -> Quote | None:
    if verdict.at is None:
        return None
    return Quote(sign=HAND, text=shortened(verdict.at.quote), mark=places.mark(verdict.at))


def resting_on_pointed(d: Determination, places: Places) -> Iterator[Sentence]:
    """That clauses rest on words that a model pointed to, told beside the outcome."""
    found = {node.clause: node for node in judged_nodes(d) if node.pointed and node.applicable}
    if found:
        rest = "clause rests" if len(found) == 1 else "clauses rest"
        told = f"{HAND} {len(found)} {rest} on words that a language model pointed to, as the program reads them"
        yield Sentence(
            lead="Language model",
            says=f"{told}: {listed(flat(label) for label in found)}.",
            marks=places.marks(node.citation for node in found.values()),
        )


def model_section(d: Determination, places: Places) -> Section | None:
    """Which model was asked what, and what became of it; None where none was asked."""
    if d.pointed is None:
        return None
    blocks: tuple[Block, ...] = (
        Points(sentences=tuple(_asked(d.pointed))),
        *_objections(d.pointed),
        *_trouble(d.pointed),
        *_others(d, d.pointed, places),
    )
    return Section(anchor=ANCHOR, short="Model", heading="Read with a language model", blocks=blocks)


def _asked(pointed: Pointed) -> Iterator[Sentence]:
    counts = Counter(v.acceptance for v in pointed.verdicts)
    became = listed(f"{counts[each]} {_BECAME[each]}" for each in Acceptance)
    total = len(pointed.verdicts)
    yield Sentence(lead="Model", says=flat(pointed.model))
    yield Sentence(lead="Prompts", says=listed(flat(each) for each in pointed.prompts) or "none")
    yield Sentence(lead="Asked", says=f"{pointed.asked} {'question' if pointed.asked == 1 else 'questions'}.")
    yield Sentence(lead="Proposed", says=f"{total}: {became}." if total else "Nothing.")
    yield Sentence(lead="What it may do", says=RULE)


_BECAME = {
    Acceptance.ACCEPTED: "accepted",
    Acceptance.SHOWN: "shown for a person to read",
    Acceptance.REFUSED: "not accepted",
}


def _objections(pointed: Pointed) -> Iterator[Grid]:
    counts = Counter((v.objection, v.acceptance) for v in pointed.verdicts if v.objection)
    rows = tuple(
        tuple(Sentence(says=words) for words in (sentence(each.value), *map(str, told)))
        for each in Objection
        if any(told := [counts[each, Acceptance.SHOWN], counts[each, Acceptance.REFUSED]])
    )
    if rows:
        yield Grid(heading="Objections", columns=("Why", "Only shown", "Not accepted"), rows=rows)


def _trouble(pointed: Pointed) -> Iterator[Points]:
    if pointed.trouble:
        told = tuple(Sentence(says=sentence(each)) for each in pointed.trouble)
        yield Points(heading="Questions without an answer", sentences=told)


def _others(d: Determination, pointed: Pointed, places: Places) -> Iterator[Block]:
    """Proposals that stand under no clause of the page: facts, kinds of documents."""
    clauses = {node.clause for node in judged_nodes(d)}
    found = [v for v in pointed.verdicts if v.proposal.task is not Task.EVIDENCE or v.proposal.subject not in clauses]
    rows = tuple(_other(v, places) for v in found[:MOST_OTHERS])
    if rows:
        yield Grid(heading="Proposed besides", columns=("Asked to", "Of", "Words", "What became of it"), rows=rows)
    if found[MOST_OTHERS:]:
        yield Points(sentences=(Sentence(says=f"And {len(found) - MOST_OTHERS} more, in the JSON."),))


def _kind(verdict: Verdict) -> Iterator[str]:
    """What sort of paper a document is proposed to be: a word of a closed list."""
    if verdict.proposal.task is Task.DOCUMENTS:
        yield from (f"as {c.about}" for c in verdict.proposal.claims if c.about in KINDS)


def _other(verdict: Verdict, places: Places) -> tuple[Sentence, ...]:
    quote, why = _quote(verdict, places), _why(verdict)
    return (
        Sentence(says=verdict.proposal.task.value),
        Sentence(says=flat(verdict.proposal.subject), details=tuple(_kind(verdict))),
        Sentence(says="", quotes=(quote,)) if quote else Sentence(says=_instead(verdict)),
        Sentence(says=verdict.acceptance.value, details=(sentence(why),) if why else ()),
    )
