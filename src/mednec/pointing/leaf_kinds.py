"""The kinds of leaves that a language model may propose, and which words of a clause each slot is read from.

What is not here cannot be proposed: slots that let more count than the words say (a broader denial, a letter's word)
and kinds whose words hold more than the program can check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mednec.packs.schema import KindSlots, slots_of
from mednec.pointing import leaf_cues as cues
from mednec.pointing import leaf_words as said
from mednec.pointing.leaf_words import Reader, flag, one_of


@cache
def slots_read(kind: str) -> KindSlots:
    """The slots that a kind of leaf reads, as the policy schema has them."""
    return slots_of(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A slot of concepts or drugs. `joined`: how a clause joins several of them where it means what the kind judges."""

    kinds: tuple[str, ...]
    joined: str = "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A slot whose value the words themselves say; `many` where each of the words adds one."""

    read: Reader
    many: bool = False
    turned: str = ""  # the value that one denial among the words makes of all
    above: bool = False  # whether a group above the clause may say it


Slot = Named | Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafKind:
    """How a kind of leaf is read: `cue` are words that show the kind, and of those `needs_cue` must be there.

    `fillers` are lists of words that carry no condition in it; `free` are words that carry one elsewhere and not here,
    `held` such as carry one here and not elsewhere.
    """

    about: str
    slots: Mapping[str, Slot]
    fillers: tuple[str, ...]
    cue: str = ""
    needs_cue: str = ""  # such words at least
    free: frozenset[str] = field(default_factory=frozenset)
    held: frozenset[str] = field(default_factory=frozenset)
    own_names: bool = False


_IS_THERE = ("disease", "symptom", "state", "finding", "reaction")
_WINDOW = Spoken(read=said.window, above=True)


def _statement(*kinds: str) -> Mapping[str, Slot]:
    return {
        "of": Named(kinds=kinds),
        "expect": Spoken(read=cues.there, many=True, turned="absent"),
        "within_days": _WINDOW,
        "by_specialty": Named(kinds=("specialty",)),
        "worded": Spoken(read=cues.verbatim, many=True),
        "history_counts": Spoken(read=cues.history),
        "in_documents": Spoken(read=cues.proven, many=True),
    }


