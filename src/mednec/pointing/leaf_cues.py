"""The words of policies that show a kind of leaf, or say a value of a closed list: outcomes, results, directions."""

from __future__ import annotations

from mednec.pointing.leaf_words import Said, flag, one_of

_TO = r"(?:\s+(?:to|with|of|after|on|for|from|in))?"
_BEING = r"(?:(?:has|have|had|is|are|was|were|been|did|does|cannot|be)\s+)*(?:(?:a|an|any)\s+)?"
_OUTCOME_LEAD = rf"(?:(?:or|it|they|a|an|the|any|documented)\s+)*{_BEING}"
_EXCUSE_LEAD = rf"(?:(?:or|unless|except(?: (?:if|when|where))?|it|they|a|an|the|any|documented)\s+)*{_BEING}"
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
outcome = one_of(OUTCOMES, _OUTCOME_LEAD)
excuse = one_of({name: OUTCOMES[name] for name in ("intolerant", "contraindicated")}, _EXCUSE_LEAD)
_TOGETHER = (
    r"together|concurrent(?:ly)?|concomitant(?:ly)?|at the same time|simultaneous(?:ly)?|in combination|combined"
    r"|combination|along with|added to|concurrent use|concomitant use"
)
_USED = (
    r"used|taken|given|combined|administered|prescribed|approved|receiving|in use|continued|on|use|using"
    r"|current(?:ly)?|ongoing"
)
_NOW = r"used|taken|given|receiving|in use|continued|on|use|using|current(?:ly)?|ongoing"
_WITH = r"(?:\s+(?:with|as|to|of))?"
together = one_of(
    {
        "not used": (
            rf"(?:not|no|never|without)(?:\s+(?:to\s+)?(?:be\s+|being\s+)?(?:currently\s+)?(?:{_USED}|other|another"
            rf"|additional))?(?:\s+(?:{_TOGETHER}))?{_WITH}"
        ),
        "used": rf"(?:(?:{_USED})\s+)?(?:{_TOGETHER}){_WITH}|(?:{_NOW}){_WITH}",
    },
    r"(?:(?:is|are|will|must|may|be|being|to)\s+)*",  # what was used is no treatment now
)
there = one_of(
    {
        "absent": (
            r"no|not|without|absence of|free of|never|ruled out|excluded|not present|absent|not have|no evidence of"
            r"|without evidence of|considered and ruled out|considered and excluded"
        ),
        "present": r"present|documented|confirmed",
    }
)
came_out = one_of(
    {
        "negative": r"negative|non-?reactive|not detected|undetectable|not positive|absent",
        "positive": r"positive|detected|reactive|abnormal",
        "reported": (
            r"on file|reported|resulted|performed|completed|obtained|available|tested|done|screened|checked|results? of"
        ),
    }
)
_OF_LABORATORY = r"(?:\s+(?:of|for)\s+the\s+(?:reporting\s+)?laboratory)?"
HIGH = (
    r"above\s+(?:the\s+)?(?:upper\s+limit(?:\s+of\s+normal)?|(?:laboratory'?s?\s+)?(?:upper\s+)?(?:reference|normal)"
    rf"\s+(?:limit|range)|laboratory\s+cut-?off|normal){_OF_LABORATORY}|elevated|higher than normal"
)
LOW = rf"below\s+(?:the\s+)?(?:lower\s+limit(?:\s+of\s+normal)?|(?:reference|normal)\s+(?:limit|range)){_OF_LABORATORY}"
NOT_LOW = rf"at\s+or\s+above\s+the\s+(?:laboratory'?s?\s+)?lower\s+limit(?:\s+of\s+normal)?{_OF_LABORATORY}"
_ON_FILE = r"on file|reported|resulted|drawn|obtained|measured|recorded|documented|available"
CONSULTED = r"(?:or\s+)?(?:in\s+|after\s+)?consult(?:ation|ed|ing)?(?:\s+with)?|(?:or\s+)?co-?managed(?: with| by)?"
PERSIST = (
    r"(?:that |which )?(?:persist(?:s|ed|ing)?|continu(?:e|es|ed|ing))? ?(?:despite|in spite of)(?: treatment with)?"
)
_LOWER = (
    r"(?:reduc(?:ed|tion)|lower(?:ed)?|decreas(?:ed?|ing)|fall(?:en)?|fell|declin(?:ed?|ing)|less|shorter"
    r"|drop(?:ped)?)(?:\s+(?:in|of))?"
)
_HIGHER = r"(?:increas(?:ed?|ing)|higher|rise|risen|raised|gain(?:ed)?|greater)(?:\s+(?:in|of))?"
went = one_of({"lower": _LOWER, "higher": _HIGHER, "improved": r"improv(?:ed|ement)(?:\s+(?:in|of))?"})
SINCE = (
    r"(?:from|than|compared (?:with|to)|versus|relative to)\s+(?:the\s+|its\s+)?"
    r"(?:pre-?treatment(?: (?:value|baseline))?"
    r"|baseline(?: value)?|(?:value )?before (?:treatment|therapy))"
)
FEWER = (
    r"fewer|less frequent|reduc(?:ed|tion) in(?: the)?(?: number of)?|decrease in(?: the)?(?: number of)?"
    r"|than before(?: treatment| therapy)?|(?:compared (?:with|to)|than)(?: in)? the \d{1,2} (?:months|weeks) before"
    r"(?: treatment| therapy)?"
)
SPOKEN_OF = (
    r"presence or absence of|(?:assess(?:ed|ment)|evaluat(?:ed|ion)|screen(?:ed|ing)|review(?:ed)?)\s+(?:for|of)"
    r"|assessed|evaluated|reviewed"
)
USE_FOR = (
    r"(?:any )?(?:use|treatment|therapy|relief|management)(?: is)? (?:for|of|in|to treat)|treated with"
    r"|(?:requested|prescribed|ordered|to be used|used) for(?: the)?(?: (?:treatment|management) of)?"
    r"|(?:request|it) is for"
)
history = flag(r"(?:a\s+)?history of|prior|previous|previously|past|earlier|(?:current or (?:past|prior))")
proven = one_of(
    {
        "pathology report": (
            r"biopsy[- ](?:proven|confirmed)|(?:proven|confirmed|established)\s+(?:by|on)\s+(?:an?\s+|the\s+)?"
            r"(?:biopsy|histology|histopathology)"
        )
    }
)


def verbatim(words: str) -> Said | None:
    text = words.strip(" .,;")
    return Said(value=text, spans=((0, len(words)),)) if 0 < len(text.split()) <= 3 and text.isascii() else None
