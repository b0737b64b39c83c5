"""The leaf kinds by their name in policy.yaml. A new kind is a class with `parse`, `judge`, `say` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rapidfuzz import fuzz, process

from mednec.criteria.kinds.asked import Ask, Parts, Reference, RequestIs, Support
from mednec.criteria.kinds.change import Change, FewerEvents, FunctionGained
from mednec.criteria.kinds.concurrent import Concurrent, SymptomsDespite
from mednec.criteria.kinds.doses import DoseReduced, WorseningOnDose
from mednec.criteria.kinds.dosing_weight import DosingWeight
from mednec.criteria.kinds.events import Events
from mednec.criteria.kinds.extent import DurationLimit, UnitsAgree, VisitLimit
from mednec.criteria.kinds.given import DosesGiven
from mednec.criteria.kinds.limits import DoseLimit, RateLimit
from mednec.criteria.kinds.person import Age, Prescriber
from mednec.criteria.kinds.purpose import RequestedFor
from mednec.criteria.kinds.recorded import Recorded, SinceDose
from mednec.criteria.kinds.results import Test, Threshold
from mednec.criteria.kinds.safety import FewerCourses, LimitedTo, Plan, Tolerated
from mednec.criteria.kinds.schedules import ScheduleLimit
from mednec.criteria.kinds.setting import Setting
from mednec.criteria.kinds.statement import Statement
from mednec.criteria.kinds.therapy import Tried
from mednec.criteria.leaf import Leaf, Slots
from mednec.errors import PolicyError

KINDS: Mapping[str, Callable[[Slots], Leaf]] = {
    "age": Age.parse,
    "ask": Ask.parse,
    "change": Change.parse,
    "concurrent": Concurrent.parse,
    "diagnosis": Statement.parse,
    "dose_limit": DoseLimit.parse,
    "dose_reduced": DoseReduced.parse,
    "doses_given": DosesGiven.parse,
    "dosing_weight": DosingWeight.parse,
    "duration_limit": DurationLimit.parse,
    "event_count": Events.parse,
    "fewer_courses": FewerCourses.parse,
    "fewer_events": FewerEvents.parse,
    "finding": Statement.parse,
    "function_gained": FunctionGained.parse,
    "limited_to": LimitedTo.parse,
    "measurement": Threshold.parse,
    "plan": Plan.parse,
    "prescriber": Prescriber.parse,
    "rate_limit": RateLimit.parse,
    "recorded": Recorded.parse,
    "reference": Reference.parse,
    "requested_for": RequestedFor.parse,
    "request_is": RequestIs.parse,
    "schedule_limit": ScheduleLimit.parse,
    "setting": Setting.parse,
    "since_dose": SinceDose.parse,
    "support": Support.parse,
    "symptoms_despite": SymptomsDespite.parse,
    "test_result": Test.parse,
    "tolerated": Tolerated.parse,
    "tried": Tried.parse,
    "units_agree": UnitsAgree.parse,
    "visit_limit": VisitLimit.parse,
    "worsening_on_dose": WorseningOnDose.parse,
}
KIND_NAMES = (*sorted([*KINDS, "parts"]),)


def parse_leaf(kind: str, raw: Mapping[str, object], where: str) -> Leaf:
    """A leaf from its kind and slots. Raises PolicyError with a suggestion for an unknown kind or slot."""
    slots = Slots(raw=raw, where=where)
    if kind == "parts":
        leaf: Leaf = parse_parts(slots)
    elif kind in KINDS:
        try:
            leaf = KINDS[kind](slots)
        except PolicyError:
            slots.misspelt()  # the likelier cause of a slot that is missing
            raise
    else:
        near = process.extractOne(kind, KIND_NAMES, scorer=fuzz.ratio, score_cutoff=50)
        hint = f"did you mean {near[0]!r}?" if near else f"the kinds are {', '.join(KIND_NAMES)}"
        raise PolicyError(f"unknown kind {kind!r}", where=where, do=hint)
    slots.done()
    return leaf


def parse_parts(slots: Slots) -> Parts:
    """One clause of several leaves. Raises PolicyError for a part without a kind, or an n that does not fit."""
    op = slots.choice("op", ("all", "any", "at_least"), "all")
    leaves = []
    for i, part in enumerate(slots.parts("parts")):
        kind = part.get("kind")
        if not isinstance(kind, str):
            raise slots.wrong(f"parts[{i}]", "needs a kind")
        leaves.append(parse_leaf(kind, {k: v for k, v in part.items() if k != "kind"}, f"{slots.where}.parts[{i}]"))
    n = slots.number("n")
    if (op == "at_least") != (n is not None) or (n is not None and n not in range(1, len(leaves) + 1)):
        raise slots.wrong("n", f"goes with op: at_least, is whole and lies between 1 and {len(leaves)}")
    return Parts(op=op, n=None if n is None else int(n), parts=tuple(leaves))
