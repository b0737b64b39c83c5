"""Two papers added to a case: another patient's, with the very words of this chart, and one that tells of no fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.planted import Planted
from bench.told import Told
from mednec.chart.lexicon import Lexicon
from mednec.model.document import SourceDocument
from mednec.model.proposal import Claim
from mednec.model.request import Patient

_MOST = 14  # concepts of a case
_OTHER = "Patient: Quillon Ferreday\nDate of birth: 02/29/1948\nMRN: 7700412\n\nClinic note\n\n"

# What the words are -> the words, by what is claimed of them. None of it says so of the patient.
_THERAPY = {
    "hypothetical": (
        "If symptoms go on, {name} could be tried next and might fail.",
        "{name} would be stopped as failed should there be no response by week 12.",
    ),
    "of a relative": (
        "Her mother failed {name} years ago.",
        "The mother of the patient failed {name} years ago.",
        "Family: brother on {name}, failed.",
    ),
    "of a study": (
        "In the pivotal trial, half of the participants had failed {name}.",
        "Patients who had failed {name} were enrolled in the study.",
    ),
    "of a policy": (
        "The plan requires failure of {name} for at least 12 weeks.",
        "Criteria: the member has failed {name}.",
    ),
    "an empty box": ("[ ] Failed {name}     [ ] Did not tolerate {name}", "{name}:  [ ] failed   [ ] not tolerated"),
    "a question": ("Has the member failed {name}?   [ ] Yes   [ ] No", "Did {name} fail?"),
}
_STATED = {
    "hypothetical": ("Call the office at once should {name} develop.", "Watch for {name}."),
    "of a relative": (
        "Her father has {name}.",
        "The father of the patient has {name}.",
        "FHx: {name} (sister).",
    ),
    "of a study": ("In the pivotal trial, 4 of 100 participants had {name}.", "{name} was reported in 4% of subjects."),
    "of a policy": ("The plan covers treatment of {name} when criteria are met.", "Covered for {name}."),
    "an empty box": ("[ ] {name}", "{name}   [ ] Yes   [ ] No"),
    "a question": ("Is there {name}?   [ ] Yes   [ ] No", "Does the patient have {name}?"),
    "to be ruled out": ("Rule out {name}.", "?{name}, work-up pending."),
    "denied": ("Denies {name}.", "No {name}."),
}
_TESTED = {
    "hypothetical": (
        "Should {name} come back positive, treatment would be stopped.",
        "A positive {name} would change the plan.",
    ),
    "of a relative": ("Her mother had a positive {name}.", "The mother of the patient had a positive {name}."),
    "of a policy": ("The plan requires a positive {name}.", "Criteria: {name} is positive."),
    "an empty box": ("[ ] {name} positive     [ ] {name} negative", "{name}:  [ ] positive   [ ] negative"),
    "ordered": ("{name} ordered today, result pending.", "Check {name}."),
}
_MEASURED = {
    "hypothetical": ("If {name} rises above 42, hold the next dose.", "Call if {name} is 42 or more."),
    "of a relative": ("Her father had a {name} of 42.", "The father of the patient had a {name} of 42."),
    "of a policy": ("The plan requires {name} of 42 or more.", "Criteria: {name} at least 42."),
    "a goal": ("Goal: {name} 42.", "Target {name} 42 by summer."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    says: str  # what is claimed of them
    patterns: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...] = ()


def _words_for(fact: Told) -> _Words | None:
    if fact.kind == "therapy_trial":
        return _Words(says="failed", patterns=_THERAPY)
    if fact.claim.says in ("positive", "negative"):
        return _Words(says="positive", patterns=_TESTED)
    if fact.claim.says == "measured":
        return _Words(says="measured", patterns=_MEASURED, words=("42",))
    return _Words(says="present", patterns=_STATED) if fact.kind == "diagnosis" else None


def of_another_patient(facts: Sequence[Told]) -> tuple[SourceDocument, tuple[Planted, ...]]:
    """The words of this chart in the chart of another patient, by which they are claimed."""
    name = "98_clinic_note.txt"
    quotes = tuple(dict.fromkeys(f.quote for f in facts))
    document = SourceDocument(name=name, text=_OTHER + "\n\n".join(quotes) + "\n")
    wrong = tuple(Planted(kind="another patient's", right=False, told=replace(f, document=name)) for f in facts)
    return document, wrong


def of_no_fact(
    facts: Sequence[Told], patient: Patient, day: str, lexicon: Lexicon
) -> tuple[SourceDocument, tuple[Planted, ...]]:
    """A note that speaks of what the chart speaks of, and states nothing of it."""
    name = "99_telephone_note.txt"
    lines: list[str] = []
    wrong: list[Planted] = []
    for kind, fact in _claims(facts, name, lexicon):
        lines.append(fact.quote)
        wrong.append(Planted(kind=f"words: {kind}", right=False, told=fact))
    head = f"Patient: {patient.name}\nDate of birth: {patient.birth_date:%m/%d/%Y}\nDate: {day}\n\nTelephone note\n\n"
    return SourceDocument(name=name, text=head + "\n\n".join(lines) + "\n"), tuple(wrong)


def _claims(facts: Sequence[Told], document: str, lexicon: Lexicon) -> Iterator[tuple[str, Told]]:
    seen: set[str] = set()
    for fact in facts:
        told = _words_for(fact)
        if told is None or fact.claim.about in seen or len(seen) >= _MOST:
            continue
        seen.add(fact.claim.about)
        name = lexicon.name(fact.claim.about)
        for kind, patterns in told.patterns.items():
            pattern = patterns[len(seen) % len(patterns)]
            claim = Claim(about=fact.claim.about, says=told.says, named=name, words=told.words)
            yield (
                kind,
                Told(document=document, quote=pattern.format(name=name), claim=claim, kind=fact.kind, named=True),
            )
