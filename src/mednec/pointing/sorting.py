"""What sort of paper is a document that does not say it in words the packs know? Asked before the chart is read.

A kind is used only where the words pointed to are, but for a scanner's slips, words by which the packs know that kind,
and stand as a title where the document begins. A leaflet is set aside, so only the program itself may find one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import ValidationError
from rapidfuzz import fuzz

from mednec.chart.header import read_header
from mednec.chart.lexicon import fold
from mednec.chart.read import aside_or_used
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart
from mednec.model.proposal import Acceptance, Claim, Objection, Pointed, Proposal, Task, Verdict
from mednec.model.request import Case
from mednec.model.words import DocumentKind
from mednec.packs.library import Library
from mednec.pointing.asked import INTRODUCTION, Asked
from mednec.pointing.forms import KINDS, SortingAnswer, sorting_schema
from mednec.pointing.locate import LONGEST, located
from mednec.pointing.papers import Papers
from mednec.pointing.prompt import SORTING, prompt
from mednec.pointing.question import Answer, Ask, Question
from mednec.pointing.sent import Copies
from mednec.reading import read_documents

SHOWN = 1200  # letters of a document that a model sees
_ANSWER = 200  # tokens of an answer: a word and a title
_LONGEST_TITLE = 120  # letters of the lines that a title stands on
_ALIKE = 88  # of 100: how near words must be to those of the packs
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def sorted_documents(case: Case, library: Library, *, model: str, ask: Ask, copies: Copies) -> tuple[Case, Pointed]:
    """The case with the kinds that hold, and what was asked for it and became of each proposal.

    A question without an answer leaves its document as it is.
    """
    asked = sorting_questions(case, library, copies)
    answers = ask([a.question for a in asked]) if asked else ()
    done, verdicts = _sorted_by(case, library, copies, asked, answers)
    told = Pointed(
        model=model,
        prompts=(SORTING,) if asked else (),
        asked=len(asked),
        verdicts=verdicts,
        trouble=tuple(dict.fromkeys(a.trouble for a in answers if a.trouble)),
    )
    return done, told


def sorting_questions(case: Case, library: Library, copies: Copies) -> tuple[Asked, ...]:
    """One question for each document of no known kind that is not set aside, by what it begins with."""
    return tuple(a for header in _unclear(case, library) for a in _question(case, library, header, copies))


def _sorted_by(
    case: Case, library: Library, copies: Copies, asked: Sequence[Asked], answers: Sequence[Answer]
) -> tuple[Case, tuple[Verdict, ...]]:
    """What the answers to these questions come to."""
    headers = {h.document.name: h for h in _unclear(case, library)}
    verdicts: list[Verdict] = []
    for each, answer in zip(asked, answers, strict=True):
        proposal = _proposed(each, answer)
        if proposal is not None:
            verdicts.append(_verdict(proposal, case, library, headers[proposal.document], copies))
    accepted = (v for v in verdicts if v.acceptance is Acceptance.ACCEPTED)
    kinds = {v.proposal.document: DocumentKind(v.proposal.claims[0].about) for v in accepted}
    return replace(case, kinds={**case.kinds, **kinds}) if kinds else case, tuple(verdicts)


def _unclear(case: Case, library: Library) -> Iterator[DocumentHeader]:
    """Headers of the usable documents that are of no known kind."""
    for document in sorted(case.documents, key=lambda d: d.name):
        header = read_header(
            document,
            patient=case.request.patient,
            accepted=document.name in case.accepted,
            kinds=library.language.document_kinds,
            lexicon=library.lexicon,
            as_of=case.request.received.date(),
            sorted_as=case.kinds.get(document.name),
        )
        if header.kind is DocumentKind.OTHER and not aside_or_used(header, case).set_aside:
            yield header


def _addressed(case: Case, library: Library, header: DocumentHeader) -> tuple[ChartCitation, ...]:
    read = read_documents((header.document,), library, as_of=case.request.received.date())
    return read.addressed


def _question(case: Case, library: Library, header: DocumentHeader, copies: Copies) -> Iterator[Asked]:
    addressed = _addressed(case, library, header)
    papers = Papers.of(Chart(headers=(header,), passages=(), findings=(), addressed=addressed), copies)
    beginning = papers.beginning(SHOWN)
    if not beginning:
        return
    listed = "\n".join(f"- {kind}" for kind in KINDS)
    yield Asked(
        question=Question(
            task=Task.DOCUMENTS,
            prompt=SORTING,
            subject=header.document.name,
            system=prompt(SORTING),
            text=f"{INTRODUCTION}{beginning}\n\nKinds of documents:\n{listed}\nWhat sort of paper is the document?\n",
            schema=sorting_schema(),
            form=SortingAnswer,
            most_tokens=_ANSWER,
        ),
        documents=papers.names(),
    )


def _proposed(asked: Asked, answer: Answer) -> Proposal | None:
    """What an answer proposes: nothing where there is none, or the model holds the document for none of the kinds."""
    if answer.trouble:
        return None
    try:
        form = SortingAnswer.model_validate_json(answer.text)
    except ValidationError:
        return None
    if form.kind == DocumentKind.OTHER:
        return None
    name = asked.question.subject
    claim = Claim(about=form.kind, says="present", named=form.quote)
    return Proposal(task=Task.DOCUMENTS, subject=name, document=name, quote=form.quote, claims=(claim,))


def _verdict(proposal: Proposal, case: Case, library: Library, header: DocumentHeader, copies: Copies) -> Verdict:
    if len(proposal.quote) > LONGEST:
        return _not_accepted(proposal, Objection.TOO_LONG)
    places = located(proposal.quote, header.document, copies[proposal.document])
    if not places:
        return _not_accepted(proposal, Objection.NOT_VERBATIM)
    at = places[0]
    if any(a.overlaps(at) for a in _addressed(case, library, header)):
        return _not_accepted(proposal, Objection.TO_SOFTWARE, at)
    told = kinds_told(at.quote, library.language.document_kinds)
    if proposal.claims[0].about not in told:
        return _shown(proposal, Objection.NOT_READ, at)
    if told[0] != proposal.claims[0].about:
        return _shown(proposal, Objection.SEVERAL, at)
    begins = copies[proposal.document].sent_span(at.start, at.end)[1] <= SHOWN
    if told[0] == DocumentKind.LEAFLET or not begins or not _is_title(header.document.text, at):
        return _shown(proposal, Objection.NOT_READ, at)
    return Verdict(proposal=proposal, acceptance=Acceptance.ACCEPTED, at=at)


def _is_title(text: str, at: ChartCitation) -> bool:
    """Whether the words stand in a short line that is no sentence: "the laboratory called" says nothing of a paper."""
    start = text.rfind("\n", 0, at.start) + 1
    end = text.find("\n", at.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    return len(line) <= _LONGEST_TITLE and not line.endswith(".")


def _not_accepted(proposal: Proposal, objection: Objection, at: ChartCitation | None = None) -> Verdict:
    refused = Acceptance.REFUSED
    return Verdict(proposal=proposal, acceptance=refused, at=at, objection=objection, why=objection.value)


def _shown(proposal: Proposal, objection: Objection, at: ChartCitation) -> Verdict:
    return replace(_not_accepted(proposal, objection, at), acceptance=Acceptance.SHOWN)


def kinds_told(text: str, kinds: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The kinds of which the text has a word, nearly spelt at least, in the order in which the packs ask for them.

    >>> kinds_told("LAB0RATORY RESULTS", {"letter": ["dear reviewer"], "laboratory report": ["laboratory"]})
    ('laboratory report',)
    """
    words = _WORDS.findall(fold(text))
    return tuple(kind for kind, known in kinds.items() if any(_nearly(words, fold(k).split()) for k in known))


def _nearly(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether as many words in a row are nearly these."""
    wanted = " ".join(known)
    runs = (" ".join(words[i : i + len(known)]) for i in range(len(words) - len(known) + 1))
    return any(fuzz.ratio(run, wanted) >= _ALIKE for run in runs)
