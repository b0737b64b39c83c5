"""The closed word lists of the field; the value of each member is the word we print."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A word we print; `key` is the same word as JSON writes it (`not met` -> `not_met`)."""

    @property
    def key(self) -> str:
        return self.value.replace(" ", "_").replace("-", "_")


class Status(Word):
    """What the chart says about one clause. The last two are unknowns; silence is never *not met*."""

    MET = "met"
    NOT_MET = "not met"
    CONFLICTING = "conflicting"
    NOT_DOCUMENTED = "not documented"

    @property
    def settled(self) -> bool:
        return self in (Status.MET, Status.NOT_MET)


class Outcome(Word):
    """What we recommend. Nothing here is a decision before a physician signs."""

    APPROVE = "approve"
    APPROVE_MODIFIED = "approve modified"
    APPROVE_WITH_CONDITIONS = "approve with conditions"
    PEND = "pend"
    DENY_RECOMMENDED = "deny recommended"


class ReviewAction(Word):
    """X12 code source 306, health care services review action."""

    CERTIFIED = "A1"
    CERTIFIED_PARTIAL = "A2"
    NOT_CERTIFIED = "A3"
    PENDED = "A4"
    MODIFIED = "A6"


class Assertion(Word):
    """How a span speaks of its concept."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    FAMILY = "family"


class Standing(Word):
    """What a statement is worth as evidence, apart from what it says."""

    CURRENT = "current"
    TEMPLATE = "template"  # a pre-filled review of systems
    CARRIED_FORWARD = "carried forward"  # copied from an earlier note, list not updated
    CLAIM = "claim"  # a letter or form says so; it may propose, the record decides
    IN_DOUBT = "in doubt"  # hard to read, preliminary, struck out, or an order: it may propose, a person decides


class DocumentKind(Word):
    """What sort of paper this is; decides what its statements are worth."""

    REQUEST = "request"
    FORM = "request form"
    FAX_COVER = "fax cover"
    LETTER = "letter"
    CLINIC_NOTE = "clinic note"
    LABORATORY = "laboratory report"
    PATHOLOGY = "pathology report"
    IMAGING = "imaging report"
    ADMINISTRATION = "administration record"
    PHARMACY = "pharmacy record"
    HOSPITAL = "hospital summary"
    OUTSIDE = "outside records"
    PAYER_NOTICE = "payer notice"
    LEAFLET = "leaflet"
    OTHER = "other"

    @property
    def claims_only(self) -> bool:
        """Letters, forms and payers' notices may only propose; they are not the record."""
        return self in _CLAIMS


_CLAIMS = (
    DocumentKind.FORM,
    DocumentKind.FAX_COVER,
    DocumentKind.LETTER,
    DocumentKind.PAYER_NOTICE,
    DocumentKind.REQUEST,
)


class Belongs(Word):
    """Whose document it is."""

    THIS_PATIENT = "this patient"
    OTHER_PATIENT = "another patient"
    UNNAMED = "no patient named"


class Result(Word):
    """Polarity of a test: positive shows what is looked for."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"
    PENDING = "pending"
    NOT_DONE = "not done"


class TrialOutcome(Word):
    """How a course of treatment went. These are different things; each policy says which it accepts."""

    FAILED = "failed"
    INTOLERANT = "intolerant"
    CONTRAINDICATED = "contraindicated"
    PARTIAL = "partial"
    RESPONDED = "responded"
    TOO_SHORT = "too short"
    ONGOING = "ongoing"
    NEVER_TRIED = "never tried"
    PLANNED = "planned"
    NOT_STATED = "not stated"


class Direction(Word):
    """Direction of change, in clinical terms."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"


class DoseVerdict(Word):
    """Rule: a verdict needs amount, unit, weight (if per kg), product and interval; otherwise *unverifiable*."""

    WITHIN = "within"
    ABOVE_LABEL = "above label"
    ABOVE_POLICY = "above policy"
    UNVERIFIABLE = "unverifiable"
    INCONSISTENT = "inconsistent"


class Response(Word):
    """Response to treatment so far."""

    RESPONSE = "response"
    NO_RESPONSE = "no response"
    MIXED = "mixed"
    TOO_EARLY = "too early"
    NOT_DOCUMENTED = "not documented"


class Bearing(Word):
    """How near a reference stands to this request. Indirect evidence never settles a clause."""

    DIRECT = "direct"
    SAME_DRUG = "same drug, other disease"
    SAME_DISEASE = "same disease, other drug"
    OTHER_POPULATION = "other population"


class DoseBeside(Word):
    """The requested amount per 28 days beside the amount a reference reports."""

    COMPARABLE = "comparable"
    ABOVE = "above"
    BELOW = "below"
    NOT_COMPARABLE = "not comparable"


class Presence(Word):
    """State of a safety finding in this patient's chart."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_DOCUMENTED = "not documented"


class Supplier(Word):
    """Who can supply what is missing."""

    PRESCRIBER = "prescriber"
    PRESCRIBER_OFFICE = "prescriber's office"
    LABORATORY = "laboratory or pathology"
    PHARMACY = "pharmacy or infusion site"
    PAYER = "payer"
