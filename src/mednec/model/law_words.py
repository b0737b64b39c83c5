"""The closed word lists of the rules: who makes them, what their times count from, what they ask of letters."""

from __future__ import annotations

from mednec.model.words import Word


class Authority(Word):
    """Who makes a rule."""

    LAW = "law"
    ACCREDITOR = "accreditor"
    OWN = "own"  # of this program or of the plan itself: no law is claimed for it


class Starts(Word):
    """What the first day of a rule is."""

    STATED = "stated"  # the day from which the rule holds by its own words
    READING = "reading"  # the text read names no day; the rule is used from here on


class CountsFrom(Word):
    """The event a time is counted from."""

    REQUEST = "receipt of the request"
    APPEAL = "receipt of the appeal"
    MATERIAL = "receipt of new material"
    NOTICE = "the day of the notice"
    FINAL = "the plan's final decision on an appeal"
    TALK = "the call for a talk"


class Content(Word):
    """What must stand in a letter; rules ask for it by its key."""

    DECISION = "the decision"
    AUTHORISED = "what is authorised"
    CONDITIONS = "conditions of the approval"
    NOT_A_DECISION = "that this is not a decision"
    REASON = "the specific reason"
    CRITERION = "the criterion relied on"
    RECORD = "the words of the record relied on"
    CRITERION_FREE = "how to get the criterion free"
    RECORD_FREE = "how to get the documents free"
    MISSING = "what is missing, why, and who can supply it"
    ANSWER_BY = "until when to answer"
    CLINICAL_JUDGEMENT = "the clinical judgement, or an offer of it"
    REVIEWER = "who decided"
    PEER = "a talk between physicians"
    INTERNAL_APPEAL = "the internal appeal"
    EXPEDITED_APPEAL = "the expedited appeal"
    EXTERNAL_REVIEW = "the external review"
    COURT = "the right to bring an action in court"
    LANGUAGE_HELP = "help with language"

    @property
    def worded(self) -> bool:
        """Whether its words are the same in every letter and come from the packs; the others are made of the case."""
        return self in _WORDED


_WORDED = (
    Content.NOT_A_DECISION,
    Content.CRITERION_FREE,
    Content.RECORD_FREE,
    Content.CLINICAL_JUDGEMENT,
    Content.PEER,
    Content.INTERNAL_APPEAL,
    Content.EXPEDITED_APPEAL,
    Content.EXTERNAL_REVIEW,
    Content.COURT,
    Content.LANGUAGE_HELP,
)


class AppealLevel(Word):
    INTERNAL = "internal"
    EXTERNAL = "external"


class SignNeed(Word):
    """What a rule asks of who signs."""

    PHYSICIAN = "a physician"
    LICENCE = "a licence"
    NPI = "a valid NPI"
    EXPERTISE = "a field of medicine that fits the service"
    NOT_BEFORE = "somebody who did not decide before"
