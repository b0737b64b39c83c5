"""What is told of a relative, a policy, a study, a form, a question or a supposition is no fact of this patient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mednec.chart.trials import NAMED_ONLY
from mednec.model.finding import Finding, Measurement, TestResult, TherapyTrial
from mednec.model.words import Assertion, Result, Standing, TrialOutcome
from tests.chart.reading import note
from tests.shipped import library

# What stands in the frames, in turn.
NAMES = {
    "treatments": ("methotrexate", "mycophenolate", "azathioprine"),
    "tests": ("hepatitis B surface antigen", "QuantiFERON", "ANA"),
    "measures": ("ferritin", "CRP", "hemoglobin"),
    "diseases": ("asthma", "psoriasis", "rheumatoid arthritis"),
}
OF_NOBODY = (Assertion.FAMILY, Assertion.HYPOTHETICAL, Assertion.UNCERTAIN)
NO_FACT = (Standing.TEMPLATE, Standing.IN_DOUBT)
TAKEN = (TrialOutcome.ONGOING, TrialOutcome.NOT_STATED)
TO_COME = (TrialOutcome.PLANNED, TrialOutcome.TOO_SHORT)
STATED = ("diagnosis", "finding", "reaction", "event")


TABLE = yaml.safe_load(Path(__file__).with_name("told_of_nobody.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "reading"), [(kind, reading) for kind in TABLE for reading in TABLE[kind]])
def test_only_what_is_told_of_the_patient_is_read(kind: str, reading: str) -> None:
    expected = {reading} - {"nothing"}
    read = dict(frames(kind, reading))
    assert {text: found for text, found in read.items() if found != expected} == {}


def frames(kind: str, reading: str) -> Iterator[tuple[str, set[str]]]:
    """Each frame with a name in it, and what is read of that name."""
    for i, frame in enumerate(TABLE[kind][reading]):
        name = NAMES[kind][i % len(NAMES[kind])]
        concepts = {m.id for m in library().lexicon.find(name)}
        text = frame.replace("{it}", name)
        yield text, {read_of(kind, f) for f in note(text).findings if f.concept in concepts} - {""}


def read_of(kind: str, finding: Finding) -> str:
    """What the finding tells of the patient, in a word; nothing where it tells no fact."""
    if finding.assertion in OF_NOBODY or finding.standing in NO_FACT:
        return ""
    match kind, finding:
        case "treatments", TherapyTrial() if finding.outcome in TAKEN:
            return "" if finding.rule == NAMED_ONLY else "taken"
        case "treatments", TherapyTrial() if finding.outcome not in TO_COME:
            return finding.outcome.value
        case "tests", TestResult() if finding.result in (Result.POSITIVE, Result.NEGATIVE):
            return finding.result.value
        case "measures", Measurement():
            return f"{finding.value}"
        case "diseases", _ if finding.kind in STATED:
            return finding.assertion.value
    return ""
