"""Kinds of leaves and their slots in plain words: what each asks, and where the answer may stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_CHART = "notes, reports and records of this patient; a letter or a form only proposes, a template settles nothing"
_ORDER = "the order on the request, multiplied out, and the weight that the chart measured"
_GIVEN = "administration and infusion records; the first and the last dose given set the times"
_BEFORE = "dated values of one measure and unit on both sides of the first dose"
_DRUGS = "accounts of treatment in notes, medication lists and pharmacy records, with dose, time and outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """`asks` completes "It asks ..."; `evidence` completes "What counts: ..."."""

    asks: str
    evidence: str


def _kind(asks: str, evidence: str) -> KindWords:
    return KindWords(asks=asks, evidence=evidence)


KINDS: Mapping[str, KindWords] = {
    "age": _kind("how old the member was on the day of receipt", "the date of birth on the request"),
    "ask": _kind("a reviewer", "what the reviewer reads; the best passages of the chart are shown"),
    "change": _kind("whether a value is better than before the first dose", _BEFORE),
    "concurrent": _kind("whether a treatment is in use now", f"{_DRUGS}; no use may rest on a current medication list"),
    "diagnosis": _kind("whether the chart says that the member has it", _CHART),
    "dose_limit": _kind("whether the dose ordered is within a number", _ORDER),
    "dose_reduced": _kind("whether the daily dose of another drug was lowered", _DRUGS),
    "doses_given": _kind("how many doses of the requested drug were given", _GIVEN),
    "dosing_weight": _kind("which weight the dose per kg is reckoned with", _ORDER),
    "duration_limit": _kind("whether the time requested is within a length", "the first and last day on the request"),
    "event_count": _kind("how often something happened in a time before the request", _CHART),
    "fewer_courses": _kind("how many courses of the requested drug were given", _GIVEN),
    "fewer_events": _kind("whether events are fewer than before, over like periods", _CHART),
    "finding": _kind("whether the chart says that it is there", _CHART),
    "function_gained": _kind("whether something can be done better than before the first dose", _CHART),
    "limited_to": _kind("whether the disease is confined to some organs", _CHART),
    "measurement": _kind("for a number", f"values with their days, from {_CHART}"),
    "parts": _kind("several things at once", "as told for each"),
    "plan": _kind("for a written plan that covers each of these", "what a note or letter says will be done"),
    "prescriber": _kind("who orders the treatment", "who signs the order or the notes, and consultations"),
    "rate_limit": _kind("how fast it is infused", "the rate ordered, and the weight measured"),
    "recorded": _kind("whether the chart speaks of it at all, as there or as not there", _CHART),
    "reference": _kind("what other clauses came to", "what counts for those clauses"),
    "request_is": _kind("what is requested", "drug and product on the request"),
    "requested_for": _kind("for which disease it is requested", "diagnosis codes, and what the chart says instead"),
    "schedule_limit": _kind("whether the order is within a schedule, each dose and each 28 days", _ORDER),
    "setting": _kind("where the treatment is given", "the site on the request, and what the chart says of it"),
    "since_dose": _kind("how long ago the last dose was given", _GIVEN),
    "support": _kind("whether a source that supports the use is cited", "what the request cites, looked up by name"),
    "symptoms_despite": _kind("what persists in spite of treatment", _CHART),
    "test_result": _kind("how a test came out", f"results with their days, from {_CHART}"),
    "tolerated": _kind("whether the treatment was borne without harm since the first dose", _CHART),
    "tried": _kind("whether a treatment was had, and how it ended", _DRUGS),
    "units_agree": _kind(
        "whether the billing units asked come to an allowed dose", "units on the request, and a weight"
    ),
    "visit_limit": _kind("how many visits are asked for", "visits and infusion days on the request"),
    "worsening_on_dose": _kind("whether it got worse from cycle to cycle on the dose", "tables of values and doses"),
}
OPERATORS = {
    "all": "All of these must be met",
    "any": "One of these is enough",
    "not": "This must not be met",
    "unclear": "The text does not say whether all of these are needed, or one",
}
# Slots as words; {} is the value. Slots not listed are told by their name.
SLOTS: Mapping[str, str] = {
    "of": "about: {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "above": "more than {}",
    "below": "less than {}",
    "up_to": "and at most {}",
    "at_least_months": "at least {} months old",
    "unit": "in {}",
    "within_days": "within {} days before the request was received; what has no day is not within it",
    "baseline": "only values called baseline count, none of an episode",
    "persistent": "at least two values must show it",
    "measured": "stated or copied values do not count",
    "count": "{} separate values must show it",
    "where": "at the site: {}",
    "which": "only the {} value of the latest day counts",
    "scale": "on a scale up to {}",
    "present": "any value is enough",
    "above_reference": "above the upper limit that the laboratory printed",
    "below_reference": "below the lower limit that the laboratory printed",
    "not_above_reference": "not above the upper limit that the laboratory printed",
    "not_below_reference": "not below the lower limit that the laboratory printed",
    "result": "result: {}",
    "every": "each of them must show it",
    "decided_by": "settled by: {}, where one speaks of it",
    "in_documents": "only these papers count: {}",
    "by_specialty": "only papers of these specialties count: {}",
    "history_counts": "what was once there counts too",
    "letters_count": "the word of a letter is enough",
    "denied_by": "also denied where the chart denies: {}",
    "expect": "expected: {}",
    "outcomes": "with the outcome: {}",
    "min_days": "for at least {} days",
    "min_daily": "at {} mg a day or more",
    "min_daily_per_kg": "at {} mg/kg a day or more",
    "times_licensed": "at {} times the licensed dose or more",
    "excused_by": "not needed where it is: {}",
    "course_only": "whatever its outcome",
    "specialties": "specialties: {}",
    "consultation": "a documented consultation with one is enough",
    "equipped": "shown to be prepared by: {}",
    "not": "not at: {}",
    "drug": "drug: {}",
    "brands": "product: {}",
    "symptoms": "symptoms: {}",
    "despite": "each of these was taken: {}",
    "better": "better is {}",
    "by": "by at least {}",
    "by_percent": "by at least {} %",
    "or_normal": "or normal now",
    "cycles": "over {} cycles or more",
    "per_kg": "at {} g/kg a cycle",
    "at_least_days": "at least {} days ago",
    "at_most_days": "at most {} days ago",
    "course": "counted from the first dose of the last course",
    "to_next": "counted to the first day requested",
    "harms": "without: {}",
    "shown_by": "shown by: {}",
    "fewer_than": "fewer than {}",
    "counted": "counted in words as: {}",
    "covers": "covering: {}",
    "only": "confined to: {}",
    "beyond": "nothing of: {}",
    "source": "source: {}",
    "issuers": "issued by: {}",
    "within_years": "of the last {} years",
    "diseases": "for: {}",
    "to": "clauses: {}",
    "per_28_days": "at most {} in 28 days",
    "per_course": "at most {} in a course",
    "per_dose": "at most {} in one dose",
    "per": "for each {}",
    "round_up_to": "rounded up to the next {}",
    "max_units": "at most {} billing units",
    "orders": "at most as ordered so: {}",
    "only_where": "on the clause's own condition also: {}",
    "weight_within_days": "at a weight of the last {} days",
    "per_kg_hour": "at most {} mL/kg an hour",
    "codes": "billed as: {}",
    "per_infusion_day": "at most {} for each infusion day",
    "days": "at most {} days",
    "months": "at most {} months",
    "continuation_months": "at most {} months for a continuation",
    "from_age": "from the age of {}",
    "to_age": "up to the age of {}",
    "worded": "with one of these words of each group in its sentence: {}",
    "discussed": "spoken of as possible is enough",
    "over_ideal_percent": "above {} % of the ideal weight the weight is adjusted",
    "adjust": "of the surplus this share counts: {}",
    "round_to": "rounded to {} g",
    "applies_to": "only where the request is about: {}",
}
