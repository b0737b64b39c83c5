"""Evidence for one use of a drug: supporting and contrary, direct and indirect apart, with what was searched.

What medicine says stands beside what the policy says. Evidence about another disease is indirect and never settles a
clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from mednec.evidence.bearing import BASE_RATE, Use, bearing_of, outside_age
from mednec.evidence.cited import because
from mednec.evidence.doses import LABEL, beside, picture
from mednec.evidence.searched import in_words, searched_for
from mednec.model.document import Rationale
from mednec.model.evidence import EvidenceReview, Support
from mednec.model.knowledge import Concept, Drug, LabelRow, Reference
from mednec.model.request import PriorAuthRequest
from mednec.model.words import Bearing

LABELLED = "labelled"
GUIDELINE = "guideline-supported off-label"
STUDIES = "study-supported off-label"
GUIDELINE_ONLY = "guideline-supported, label not known here"  # who does not know a label cannot call a use off-label
STUDIES_ONLY = "study-supported, label not known here"
MIXED = "evidence mixed"
AGAINST = "evidence against"
NOT_FOUND = "not found"

SUPPORTS, CONTRADICTS, BOTH = "supports", "contradicts", "mixed"
ORDER = (Bearing.DIRECT, Bearing.OTHER_POPULATION, Bearing.SAME_DRUG, Bearing.SAME_DISEASE)
KINDS = ("label", "guideline", "systematic review", "trial", "cohort", "case series", "task force")


def find_support(
    request: PriorAuthRequest,
    drug: Drug | None,
    diseases: Sequence[str],
    references: Mapping[str, Reference],
    per_28_days: Mapping[str, Decimal] | None = None,
    *,
    charted: Sequence[str] = (),
    concepts: Mapping[str, Concept] | None = None,
    packs: Sequence[tuple[str, str]] = (),
) -> EvidenceReview:
    """Weigh the references for this drug in these diseases (concept ids).

    `diseases` are the ones treated: coded, or what the chart says instead. `charted` are the patient's other diseases;
    they never make a use labelled, but a trial that failed in one of them is weighed. `per_28_days` is the requested
    amount per 28 days by unit (`{"mg": 1200}`, `{"g/kg": 2}`).
    """
    if drug is None or not diseases:
        missing = "drug" if drug is None else "disease"
        search = searched_for(None, packs, len(references))
        words = f"{in_words(search)}; no {missing} to search for"
        return EvidenceReview(answer=NOT_FOUND, why=None, support=(), searched=words, search=search)
    use = Use(
        drug=drug,
        diseases=frozenset(diseases),
        charted=frozenset(charted) - frozenset(diseases),
        concepts=concepts or {},
        age=request.patient.age_on(request.received.date()),
    )
    support = tuple(sorted(_support(references.values(), use, per_28_days or {}), key=_rank))
    brands = _brands(request, drug)
    asked, partly = _beyond_label(use, brands, references)
    weighed = support if asked is use else tuple(sorted(_support(references.values(), asked, {}), key=_rank))
    answer, why = _answer(asked, weighed, brands, references)
    holds, elsewhere = _rows(use, brands, references)
    search = searched_for(use, packs, len(references), support)
    return EvidenceReview(
        answer=answer,
        why=why,
        support=support,
        searched=in_words(search),
        notes=(
            *partly,
            *_age_notes(use, references),
            *(_label_notes(use, references) if answer != LABELLED else ()),
            *_population_notes(support),
        ),
        search=search,
        doses=picture(support, use, (*holds, *elsewhere), per_28_days or {}, references),
    )


def _support(references: Iterable[Reference], use: Use, requested: Mapping[str, Decimal]) -> Iterable[Support]:
    for reference in references:
        near = bearing_of(reference, use)
        if near is None:
            continue
        bearing, why = near
        same_drug = use.drug.id in reference.drugs
        dose, note = beside(reference, requested) if same_drug else (None, "")
        yield Support(
            reference=reference,
            bearing=bearing,
            direction=reference.direction,
            why=why,
            dose=dose,
            dose_note=note,
        )


def _rank(support: Support) -> tuple[int, int, int, str]:
    kind = support.reference.kind
    place = KINDS.index(kind) if kind in KINDS else len(KINDS)
    return ORDER.index(support.bearing), place, -(support.reference.year or 0), support.reference.id


def _brands(request: PriorAuthRequest, drug: Drug) -> tuple[str, ...]:
    """Product names of this drug that the request asks for, by brand or billing code; empty if it names none."""
    brands = tuple(dict.fromkeys(line.brand for line in request.lines if line.brand))
    by_brand = [p.name for p in drug.products if any(_same_brand(p.name, brand) for brand in brands)]
    if by_brand or brands:
        return tuple(by_brand) or tuple(sorted(brands))
    codes = {line.hcpcs for line in request.lines}
    return tuple(p.name for p in drug.products if p.hcpcs and p.hcpcs in codes)


def _same_brand(product: str, brand: str) -> bool:
    """A brand without its strength may be any product of that name; blanks and case do not matter."""
    one, other = ("".join(name.casefold().split()) for name in (product, brand))
    return one in other or other in one


def _rows(
    use: Use, brands: Sequence[str], references: Mapping[str, Reference]
) -> tuple[list[LabelRow], list[LabelRow]]:
    """Label rows for the diseases and this age: those of every product asked for, and those of other products only."""
    rows = [row for row in _named_rows(use) if not outside_age(references[row.reference], use.age)]
    holds = [row for row in rows if not row.products or (brands and set(brands) <= set(row.products))]
    return holds, [row for row in rows if row not in holds]


def _beyond_label(
    use: Use, brands: Sequence[str], references: Mapping[str, Reference]
) -> tuple[Use, tuple[Rationale, ...]]:
    """What is left to weigh when the label names some of the diseases treated and others not, with a note of it.

    A disease that no record of this drug speaks of (a comorbidity among the codes) is left out of account.
    """
    holds, _ = _rows(use, brands, references)
    rest = _uncovered(use, {row.disease for row in holds})
    if not holds or not rest:
        return use, ()
    says = (
        f"The label names {use.names({r.disease for r in holds})}; it does not name {use.names(rest)}, also requested."
    )
    note = because(says, [references[row.reference] for row in holds])
    spoken_of = {d for r in references.values() if use.drug.id in r.drugs for d in r.diseases}
    spoken_of |= {disease for disease, _ in use.drug.not_labelled}
    left = frozenset(d for d in rest if ({d} | use.wider(d)) & spoken_of)
    return (replace(use, diseases=left) if left else use), (note,)


def _answer(
    use: Use, support: Sequence[Support], brands: Sequence[str], references: Mapping[str, Reference]
) -> tuple[str, Rationale | None]:
    holds, elsewhere = _rows(use, brands, references)
    if holds:
        row = holds[0]
        return LABELLED, because(f"The label names {use.name(row.disease)}: {row.says}.", [references[row.reference]])
    labels = [s.reference for s in support if s.bearing is Bearing.DIRECT and s.reference.kind == LABEL]
    if not use.drug.label and (names := [record for record in labels if record.direction == SUPPORTS]):
        return LABELLED, because(f"The label names it: {names[0].statement}", names[:1])
    known = _label_known(use, brands)
    direct = [s for s in support if s.bearing is Bearing.DIRECT and s.reference.kind != LABEL]
    beside = [s for s in support if s.bearing is Bearing.SAME_DRUG and set(s.reference.diseases) & use.charted]
    narrower = [s for s in support if s.bearing is Bearing.OTHER_POPULATION and s.reference.kind != BASE_RATE]
    pro = [s.reference for s in direct if s.direction == SUPPORTS]
    con = [s.reference for s in (*direct, *beside, *narrower) if s.direction == CONTRADICTS]
    unclear = [s.reference for s in direct if s.direction == BOTH]
    guidelines = [r for r in pro if r.kind == "guideline" and use.drug.id in r.names_drug]
    other_product = _other_product(elsewhere, brands)
    if guidelines:
        return GUIDELINE if known else GUIDELINE_ONLY, _weighed(
            f"named by {_shorts(guidelines)}", pro, con, unclear, other_product
        )
    if pro and not (con or unclear):
        return STUDIES if known else STUDIES_ONLY, _weighed(
            "supported by studies only", pro, con, unclear, other_product
        )
    if pro or unclear:
        return MIXED, _weighed("the records disagree or are incomplete", pro, con, unclear, other_product)
    if any(r in con for r in (s.reference for s in direct)):
        return AGAINST, _weighed("only contrary records", pro, con, unclear, other_product)
    return NOT_FOUND, None


def _label_known(use: Use, brands: Sequence[str]) -> bool:
    """Whether the packs know the label of what is asked for, so that silence about a disease means off-label."""
    if any(d in use.diseases | _wider(use) for d, _ in use.drug.not_labelled):
        return True
    return any(not row.products or (brands and set(brands) <= set(row.products)) for row in use.drug.label)


def _uncovered(use: Use, labelled: set[str]) -> frozenset[str]:
    """Diseases treated that no label row names, by itself or by its group; a group counts through its member."""
    named = {d for d in use.diseases if ({d} | use.wider(d)) & labelled}
    return frozenset(d for d in use.diseases if d not in named and not any(d in use.wider(n) for n in named))


def _wider(use: Use) -> frozenset[str]:
    return frozenset(w for d in use.diseases for w in use.wider(d))


def _other_product(rows: Sequence[LabelRow], brands: Sequence[str]) -> str:
    names = sorted({name for row in rows for name in row.products})
    if not names:
        return ""
    asked = f", none for {', '.join(brands)}" if brands else ""
    return f"a labelled dose is known here for {', '.join(names)}{asked}"


def _weighed(
    lead: str, pro: Sequence[Reference], con: Sequence[Reference], unclear: Sequence[Reference], product: str
) -> Rationale:
    parts = [lead, product]
    parts += [f"supporting: {_shorts(pro)}"] if pro else []
    parts += [f"contrary: {_shorts(con)}"] if con else []
    parts += [f"mixed: {_shorts(unclear)}"] if unclear else []
    says = "; ".join(part for part in parts if part)
    return because(f"{says[:1].upper()}{says[1:]}.", [*pro, *con, *unclear])


def _label_notes(use: Use, references: Mapping[str, Reference]) -> list[Rationale]:
    """Uses that a label is known not to name, each record once."""
    treated = use.diseases | _wider(use)
    stated = dict.fromkeys(reference for disease, reference in use.drug.not_labelled if disease in treated)
    return [because(references[id].statement, [references[id]]) for id in stated]


def _named_rows(use: Use) -> list[LabelRow]:
    return [row for row in use.drug.label if row.disease in use.diseases | _wider(use)]


def _age_notes(use: Use, references: Mapping[str, Reference]) -> list[Rationale]:
    """Labelled uses of the diseases treated that this patient's age lies outside of."""
    notes: dict[str, Rationale] = {}
    for row in _named_rows(use):
        record = references[row.reference]
        name = use.name(row.disease)
        if ages := outside_age(record, use.age):
            notes.setdefault(record.id, because(f"{name[:1].upper()}{name[1:]}: {ages}.", [record]))
    return list(notes.values())


def _population_notes(support: Sequence[Support]) -> list[Rationale]:
    rates = [s.reference for s in support if s.reference.kind == BASE_RATE]
    says = "{} describes a population; its figures are no statement about this patient."
    return [because(says.format(record.short), [record]) for record in rates]


def _shorts(records: Sequence[Reference]) -> str:
    return ", ".join(_short(record) for record in records)


def _short(record: Reference) -> str:
    size = f" ({record.kind}, n = {record.n})" if record.n else f" ({record.kind})"
    return f"{record.short}{size}"
