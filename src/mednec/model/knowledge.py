"""Knowledge as plain values: concepts, drugs, label rows, references. Loaded by `packs`, passed in, never global."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ANY_DRUG = "any"  # a safety check that is asked of every drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The measure `of`, plus `per` for each unit that the measure `by` lies below `normal`; in their own units."""

    of: str
    by: str
    per: Decimal
    normal: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A thing charts and policies speak of, with the words for it.

    `kind`: disease, symptom, state (pregnancy, exposure, habits), finding, test, measure, function, event, reaction,
    specialty, setting, equipment, organ.
    A term in capitals of up to five letters matches case-sensitively; others do not. `is_a` are parent concepts.
    """

    id: str
    kind: str
    name: str
    terms: tuple[str, ...]
    is_a: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # ICD-10-CM, for diseases
    unit: str = ""  # canonical unit, for measures
    better: str = ""  # "lower" or "higher", for measures and events
    scale: Decimal | None = None  # maximum of an instrument
    usual_low: Decimal | None = None  # usual adult range, in `unit`; a report's own range goes first
    usual_high: Decimal | None = None
    not_after: tuple[str, ...] = ()  # words directly before that make the term something else
    not_before: tuple[str, ...] = ()  # words directly after that make the term something else
    needs: tuple[str, ...] = ()  # words one of which must stand in the same sentence
    due_to: tuple[str, ...] = ()  # diseases: its parent, put down to one of them, is this concept
    corrected: Correction | None = None  # measures that follow from two others


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A brand or biosimilar with its billing code; `unit_amount` per billing unit."""

    name: str
    hcpcs: str
    unit_amount: Decimal
    unit: str
    concentration: str = ""  # "10 %"
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """One labelled dose: for which disease, how much, how often. `reference` is the label section's record."""

    disease: str  # concept id
    says: str
    amount_low: Decimal
    amount_high: Decimal
    unit: str
    per: str = ""
    interval_days_low: Decimal | None = None
    interval_days_high: Decimal | None = None
    per_28_days_high: Decimal | None = None  # highest labelled total per 28 days, in unit (per `per`)
    products: tuple[str, ...] = ()  # product names it holds for; empty for all
    max_rate: Decimal | None = None  # mL/kg/h
    max_rate_at_risk: Decimal | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug: names, classes, and for the drugs we know well its products and label."""

    id: str
    name: str
    terms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    label: tuple[LabelRow, ...] = ()
    not_labelled: tuple[tuple[str, str], ...] = ()  # (disease concept, reference id): stated as not labelled
    daily_dose: Decimal | None = None  # usual licensed daily dose (mg), where a policy counts multiples of it
    weight_based: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A published statement in our own words: who, what, how many, how strong, where from, how sure we are.

    The population is told in words and, where the source tells it, by severity, prior treatment and age. `arithmetic`
    holds the figures that follow from others ("37/47 = 78.7 %"), so that a test can work them out again.
    `confidence`: V read in the source, D computed or checked against a code set, P secondary source only.
    `direction`: supports, contradicts, mixed or neutral, about the intervention in `diseases`.
    """

    id: str
    kind: str  # trial, systematic review, case series, cohort, guideline, label, compendium, task force, regulation ...
    citation: str
    short: str  # "XPORT 2017"
    drugs: tuple[str, ...]
    diseases: tuple[str, ...]
    population: str
    statement: str
    severity: str = ""
    prior_treatment: str = ""
    age: str = ""
    age_from: Decimal | None = None  # years, where the source tells who was studied or labelled
    age_to: Decimal | None = None
    design: str = ""
    n: str = ""
    intervention: str = ""  # with its regimen
    comparator: str = ""
    effect: str = ""  # with its interval
    arithmetic: tuple[str, ...] = ()
    funding: str = ""
    grade: str = ""
    grade_system: str = ""
    direction: str = "neutral"
    per_28_days_low: Decimal | None = None
    per_28_days_high: Decimal | None = None
    dose_unit: str = ""
    issuer: str = ""  # EULAR, ACR, KDIGO ... for guidelines
    names_drug: tuple[str, ...] = ()  # drugs a guideline names as an option
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    cited_as: tuple[str, ...] = ()  # ways a letter names it
    confidence: str = ""
    read_in: str = ""  # what was read: "abstract", "label text", "full text", a secondary page's name
    checked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyCheck:
    """One thing a label or task force asks about before or during treatment.

    A measure among `tests` that lies below `below` or above `above` (in its own unit) is what is looked for; without
    limits its value is shown and nothing is said of it.
    """

    id: str
    drug: str  # drug id, class id, or "any"
    flag: str  # what to look for, in words
    source_kind: str  # boxed warning, contraindication, label monitoring, task-force advice, pharmacology ...
    concepts: tuple[str, ...]  # any of these present -> present
    tests: tuple[str, ...] = ()  # tests whose result answers it
    below: Decimal | None = None
    above: Decimal | None = None
    advice: str = ""
    reference: str = ""
    denied_by: tuple[str, ...] = ()  # concepts whose presence denies the first of `concepts` (one blood group another)
    family_counts: bool = False  # True: a relative's counts, as where a label speaks of the patient or the family
    when_present_wanted: bool = False  # True: presence is what is wanted (a screening test done)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportantChange:
    """How much a measure must change before it is counted as important; all that is given in one row must hold.

    `by` and `by_percent` count from the value before treatment. `reaches` is the value itself, for a measure that
    already is a change. The value before treatment lies from `before_from` to `before_to`, where the row says so.
    """

    measure: str  # concept id
    better: str  # lower or higher
    diseases: tuple[str, ...] = ()  # concept ids; empty for any
    by: Decimal | None = None
    by_percent: Decimal | None = None
    reaches: Decimal | None = None
    more_than: bool = False  # the amount itself is not enough
    before_from: Decimal | None = None
    before_to: Decimal | None = None
    unit: str = ""  # the only unit it holds in, where the measure is told in several
    grade: str = "important"  # minimal, moderate, major ...
    says: str = ""  # for whom, or by what method, where it matters
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSum:
    """A score that is the sum of its parts; rounded parts may differ from it by as much as `within`."""

    measure: str  # concept id
    parts: tuple[str, ...]  # concept ids
    within: Decimal
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseWindow:
    """After how many weeks of treatment the response to a drug may be judged, and who says so."""

    drugs: tuple[str, ...]
    diseases: tuple[str, ...]  # concept ids; empty for any
    weeks: Decimal
    says: str
    reference: str
