"""The words of a quote read again by the program: with a name nearly spelt, or a pronoun put for the one it stands for.

A model may know which word a scanner spoilt, and what "it" is. It says so by pointing at that word; whether the word
can name that is the program's to say, and what the words then tell is read by the same grammar as everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.chart.read import contexts_in, findings_in
from mednec.chart.tables import Row
from mednec.dosing import read_dose, read_doses
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart
from mednec.model.finding import FAMILY, NOBODY, Finding, Measurement, TestResult, TherapyTrial
from mednec.model.words import Assertion, TrialOutcome
from mednec.packs.library import Library
from mednec.pointing.near import nearly_named
from mednec.pointing.pronouns import stands_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a quote with what the program reads in them."""

    at: ChartCitation
    header: DocumentHeader
    contexts: tuple[Context, ...]  # the sentences that the quote touches; none where it is no part of the chart
    read: tuple[Finding, ...]  # as the chart was read
    further: tuple[Finding, ...] = ()  # read besides, because a word was pointed to as a name

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.read, *self.further)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentences:
    """The sentences of one document, and its table rows by where they begin."""

    contexts: tuple[Context, ...]
    wholes: tuple[ChartCitation, ...]  # where each of them stands
    rows: Mapping[int, Row]

    def touched(self, at: ChartCitation) -> tuple[Context, ...]:
        """Those that a span touches."""
        pairs = zip(self.contexts, self.wholes, strict=True)
        return tuple(context for context, whole in pairs if whole.overlaps(at))


class Rereader:
    """Reads words of one chart again. The sentences of a document are found when it is first pointed to."""

    def __init__(
        self, chart: Chart, library: Library, *, as_of: date | None, drug: str = "", requester: str = ""
    ) -> None:
        self.chart, self.lexicon = chart, library.lexicon
        self._cues, self._as_of, self._drug, self._requester = library.language.cues, as_of, drug, requester
        self._known: dict[str, _Sentences] = {}
        self._findings: dict[str, list[Finding]] = {}
        for finding in chart.findings:
            self._findings.setdefault(finding.source.document, []).append(finding)
        self._part_of_chart = {(p.at.document, p.at.start) for p in chart.passages}
        self._headers = {h.document.name: h for h in chart.headers}

    def header(self, document: str) -> DocumentHeader | None:
        """The header of a document of the case."""
        return self._headers.get(document)

    def words(self, at: ChartCitation, named: Iterable[tuple[str, str]] = ()) -> Words:
        """What is read in a span. `named` are words of it with the concepts or drugs that they are said to name."""
        header = self._headers[at.document]
        sentences = self._sentences(header)
        touched = sentences.touched(at)
        read = tuple(f for f in self._findings.get(at.document, ()) if f.source.overlaps(at))
        words = Words(at=at, header=header, contexts=touched, read=read)
        contexts = self._with_names(sentences.contexts, touched, named)
        if contexts == touched:
            return words
        further = self._read(contexts, sentences.rows)
        return replace(words, contexts=contexts, further=_new(further, (*read, *self.chart.findings), at))

    def _sentences(self, header: DocumentHeader) -> _Sentences:
        name = header.document.name
        if name not in self._known:
            contexts, rows = contexts_in(header, as_of=self._as_of, lexicon=self.lexicon, cues=self._cues)
            own = tuple(c for c in contexts if (name, c.whole.start) in self._part_of_chart)
            self._known[name] = _Sentences(contexts=own, wholes=tuple(c.whole for c in own), rows=rows)
        return self._known[name]

    def _read(self, contexts: Sequence[Context], rows: Mapping[int, Row]) -> tuple[Finding, ...]:
        return findings_in(
            tuple(contexts),
            rows=rows,
            drug=self._drug,
            requester=self._requester,
            read_dose=read_dose,
            read_doses=read_doses,
        )

    def _had(self, thing: str, context: Context) -> bool:
        """Whether a sentence by itself tells of a thing only that this patient had it; of a treatment it must."""
        told = [f for f in self._read((context,), self._sentences(context.header).rows) if f.concept == thing]
        treatment = thing in self.lexicon.drugs or self.lexicon.concepts[thing].kind == "drug-class"
        return all(map(_had_by_patient, told)) and bool(told or not treatment)

    def _with_names(
        self, every: tuple[Context, ...], touched: tuple[Context, ...], named: Iterable[tuple[str, str]]
    ) -> tuple[Context, ...]:
        """The sentences with the further names that the program agrees to."""
        added: dict[int, list[Mention]] = {}
        for about, words in named:
            for context in touched:
                mention = nearly_named(context.text, words, about, self.lexicon) or stands_for(
                    context, words, about, every, self.lexicon, self._had
                )
                if mention and not any(m.start < mention.end and mention.start < m.end for m in context.mentions):
                    added.setdefault(context.offset, []).append(mention)
        return tuple(
            replace(c, mentions=tuple(sorted({*c.mentions, *added[c.offset]}, key=lambda m: (m.start, m.id))))
            if c.offset in added
            else c
            for c in touched
        )


_HAD = (Assertion.PRESENT, Assertion.HISTORICAL)
_NOT_HAD = (TrialOutcome.NEVER_TRIED, TrialOutcome.PLANNED)


def _had_by_patient(finding: Finding) -> bool:
    planned = isinstance(finding, TherapyTrial) and finding.outcome in _NOT_HAD
    return finding.assertion in _HAD and finding.experiencer not in (FAMILY, NOBODY) and not planned


def _new(further: Iterable[Finding], known: Iterable[Finding], at: ChartCitation) -> tuple[Finding, ...]:
    """What is read besides and says something that was not read there before."""
    told = {_says(f) for f in known}
    found: dict[object, Finding] = {}
    for finding in further:
        if finding.source.overlaps(at) and _says(finding) not in told and not _bare(finding):
            found.setdefault(_says(finding), replace(finding, rule=f"{finding.rule}; pointed to"))
    return tuple(found.values())


def _bare(finding: Finding) -> bool:
    """A treatment of which nothing is told but its name: "it is given twice a year"."""
    if not isinstance(finding, TherapyTrial):
        return False
    told = finding.outcome is not TrialOutcome.NOT_STATED
    return not told and finding.duration_days is None and finding.start is None and finding.stop is None


def _says(finding: Finding) -> object:
    """What a finding comes to, and in which sentence."""
    more: object = None
    if isinstance(finding, TherapyTrial):
        more = (finding.outcome, finding.duration_days, finding.start, finding.stop, finding.current)
    elif isinstance(finding, TestResult):
        more = finding.result
    elif isinstance(finding, Measurement):
        more = (finding.value, finding.high_value, finding.unit)
    return (finding.kind, finding.concept, finding.assertion, finding.sentence, more)
