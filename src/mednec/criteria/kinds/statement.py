"""`finding` and `diagnosis`: the chart says that the patient has (or does not have) one of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mednec.criteria.leaf import Judgement, Slots, silent
from mednec.criteria.logic import negate
from mednec.criteria.record import Record, within
from mednec.criteria.weigh import spans, weigh
from mednec.model.finding import Finding
from mednec.model.words import Assertion, Status, Supplier

_BESIDE = 60  # so many letters away a word can still be about what is found


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Slots: `of` concepts; `within_days` before the request; `decided_by` kinds of documents that settle it where
    they speak; `in_documents` restricts to kinds; `by_specialty` to documents of these specialties; `history_counts`;
    `letters_count` where a letter's word is enough; `denied_by` broader concepts whose explicit denial denies this one
    too; `worded` what must stand beside it ("active", "moderate severe": one word of each group, in its sentence);
    `expect: absent` turns the question round (met by an explicit denial, never by silence)."""

    of: tuple[str, ...]
    within_days: int | None
    decided_by: tuple[str, ...]
    in_documents: tuple[str, ...]
    history_counts: bool
    letters_count: bool
    denied_by: tuple[str, ...]
    by_specialty: tuple[str, ...]
    worded: tuple[str, ...]
    expect: str

    @classmethod
    def parse(cls, slots: Slots) -> Statement:
        return cls(
            of=slots.texts("of"),
            within_days=slots.whole("within_days"),
            decided_by=slots.document_kinds("decided_by"),
            in_documents=slots.document_kinds("in_documents"),
            history_counts=slots.flag("history_counts"),
            letters_count=slots.flag("letters_count"),
            denied_by=slots.texts("denied_by", required=False),
            by_specialty=slots.texts("by_specialty", required=False),
            worded=slots.texts("worded", required=False),
            expect=slots.choice("expect", ("present", "absent"), "present"),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.of, *self.denied_by)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        found = [f for f in record.statements(self.of) if within(record, f, self.within_days)]
        denials = [
            f
            for f in record.statements(self.denied_by)
            if f.assertion.value == "absent" and within(record, f, self.within_days)
        ]
        if self.in_documents:
            found = [f for f in found if f.document_kind.value in self.in_documents]
        if self.by_specialty:
            found = [f for f in found if record.lexicon.matches(f.header.specialty, self.by_specialty)]
        bare = [f for f in found if f.assertion is not Assertion.ABSENT and not self._as_worded(f)]
        found = [f for f in found if f not in bare]
        if not found and not denials:
            said = [f for f in bare if f.assertion is Assertion.PRESENT]
            return silent(f"nothing says {self._words}" if said else "", contrary=spans(said))
        judged = weigh(
            [*found, *denials],
            historical_counts=self.history_counts,
            decided_by=self.decided_by,
            claims_count=self.letters_count,
        )
        if judged.status is Status.NOT_MET and not denials and not self._each_denied(record):
            others = "; of the others nothing is said" if judged.because else ""
            return silent(f"only a part of what the clause names is denied{others}")
        return replace(judged, status=negate(judged.status)) if self.expect == "absent" else judged

    @property
    def _words(self) -> str:
        return " and ".join(f"that it is {' or '.join(group.split())}" for group in self.worded)

    def _as_worded(self, finding: Finding) -> bool:
        """Whether a word of each group stands beside what is found, in its sentence."""
        if not self.worded:
            return True
        text, start = finding.sentence.quote.lower(), finding.sentence.start
        near = text[max(0, finding.source.start - start - _BESIDE) : max(0, finding.source.end - start) + _BESIDE]
        return all(re.search(rf"(?<![\w-])(?:{'|'.join(map(re.escape, g.split()))})\b", near) for g in self.worded)

    def _each_denied(self, record: Record) -> bool:
        """Whether each of the alternatives is denied: to deny one says nothing of the others."""
        return all(any(f.assertion is Assertion.ABSENT for f in record.statements((c,))) for c in self.of)

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        names += f", {self._words}," if self.worded else ""
        window = f" within {self.within_days} days before the request" if self.within_days else ""
        return f"{names} {'ruled out' if self.expect == 'absent' else 'documented'}{window}"