_DRUGS = Named(kinds=("drug",))
_BOUND = {name: Spoken(read=said.bound(name)) for name in ("above", "at_least", "below", "at_most", "up_to")}
KINDS: Mapping[str, LeafKind] = {
    "age": LeafKind(
        about="how old",
        slots={name: Spoken(read=said.age(name)) for name in ("at_least", "at_most", "at_least_months")},
        fillers=("age",),
    ),
    "change": LeafKind(
        about="a value before the first dose and now",
        slots={
            "of": Named(kinds=("measure", "function")),
            "better": Spoken(read=cues.went),
            "by": Spoken(read=said.amount),
            "by_percent": Spoken(read=said.share),
            "or_normal": Spoken(read=flag(r"or\s+(?:now\s+)?(?:normal|within (?:the )?normal limits|normali[sz]ed)")),
            "within_days": _WINDOW,
        },
        fillers=("change",),
        cue=cues.SINCE,
        own_names=True,
    ),
    "concurrent": LeafKind(
        about="a treatment now, or none",
        slots={
            "of": _DRUGS,
            "expect": Spoken(read=cues.together, many=True, turned="not used"),
            "excused_by": Spoken(read=cues.excuse, many=True),
        },
        fillers=("concurrent",),
        held=frozenset(["was", "were", "been", "had"]),  # a treatment had is none taken now
        own_names=True,
    ),
    "diagnosis": LeafKind(about="a disease is there, or not", slots=_statement("disease"), fillers=("statement",)),
    "dose_reduced": LeafKind(
        about="less of another drug",
        slots={"of": _DRUGS, "by_percent": Spoken(read=said.share)},
        fillers=("change", "tried"),
        cue=r"(?:the )?(?:daily )?doses?(?: of)?(?: (?:is|was|has been))?(?: (?:reduced|lowered|decreased))?"
        r"|(?:reduc(?:ed|tion)|decreased?)(?: in| of)?(?: the)?(?: daily)?(?: doses?(?: of)?)?",
        needs_cue=r"reduc|decreas|lower",
        own_names=True,
    ),
    "event_count": LeafKind(
        about="so many events in a time",
        slots={"of": Named(kinds=("event",)), "at_least": Spoken(read=said.counted), "within_days": _WINDOW},
        fillers=("event_count",),
    ),
    "fewer_events": LeafKind(
        about="fewer events than before the first dose",
        slots={"of": Named(kinds=("event",))},
        fillers=("change",),
        cue=cues.FEWER,
        needs_cue=r"fewer|less|reduc|decreas",
        own_names=True,
    ),
    "finding": LeafKind(
        about="a finding or symptom is there, or not", slots=_statement(*_IS_THERE), fillers=("statement",)
    ),
    "function_gained": LeafKind(
        about="what can be done now, or a symptom that got better",
        slots={"of": Named(kinds=("function", "symptom")), "within_days": _WINDOW},
        fillers=("statement",),
        cue=r"improve[ds]?|improvement(?: in| of)?|newly possible|regained|gained|better",
        needs_cue=r".",
    ),
    "measurement": LeafKind(
        about="a number against a bound",
        slots={
            "of": Named(kinds=("measure", "test")),
            **_BOUND,
            "above_reference": Spoken(read=flag(cues.HIGH)),
            "below_reference": Spoken(read=flag(cues.LOW)),
            "not_below_reference": Spoken(read=flag(cues.NOT_LOW)),
            "present": Spoken(
                read=flag(r"on file|reported|resulted|drawn|obtained|measured|recorded|documented|available")
            ),
            "unit": Spoken(read=said.unit),
            "scale": Spoken(read=said.scale),
            "within_days": _WINDOW,
            "baseline": Spoken(read=flag(r"(?:at )?baseline|pre-?treatment|before treatment")),
            "persistent": Spoken(read=flag(r"persistent(?:ly)?")),
            "which": Spoken(read=one_of({"lowest": "lowest", "highest": "highest"})),
        },
        fillers=("measurement",),
    ),
    "prescriber": LeafKind(
        about="who orders",
        slots={
            "specialties": Named(kinds=("specialty",)),
            "consultation": Spoken(read=flag(cues.CONSULTED)),
        },
        fillers=("prescriber",),
        cue=r"(?:prescrib|order|request)(?:ed|ing)?(?: by)?|the prescriber|prescribers?|managed(?: by)?",
        needs_cue=r".",
        free=frozenset(["specialist", "specialists", "treating"]),
        own_names=True,
    ),
    "recorded": LeafKind(
        about="what the chart must speak of, as there or as not there",
        slots={
            "of": Named(kinds=_IS_THERE, joined="and"),
            "discussed": Spoken(read=flag(r"discuss(?:ed|ion)(?: of)?|counsel(?:l?ed|l?ing) (?:on|about)")),
            "within_days": _WINDOW,
        },
        fillers=("statement",),
        cue=cues.SPOKEN_OF,
    ),
    "requested_for": LeafKind(
        about="the disease that the drug is asked for",
        slots={"of": Named(kinds=("disease",))},
        fillers=("statement",),
        cue=cues.USE_FOR,
        needs_cue=r".",
        own_names=True,
    ),
    "symptoms_despite": LeafKind(
        about="symptoms that persist although each of the treatments is taken",
        slots={
            "symptoms": Named(kinds=("symptom", "finding", "disease")),
            "despite": Named(kinds=("drug",), joined="and"),
        },
        fillers=("statement",),
        cue=cues.PERSIST,
        needs_cue=r".",
    ),
    "test_result": LeafKind(
        about="how a test came out",
        slots={
            "of": Named(kinds=("test",)),
            "result": Spoken(read=cues.came_out, many=True, turned="negative"),
            "every": Spoken(read=flag(r"both|each|all|all of")),
            "above_reference": Spoken(read=flag(cues.HIGH)),
            "within_days": _WINDOW,
        },
        fillers=("test_result",),
    ),
    "tried": LeafKind(
        about="a treatment had, long enough, high enough, with such an outcome",
        slots={
            "of": _DRUGS,
            "outcomes": Spoken(read=cues.outcome, many=True, above=True),
            "excused_by": Spoken(read=cues.excuse, many=True, above=True),
            "min_days": Spoken(read=said.duration, above=True),
            "min_daily": Spoken(read=said.daily(per_kg=False), above=True),
            "min_daily_per_kg": Spoken(read=said.daily(per_kg=True), above=True),
        },
        fillers=("tried",),
    ),
}
