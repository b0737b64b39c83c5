"""`request_is`, `support`, `reference`, `parts`, `ask`: the request, sources cited, cross references, questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Leaf, Slots, distinct, met, not_met, silent
from mednec.criteria.logic import combine, negate
from mednec.criteria.record import Record
from mednec.model.document import ChartCitation
from mednec.model.facts import Passage
from mednec.model.knowledge import Reference as Published
from mednec.model.words import DocumentKind, Status, Supplier

_CITED = re.compile(
    r"\b(?:19|20)\d\d\s*;\s*\d+|et al\.|\bguideline|\brecommendations?\b|\bN Engl J\b|\bdoi\b", re.IGNORECASE
)
_SUPPORT_NAMED = re.compile(  # "a trial of drug A" is a treatment tried, no publication
    r"package insert|label|guideline|study|(?:clinical|randomi[sz]ed|controlled|published) trial"
    r"|standard (?:practice|of care)",
    re.IGNORECASE,
)
_TICKED_NO = re.compile(r"\[\s*\]\s*Yes\s*\[\s*[xX]\s*\]\s*No", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestIs:
    """Slots: `drug` ids or classes; `brands` that must be named (one of)."""

    drug: tuple[str, ...]
    brands: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> RequestIs:
        return cls(drug=slots.texts("drug"), brands=slots.texts("brands", required=False))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.drug

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        line = record.request.lines[0]
        asked = record.request.cite_line(line, "drug")
        shown = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.kind is DocumentKind.FORM
            and record.drug in p.concepts
            and re.search(r"\bdrug\b|requested", p.at.quote, re.IGNORECASE)
        )
        if not record.lexicon.matches(record.drug, self.drug):
            return not_met(*shown[:1], asked)
        if not self.brands:
            return met(*shown[:1], asked)
        product = f"{line.brand or ''} {line.drug}"
        named = any(re.search(rf"(?<![\w-]){re.escape(b)}(?![\w-])", product, re.IGNORECASE) for b in self.brands)
        at = record.request.cite_line(line, "brand") if line.brand else asked
        return met(*shown[:1], at) if named else not_met(*shown[:1], at)

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(d) for d in self.drug)
        return f"the request is for {names}" + (f" as {' or '.join(self.brands)}" if self.brands else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Slots: `source` guideline, compendium or amount (a label, guideline or study that supports the amount asked);
    `issuers`; `within_years`; `diseases` concepts. What a letter cites is looked up among the references of the packs;
    indirect evidence settles nothing."""

    source: str
    issuers: tuple[str, ...]
    within_years: int | None
    diseases: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Support:
        return cls(
            source=slots.choice("source", ("guideline", "compendium", "amount")),
            issuers=slots.texts("issuers", required=False),
            within_years=slots.whole("within_years"),
            diseases=slots.texts("diseases", required=False),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return ("compendium",) if self.source == "compendium" else ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        if self.source == "compendium":
            return self._compendium(record)
        return self._guideline(record) if self.source == "guideline" else self._amount(record)

    def _guideline(self, record: Record) -> Judgement:
        earliest = record.as_of - timedelta(days=round(365.25 * (self.within_years or 100)))
        too_near = ""
        for reference in record.references:
            if not self._fits(record, reference) or reference.year is None or reference.year < earliest.year:
                continue
            cited = [p.at for p in record.facts.chart.passages if _names(p.at.quote, reference.cited_as, record, p)]
            if cited and reference.year == earliest.year:
                too_near = f"{reference.short}: whether it was published after {earliest} is not told"
            elif cited:
                return met(
                    *cited, note=f"{reference.short} names the drug; whether this patient fits it is asked elsewhere"
                )
        return silent(too_near)

    def _fits(self, record: Record, reference: Published) -> bool:
        right = reference.kind == "guideline" and reference.issuer in self.issuers
        named = record.drug in reference.names_drug
        return right and named and any(record.lexicon.matches(d, self.diseases) for d in reference.diseases)

    def _compendium(self, record: Record) -> Judgement:
        named = [p for p in record.facts.chart.passages if "compendium" in p.concepts]
        attached = [p.at for p in named if p.header.kind not in (DocumentKind.FORM, DocumentKind.LETTER)]
        none = tuple(p.at for p in named if _TICKED_NO.search(p.at.quote))
        if attached:
            return silent("a compendium is named; a reviewer must read the entry", contrary=tuple(attached))
        return silent("the form says that no compendium page is attached" if none else "", contrary=none)

    def _amount(self, record: Record) -> Judgement:
        asked = _first_28_days_per_kg(record)
        said = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.kind is DocumentKind.LETTER and _SUPPORT_NAMED.search(p.at.quote)
        )
        for passage in record.facts.chart.passages:
            if not _CITED.search(passage.at.quote) or passage.header.kind is DocumentKind.PAYER_NOTICE:
                continue
            amounts = [Decimal(a) for a in re.findall(r"(\d+(?:\.\d+)?)\s*g/kg", passage.at.quote)]
            if asked is not None and amounts and max(amounts) >= asked:
                return silent(
                    "a source is cited; a reviewer must read whether it supports the amount", contrary=(passage.at,)
                )
        return silent("no label, guideline or study that supports this amount is named", contrary=said)

    def say(self, record: Record) -> str:
        if self.source == "guideline":
            return f"a guideline of {', '.join(self.issuers)} that names {record.lexicon.name(record.drug)}, cited"
        if self.source == "compendium":
            return "a supportive compendium entry with the monograph attached"
        return "a label, guideline or published study that supports the amount requested"


