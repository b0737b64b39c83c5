"""What a language model proposed and what became of it: it points at words of the chart, the program reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.model.document import ChartCitation
from mednec.model.finding import Finding
from mednec.model.words import Status, Word


class Task(Word):
    """What a language model is asked to do. It is never asked to decide."""

    EVIDENCE = "find evidence for a clause"
    FACTS = "read facts"
    DOCUMENTS = "sort documents"
    LEAVES = "type clauses of a policy"


class Acceptance(Word):
    """What became of a proposal. Only what the program itself reads in the words pointed to may settle a clause."""

    ACCEPTED = "accepted"  # the program reads in these words what was proposed
    SHOWN = "shown"  # the words stand in the chart; the program cannot read the answer in them, so a person decides
    REFUSED = "not accepted"


class Objection(Word):
    """Why a proposal was not accepted, or only shown."""

    NOT_VERBATIM = "the words do not stand in the document"
    NO_SUCH_DOCUMENT = "there is no such document"
    TOO_LONG = "the passage is too long to be a quote"
    OTHER_PATIENT = "the document is another patient's"
    SET_ASIDE = "the document is set aside"
    TO_SOFTWARE = "the words speak to software, not of the patient"
    TEMPLATE = "the words are of a template"
    CARRIED_FORWARD = "the words are carried forward from an earlier note"
    CLAIM = "a letter or form says so, not the record"
    IN_DOUBT = "the words are hard to read, preliminary or struck out"
    HYPOTHETICAL = "the words tell what may be or is planned"
    FAMILY = "the words tell of another person"
    UNCERTAIN = "the words leave it open"
    OPPOSITE = "the program reads the opposite in these words"
    OUTSIDE = "a number, unit or date that was claimed does not stand in the quote"
    OTHER_VALUE = "the program reads another value in these words"
    NOT_NAMED = "the words do not name what is asked for"
    SEVERAL = "the words name several of the kind, and which is meant is open"
    NOT_READ = "the program cannot read the answer in these words"
    NOT_SETTLED = "what the program reads in these words does not settle the clause"
    NOT_ASKED = "nothing of the kind was asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a model says that its quote tells: one fact, every piece of it in words of the quote.

    `about` is the id of a concept or drug, or of a group of them, as it was offered to the model.
    """

    about: str
    says: str  # one of SAYS
    named: str = ""  # the words of the quote that name it
    words: tuple[str, ...] = ()  # numbers, units, dates, durations, outcomes: pieces of the quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A quote that a model points to. `subject` is the label of a clause, or the name of a document or file."""

    task: Task
    subject: str
    document: str  # name of the document that the quote is said to stand in
    quote: str
    status: Status | None = None  # of the clause, as the model holds it
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A proposal with what the program holds of it. `why` is one sentence; `at` is cut from the document."""

    proposal: Proposal
    acceptance: Acceptance
    at: ChartCitation | None = None
    objection: Objection | None = None
    why: str = ""
    findings: tuple[Finding, ...] = ()  # what the program reads in these words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """What a language model did for one case. No trace of it is left where no model is used."""

    model: str  # its name, as its server calls it
    prompts: tuple[str, ...]  # names of the prompts with their versions
    asked: int  # questions
    verdicts: tuple[Verdict, ...] = ()
    trouble: tuple[str, ...] = ()  # why some question has no answer, one sentence each; the review went on without
    findings: tuple[Finding, ...] = field(default=(), repr=False)  # accepted and new: what the grammar alone missed

    def under(self, clause: str) -> tuple[Verdict, ...]:
        """What was proposed for a clause."""
        return tuple(v for v in self.verdicts if v.proposal.task is Task.EVIDENCE and v.proposal.subject == clause)


# What a claim may say of its concept: how it is spoken of, how a test came out, how a treatment went.
SAYS = (
    *("present", "absent", "uncertain", "historical", "hypothetical", "family"),
    *("positive", "negative", "measured", "counted"),
    *("failed", "intolerant", "contraindicated", "partial", "responded", "taken", "never tried", "planned"),
)
