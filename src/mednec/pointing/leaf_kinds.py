"""The kinds of leaves that a language model may propose, and which words of a clause each slot is read from.

What is not here cannot be proposed: slots that let more count than the words say (a broader denial, a letter's word)
and kinds whose words hold more than the program can check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mednec.pointing import leaf_words as said
from mednec.pointing.leaf_words import Reader, flag, one_of


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
    """How a kind of leaf is read: `cue` are words that show the kind; without `needs_cue` it may do without them.

    `fillers` are lists of words that carry no condition in it; `free` words that carry one elsewhere and not here.
    """

    about: str
    slots: Mapping[str, Slot]
    fillers: tuple[str, ...]
    cue: str = ""
    needs_cue: bool = False
    free: frozenset[str] = field(default_factory=frozenset)
    own_names: bool = False


_TO = r"(?:\s+(?:to|with|of|after|on|for|from|in))?"
_BY_NOW = r"(?:or|unless|except(?: (?:if|when|where))?|it|they|a|an|the|any|documented)\s+"
_OUTCOME_LEAD = rf"(?:{_BY_NOW})*(?:(?:has|have|had|is|are|was|were|been|did|does|cannot|be)\s+)*(?:(?:a|an|any)\s+)?"
OUTCOMES = {
    "failed": (
        r"(?:(?:inadequate(?:ly)?|insufficient|lack of|no|poor|suboptimal|without(?: an?)? adequate|unsatisfactory)\s+"
        r"(?:clinical\s+|therapeutic\s+)?(?:respon\w+|benefit|relief|control|efficacy|improvement)|fail(?:ed|ure|s)?"
        rf"|non-?respon\w+|refractory|not respond|ineffective|not effective){_TO}"
    ),
    "intolerant": (
        r"(?:intoleran\w+|not tolerated|not tolerate|unable to tolerate|adverse (?:effect|reaction|event)s?)" + _TO
    ),
    "contraindicated": r"contraindicat\w+" + _TO,
}
_outcome = one_of(OUTCOMES, _OUTCOME_LEAD)
_TOGETHER = (
    r"together|concurrent(?:ly)?|concomitant(?:ly)?|at the same time|simultaneous(?:ly)?|in combination|combined"
    r"|combination|along with|added to|concurrent use|concomitant use"
)
_USED = (
    r"used|taken|given|combined|administered|prescribed|approved|receiving|received|in use|continued|on|use|using"
    r"|current(?:ly)?|ongoing"
)
_WITH = r"(?:\s+(?:with|as|to|of))?"
_together = one_of(
    {
        "not used": (
            rf"(?:not|no|never|without)(?:\s+(?:to\s+)?(?:be\s+|being\s+)?(?:currently\s+)?(?:{_USED}|other|another"
            rf"|additional))?(?:\s+(?:{_TOGETHER}))?{_WITH}"
        ),
        "used": rf"(?:(?:{_USED})\s+)?(?:{_TOGETHER}){_WITH}|(?:{_USED}){_WITH}",
    },
    r"(?:(?:is|are|will|must|may|be|being|to)\s+)*",  # what was used is no treatment now
)
_there = one_of(
    {
        "absent": (
            r"no|not|without|absence of|free of|never|ruled out|excluded|not present|absent|not have|no evidence of"
            r"|without evidence of|considered and ruled out|considered and excluded"
        ),
        "present": r"present|documented|confirmed",
    }
)
_came_out = one_of(
    {
        "negative": r"negative|non-?reactive|not detected|undetectable|not positive|absent",
        "positive": r"positive|detected|reactive|abnormal",
        "reported": (
            r"on file|reported|resulted|documented|performed|completed|obtained|available|tested|done|screened"
            r"|checked|recorded|results? of"
        ),
    }
)
_OF_LABORATORY = r"(?:\s+(?:of|for)\s+the\s+(?:reporting\s+)?laboratory)?"
_HIGH = (
    r"above\s+(?:the\s+)?(?:upper\s+limit(?:\s+of\s+normal)?|(?:laboratory'?s?\s+)?(?:upper\s+)?(?:reference|normal)"
    rf"\s+(?:limit|range)|laboratory\s+cut-?off|normal){_OF_LABORATORY}|elevated|higher than normal"
)
_LOW = (
    rf"below\s+(?:the\s+)?(?:lower\s+limit(?:\s+of\s+normal)?|(?:reference|normal)\s+(?:limit|range)){_OF_LABORATORY}"
)
_NOT_LOW = rf"at\s+or\s+above\s+the\s+(?:laboratory'?s?\s+)?lower\s+limit(?:\s+of\s+normal)?{_OF_LABORATORY}"
_ON_FILE = r"on file|reported|resulted|drawn|obtained|measured|recorded|documented|available"
_CONSULTED = r"(?:or\s+)?(?:in\s+|after\s+)?consult(?:ation|ed|ing)?(?:\s+with)?|(?:or\s+)?co-?managed(?: with| by)?"
_PERSIST = (
    r"(?:that |which )?(?:persist(?:s|ed|ing)?|continu(?:e|es|ed|ing))? ?(?:despite|in spite of)(?: treatment with)?"
)
_LOWER = (
    r"(?:reduc(?:ed|tion)|lower(?:ed)?|decreas(?:ed?|ing)|fall(?:en)?|fell|declin(?:ed?|ing)|less|shorter"
    r"|drop(?:ped)?)(?:\s+(?:in|of))?"
)
_HIGHER = r"(?:increas(?:ed?|ing)|higher|rise|risen|raised|gain(?:ed)?|greater)(?:\s+(?:in|of))?"
_went = one_of({"lower": _LOWER, "higher": _HIGHER, "improved": r"improv(?:ed|ement)(?:\s+(?:in|of))?"})
_SINCE = (
    r"(?:from|than|compared (?:with|to)|versus|relative to)\s+(?:the\s+|its\s+)?"
    r"(?:pre-?treatment(?: (?:value|baseline))?"
    r"|baseline(?: value)?|(?:value )?before (?:treatment|therapy))"
)
_FEWER = (
    r"fewer|less frequent|reduc(?:ed|tion) in(?: the)?(?: number of)?|decrease in(?: the)?(?: number of)?"
    r"|than before(?: treatment| therapy)?|(?:compared (?:with|to)|than)(?: in)? the \d{1,2} (?:months|weeks) before"
    r"(?: treatment| therapy)?"
)
_SPOKEN_OF = (
    r"presence or absence of|(?:assess(?:ed|ment)|evaluat(?:ed|ion)|screen(?:ed|ing)|review(?:ed)?)\s+(?:for|of)"
    r"|assessed|evaluated|reviewed|recorded|addressed|considered"
)
_USE_FOR = (
    r"(?:any )?(?:use|treatment|therapy|relief|management)(?: is)? (?:for|of|in|to treat)|treated with"
    r"|(?:requested|prescribed|ordered|to be used|used) for(?: the)?(?: (?:treatment|management) of)?"
    r"|(?:request|it) is for"
)
_IS_THERE = ("disease", "symptom", "state", "finding", "reaction")
_WINDOW = Spoken(read=said.window, above=True)
_history = flag(r"(?:a\s+)?history of|prior|previous|previously|past|earlier|(?:current or (?:past|prior))")
_proven = one_of(
    {
        "pathology report": (
            r"biopsy[- ](?:proven|confirmed)|(?:proven|confirmed|established)\s+(?:by|on)\s+(?:an?\s+|the\s+)?"
            r"(?:biopsy|histology|histopathology)"
        )
    }
)


def _verbatim(words: str) -> said.Said | None:
    text = words.strip(" .,;")
    return said.Said(value=text, spans=((0, len(words)),)) if 0 < len(text.split()) <= 3 and text.isascii() else None


def _statement(*kinds: str) -> Mapping[str, Slot]:
    return {
        "of": Named(kinds=kinds),
        "expect": Spoken(read=_there, many=True, turned="absent"),
        "within_days": _WINDOW,
        "by_specialty": Named(kinds=("specialty",)),
        "worded": Spoken(read=_verbatim, many=True),
        "history_counts": Spoken(read=_history),
        "in_documents": Spoken(read=_proven, many=True),
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
            "better": Spoken(read=_went),
            "by": Spoken(read=said.amount),
            "by_percent": Spoken(read=said.share),
            "or_normal": Spoken(read=flag(r"or\s+(?:now\s+)?(?:normal|within (?:the )?normal limits|normali[sz]ed)")),
            "within_days": _WINDOW,
        },
        fillers=("change",),
        cue=_SINCE,
        own_names=True,
    ),
    "concurrent": LeafKind(
        about="a treatment now, or none",
        slots={
            "of": _DRUGS,
            "expect": Spoken(read=_together, many=True, turned="not used"),
            "excused_by": Spoken(read=_outcome, many=True),
        },
        fillers=("concurrent",),
        free=frozenset(["other", "another"]),
        own_names=True,
    ),
    "diagnosis": LeafKind(about="a disease is there, or not", slots=_statement("disease"), fillers=("statement",)),
    "dose_reduced": LeafKind(
        about="less of another drug",
        slots={"of": _DRUGS, "by_percent": Spoken(read=said.share)},
        fillers=("change", "tried"),
        cue=r"(?:the )?(?:daily )?doses?(?: of)?(?: (?:is|was|has been))?(?: (?:reduced|lowered|decreased))?"
        r"|(?:reduc(?:ed|tion)|decreased?)(?: in| of)?(?: the)?(?: daily)?(?: doses?(?: of)?)?",
        needs_cue=True,
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
        cue=_FEWER,
        needs_cue=True,
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
        needs_cue=True,
    ),
    "measurement": LeafKind(
        about="a number against a bound",
        slots={
            "of": Named(kinds=("measure", "test")),
            **_BOUND,
            "above_reference": Spoken(read=flag(_HIGH)),
            "below_reference": Spoken(read=flag(_LOW)),
            "not_below_reference": Spoken(read=flag(_NOT_LOW)),
            "present": Spoken(
                read=flag(r"on file|reported|resulted|drawn|obtained|measured|recorded|documented|available")
            ),
            "unit": Spoken(read=said.unit),
            "scale": Spoken(read=said.scale),
            "within_days": _WINDOW,
            "baseline": Spoken(read=flag(r"(?:at )?baseline|pre-?treatment|before treatment")),
            "persistent": Spoken(read=flag(r"persistent(?:ly)?")),
            "which": Spoken(read=one_of({"lowest": "lowest", "highest": "highest"})),
            "where": Spoken(read=_verbatim, many=True),
        },
        fillers=("measurement",),
    ),
    "prescriber": LeafKind(
        about="who orders",
        slots={
            "specialties": Named(kinds=("specialty",)),
            "consultation": Spoken(read=flag(_CONSULTED)),
        },
        fillers=("prescriber",),
        cue=r"(?:prescrib|order|request)(?:ed|ing)?(?: by)?|the prescriber|prescribers?|managed(?: by)?",
        needs_cue=True,
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
        cue=_SPOKEN_OF,
    ),
    "requested_for": LeafKind(
        about="the disease that the drug is asked for",
        slots={"of": Named(kinds=("disease",))},
        fillers=("statement",),
        cue=_USE_FOR,
        needs_cue=True,
        own_names=True,
    ),
    "symptoms_despite": LeafKind(
        about="symptoms that persist although each of the treatments is taken",
        slots={
            "symptoms": Named(kinds=("symptom", "finding", "disease")),
            "despite": Named(kinds=("drug",), joined="and"),
        },
        fillers=("statement",),
        cue=_PERSIST,
        needs_cue=True,
    ),
    "test_result": LeafKind(
        about="how a test came out",
        slots={
            "of": Named(kinds=("test",)),
            "result": Spoken(read=_came_out, many=True, turned="negative"),
            "every": Spoken(read=flag(r"both|each|all|all of")),
            "above_reference": Spoken(read=flag(_HIGH)),
            "within_days": _WINDOW,
        },
        fillers=("test_result",),
    ),
    "tried": LeafKind(
        about="a treatment had, long enough, high enough, with such an outcome",
        slots={
            "of": _DRUGS,
            "outcomes": Spoken(read=_outcome, many=True, above=True),
            "excused_by": Spoken(read=_outcome, many=True, above=True),
            "min_days": Spoken(read=said.duration, above=True),
            "min_daily": Spoken(read=said.daily(per_kg=False), above=True),
            "min_daily_per_kg": Spoken(read=said.daily(per_kg=True), above=True),
        },
        fillers=("tried",),
    ),
}