def _names(text: str, ways: tuple[str, ...], record: Record, passage: Passage) -> bool:
    ours = passage.header.kind is not DocumentKind.PAYER_NOTICE  # what a payer cites is not cited in the request
    return ours and record.drug in passage.concepts and any(w.lower() in text.lower() for w in ways)


def _first_28_days_per_kg(record: Record) -> Decimal | None:
    for check in record.facts.regimens:
        if check.totals and check.totals.first_28_days is not None and check.weight:
            return check.totals.first_28_days / check.weight.kg
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Slots: `to` clause labels; met when all of them are (a cross reference such as "the criteria of Section I.A"),
    or with `expect: not met` when they are not ("... that does not satisfy Appendix B")."""

    to: tuple[str, ...]
    expect: str

    @classmethod
    def parse(cls, slots: Slots) -> Reference:
        return cls(to=slots.texts("to"), expect=slots.choice("expect", ("met", "not met"), "met"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        to = [label for label in self.to if record.concerns(label)] or self.to
        judged = [record.status_of(label) for label in to]
        status = combine("all", None, [s for s, _, _ in judged])
        because = distinct(tuple(c for _, b, _ in judged for c in b), most=6)
        contrary = distinct(tuple(c for _, _, x in judged for c in x))
        if status is Status.NOT_DOCUMENTED:
            because = ()
        if self.expect == "not met":
            status = negate(status)
        return Judgement(status=status, because=because, contrary=contrary, note=f"judged under {', '.join(to)}")

    def say(self, record: Record, /) -> str:
        missing = [label for label in self.to if record.status_of(label)[0] is not Status.MET]
        return f"{' and '.join(missing or self.to)} met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Slots: `op` all, any or at_least with `n`; `parts`, each a leaf: one clause that asks several things."""

    op: str
    n: int | None
    parts: tuple[Leaf, ...]

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(c for p in self.parts for c in p.concepts)

    @property
    def supplier(self) -> Supplier:
        return self.parts[0].supplier

    def judge(self, record: Record) -> Judgement:
        judged = [p.judge(record) for p in self.parts]
        status = combine(self.op, self.n, [j.status for j in judged])
        carrying = [j for j in judged if j.status is status] if status.settled else judged
        if status is Status.NOT_DOCUMENTED:
            open_parts = [p.say(record) for p, j in zip(self.parts, judged, strict=True) if not j.status.settled]
            found = tuple(c for j in judged if j.status.settled for c in j.because)
            return silent(f"open: {'; '.join(open_parts)}", contrary=distinct((*found, *_contrary(judged))))
        if status is Status.CONFLICTING:
            carrying = [j for j in judged if j.status is Status.CONFLICTING]
        return Judgement(
            status=status,
            because=distinct(tuple(c for j in carrying for c in j.because)),
            contrary=distinct(_contrary(carrying)),
            note="; ".join(dict.fromkeys(j.note for j in carrying if j.note)),
            rests_on=distinct(tuple(c for j in carrying for c in j.rests_on)),
            no_sign_found=any(j.no_sign_found for j in carrying),
            explicit=all(j.explicit for j in carrying),
        )

    def say(self, record: Record) -> str:
        return {"all": "; and "}.get(self.op, "; or ").join(p.say(record) for p in self.parts)


def refers(leaf: Leaf) -> bool:
    """Whether a leaf asks for the status of other clauses, so that it must be judged again when they change."""
    return isinstance(leaf, Reference) or (isinstance(leaf, Parts) and any(refers(p) for p in leaf.parts))


def _contrary(judged: list[Judgement]) -> tuple[ChartCitation, ...]:
    return tuple(c for j in judged for c in j.contrary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Slot: `question` for the reviewer. What no kind covers is asked, never guessed; its best passages are shown."""

    question: str
    about: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Ask:
        return cls(question=slots.text("question"), about=slots.texts("about", required=False))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.about

    @property
    def supplier(self) -> Supplier:
        return Supplier.PAYER

    def judge(self, _record: Record) -> Judgement:
        return silent(f"question for the reviewer: {self.question}")

    def say(self, _record: Record) -> str:
        return self.question
