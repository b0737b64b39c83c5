"""The words of a quote read again by the program: as the chart was read, as one statement, and with names nearly spelt.

A model may know that two sentences belong together, or which word a scanner spoilt. It says so by pointing; what the
words then say is read by the same grammar as everything else, and a name must be nearly one that the packs know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.chart.read import as_one, contexts_in, findings_in
from mednec.chart.tables import Row
from mednec.dosing import read_dose, read_doses
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart
from mednec.model.finding import Finding, Measurement, TestResult, TherapyTrial
from mednec.packs.library import Library
from mednec.pointing.near import nearly_named
from mednec.review import Read

_JOINED = (TherapyTrial, TestResult, Measurement)  # what sentences may say together; how one denies ends with it
_MOST_JOINED = 4  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a quote with what the program reads in them."""

    at: ChartCitation
    header: DocumentHeader
    contexts: tuple[Context, ...]  # the sentences that the quote touches; none where it is no part of the chart
    read: tuple[Finding, ...]  # as the chart was read
    further: tuple[Finding, ...] = ()  # read besides, because they were pointed to

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.read, *self.further)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentences:
    """The sentences of one document, and its table rows by where they begin."""

    contexts: tuple[Context, ...]
    rows: Mapping[int, Row]


class Rereader:
    """Reads words of one case again. The sentences of a document are found when it is first pointed to."""

    def __init__(self, found: Read, library: Library) -> None:
        self.record = found.record
        self._library = library
        self._known: dict[str, _Sentences] = {}
        self._part_of_chart = {(p.at.document, p.at.start) for p in self._chart.passages}
        self._headers = {h.document.name: h for h in self._chart.headers}

    @property
    def _chart(self) -> Chart:
        return self.record.facts.chart

    def header(self, document: str) -> DocumentHeader | None:
        """The header of a document of the case."""
        return self._headers.get(document)

    def words(self, at: ChartCitation, named: Iterable[tuple[str, str]] = ()) -> Words:
        """What is read in a span. `named` are words of it with the concepts or drugs that they are said to name."""
        header = self._headers[at.document]
        sentences = self._sentences(header)
        touched = tuple(c for c in sentences.contexts if c.whole.overlaps(at))
        read = tuple(f for f in self._chart.findings if f.source.overlaps(at))
        words = Words(at=at, header=header, contexts=touched, read=read)
        spelt = tuple(self._spelt(touched, named))
        if not spelt and not self._joined(touched):
            return words
        contexts = spelt or touched
        further = self._read(contexts, sentences.rows) if spelt else ()
        if self._joined(contexts):
            one = self._one(contexts)
            further = (*further, *(f for f in self._read((one,), {}) if isinstance(f, _JOINED)))
        return replace(words, contexts=contexts, further=_new(further, (*read, *self._chart.findings), at))

    def _sentences(self, header: DocumentHeader) -> _Sentences:
        name = header.document.name
        if name not in self._known:
            contexts, rows = contexts_in(
                header, as_of=self.record.as_of, lexicon=self.record.lexicon, cues=self._library.language.cues
            )
            own = tuple(c for c in contexts if (name, c.whole.start) in self._part_of_chart)
            self._known[name] = _Sentences(contexts=own, rows=rows)
        return self._known[name]

    def _read(self, contexts: Sequence[Context], rows: Mapping[int, Row]) -> tuple[Finding, ...]:
        return findings_in(
            tuple(contexts),
            rows=rows,
            drug=self.record.drug,
            requester=self.record.request.requester.name,
            read_dose=read_dose,
            read_doses=read_doses,
        )

    def _spelt(self, contexts: tuple[Context, ...], named: Iterable[tuple[str, str]]) -> tuple[Context, ...]:
        """The sentences with the names that are nearly spelt; nothing where none is."""
        found: list[tuple[Context, Mention]] = []
        for about, words in named:
            for context in contexts:
                mention = nearly_named(context.text, words, about, self.record.lexicon)
                if mention and not any(m.start < mention.end and mention.start < m.end for m in context.mentions):
                    found.append((context, mention))
        if not found:
            return ()
        return tuple(
            replace(
                c,
                mentions=tuple(
                    sorted((*c.mentions, *(m for context, m in found if context is c)), key=lambda m: m.start)
                ),
            )
            for c in contexts
        )

    def _joined(self, contexts: Sequence[Context]) -> bool:
        """Whether sentences may be one statement: neighbours in one paragraph, and no two things of a kind in them."""
        if not 2 <= len(contexts) <= _MOST_JOINED or any(c.line.cells for c in contexts):
            return False
        text = contexts[0].document.text
        for one, other in pairwise(contexts):
            between = text[one.offset + len(one.text) : other.offset]
            if between.strip() or between.count("\n") > 1 or other.line.section != one.line.section or other.line.item:
                return False
        return all(len(names) <= 1 for names in self._kinds(contexts))

    def _kinds(self, contexts: Sequence[Context]) -> tuple[set[str], set[str]]:
        """The drugs and the tests or measures that are named."""
        lexicon = self.record.lexicon
        ids = {m.id for c in contexts for m in c.mentions}
        drugs = {i for i in ids if i in lexicon.drugs or _kind(i, lexicon.concepts) == "drug-class"}
        return drugs, {i for i in ids if _kind(i, lexicon.concepts) in ("test", "measure")}

    def _one(self, contexts: Sequence[Context]) -> Context:
        """The sentences as one, with the names found in each."""
        one = as_one(contexts, as_of=self.record.as_of, lexicon=self.record.lexicon, cues=self._library.language.cues)
        own = [
            replace(m, start=m.start + c.offset - one.offset, end=m.end + c.offset - one.offset)
            for c in contexts
            for m in c.mentions
        ]
        return replace(one, mentions=tuple(sorted({*one.mentions, *own}, key=lambda m: (m.start, m.end, m.id))))


def _kind(id_: str, concepts: Mapping[str, object]) -> str:
    return str(getattr(concepts.get(id_), "kind", ""))


def _new(further: Iterable[Finding], known: Iterable[Finding], at: ChartCitation) -> tuple[Finding, ...]:
    """What is read besides and says something that was not read there before."""
    told = {_says(f) for f in known}
    found: dict[object, Finding] = {}
    for finding in further:
        if finding.source.overlaps(at) and _says(finding) not in told:
            found.setdefault(_says(finding), replace(finding, rule=f"{finding.rule}; pointed to"))
    return tuple(found.values())


def _says(finding: Finding) -> object:
    """What a finding comes to, wherever in its sentence it was read."""
    more: object = None
    if isinstance(finding, TherapyTrial):
        more = (finding.outcome, finding.duration_days, finding.start, finding.stop, finding.current)
    elif isinstance(finding, TestResult):
        more = finding.result
    elif isinstance(finding, Measurement):
        more = (finding.value, finding.high_value, finding.unit)
    place = (finding.source.document, finding.source.start if more is None else 0)
    return (finding.kind, finding.concept, finding.assertion, finding.when, place, more)
