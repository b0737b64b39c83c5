"""What letters ask, by the kind of clause: questions and open lines only, never an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mednec.model.determination import CriterionResult
from mednec.model.words import Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that any answer fits, and the lines to answer it on."""

    question: str
    blanks: tuple[str, ...]


PAGE = "Document and page"
ORDER_BLANKS = ("Dose, rate and how often", "Body weight and date", "Signed on")
_COURSE = Asked(
    question="Which medicines of this kind were used, and how did each go? Please give dose and dates.",
    blanks=("Medicine and dose", "First and last day", "How it went", PAGE),
)
_VALUE = Asked(
    question="What was measured, and when? Please send the report.",
    blanks=("Test, value and unit", "Date and laboratory", PAGE),
)
_BEFORE_AND_NOW = Asked(
    question="What was found before the first dose, and what was found last? Please send both pages.",
    blanks=("Before: date and finding", "Last: date and finding", PAGE),
)
_COUNT = Asked(
    question="How many were there, and in which time? Please count over two times of the same length.",
    blanks=("Before: from, to, number", "After: from, to, number", PAGE),
)
_ORDER = Asked(question="What is ordered? Please send the order as it was signed.", blanks=ORDER_BLANKS)
_PLAN = Asked(question="Is there a written plan? If so, please send it.", blanks=(PAGE,))
_PAPER = Asked(
    question="Which label, guideline or study do you rely on? Please send a copy.", blanks=("Title and year", "Page")
)
_WHO = Asked(question="Who orders the treatment, and in which field?", blanks=("Name and field", PAGE))
_OTHER = Asked(question="What does the record say on this point? Please send the page.", blanks=("Date", PAGE))

BY_KIND: Mapping[str, Asked] = MappingProxyType(
    {
        "change": _BEFORE_AND_NOW,
        "concurrent": _COURSE,
        "dose_limit": _ORDER,
        "dose_reduced": _BEFORE_AND_NOW,
        "dosing_weight": _ORDER,
        "duration_limit": _ORDER,
        "event_count": _COUNT,
        "fewer_events": _COUNT,
        "function_gained": _BEFORE_AND_NOW,
        "measurement": _VALUE,
        "plan": _PLAN,
        "prescriber": _WHO,
        "rate_limit": _ORDER,
        "schedule_limit": _ORDER,
        "support": _PAPER,
        "symptoms_despite": _COURSE,
        "test_result": _VALUE,
        "tried": _COURSE,
        "units_agree": _ORDER,
        "visit_limit": _ORDER,
        "worsening_on_dose": _VALUE,
    }
)
ORDER_KINDS = frozenset(kind for kind, ask in BY_KIND.items() if ask is _ORDER)
SUPPLIERS: Mapping[Supplier, str] = MappingProxyType(
    {
        Supplier.PRESCRIBER: "For the prescriber",
        Supplier.PRESCRIBER_OFFICE: "For the prescriber's office",
        Supplier.LABORATORY: "For the laboratory or the clinic that measured it",
        Supplier.PHARMACY: "For the pharmacy or infusion site",
        Supplier.PAYER: "For the practice; the plan looks in its own records too",
    }
)


def asked(leaf: CriterionResult) -> Asked:
    """What to ask about a clause: the policy's own question where it has one, else the one of its kind."""
    own = tuple(part.strip() for part in leaf.wants.replace("; or ", "; ").split("; ") if part.strip().endswith("?"))
    if own:
        return Asked(question=" ".join(own), blanks=("Answer", PAGE))
    return BY_KIND.get(leaf.kind, _OTHER)
