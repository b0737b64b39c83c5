"""`finding` and `diagnosis`: the record decides, letters propose, silence is silence."""

from __future__ import annotations

import pytest

from mednec.model.finding import Finding, Period
from mednec.model.words import Assertion, DocumentKind, Standing, Status
from tests.criteria.made import LAST_YEAR, LETTER, MET, NOT_MET, OPEN, SPLIT, judged, stated, status

YES, NO = Assertion.PRESENT, Assertion.ABSENT
HAS = stated("Has X.", "disease-x")
HAS_NOT = stated("No X.", "disease-x", NO)
WRITES = stated("She has X, says the letter.", "disease-x", document=LETTER)
WRITES_NOT = stated("No X, says the letter.", "disease-x", NO, document=LETTER)
FORM = stated("X, says the form.", "disease-x", document=DocumentKind.FORM)
NOTICE = stated("X, says the payer.", "disease-x", NO, document=DocumentKind.PAYER_NOTICE)
TEMPLATE = stated("ROS: X.", "disease-x", standing=Standing.TEMPLATE)
TEMPLATE_NO = stated("ROS: denies X.", "disease-x", NO, standing=Standing.TEMPLATE)
COPIED = stated("X (copied).", "disease-x", standing=Standing.CARRIED_FORWARD)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), OPEN),
        ((HAS,), MET),
        ((HAS_NOT,), NOT_MET),
        ((HAS, HAS_NOT), SPLIT),
        ((WRITES,), OPEN),
        ((WRITES_NOT,), OPEN),
        ((FORM,), OPEN),
        ((NOTICE,), OPEN),
        ((WRITES, HAS), MET),
        ((WRITES, HAS_NOT), SPLIT),
        ((WRITES_NOT, HAS), MET),
        ((TEMPLATE,), OPEN),
        ((TEMPLATE_NO,), OPEN),
        ((TEMPLATE_NO, HAS), MET),
        ((COPIED,), OPEN),
        ((stated("Form of X.", "form-of-x"),), MET),
        ((stated("No form of X.", "form-of-x", NO),), OPEN),  # the disease may have another form
        ((stated("Has Y.", "disease-y"),), OPEN),
        *(
            ((stated(f"X, {a.value}.", "disease-x", a),), OPEN)
            for a in (Assertion.UNCERTAIN, Assertion.HISTORICAL, Assertion.HYPOTHETICAL, Assertion.FAMILY)
        ),
    ],
)
def test_who_says_what(found: tuple[Finding, ...], expected: Status) -> None:
    assert status("diagnosis", {"of": ["disease-x"]}, *found) is expected


def test_the_words_for_and_against_are_shown() -> None:
    split = judged("diagnosis", {"of": ["disease-x"]}, HAS, HAS_NOT)
    assert ([c.quote for c in split.because], [c.quote for c in split.contrary]) == (["Has X."], ["No X."])
    proposed = judged("diagnosis", {"of": ["disease-x"]}, WRITES)
    assert (proposed.because, [c.quote for c in proposed.contrary]) == ((), ["She has X, says the letter."])
    assert proposed.note == "only a letter or form says so"


def test_a_denial_by_the_record_is_explicit() -> None:
    assert judged("diagnosis", {"of": ["disease-x"]}, HAS_NOT).explicit


def test_absence_asked_for_is_met_by_a_denial_only() -> None:
    asked = {"of": ["disease-x"], "expect": "absent"}
    assert status("diagnosis", asked) is OPEN
    assert status("diagnosis", asked, HAS_NOT) is MET
    assert status("diagnosis", asked, HAS) is NOT_MET
    assert status("diagnosis", asked, WRITES_NOT) is OPEN
    assert status("diagnosis", asked, HAS, HAS_NOT) is SPLIT


def test_a_window_counts_the_day_of_the_fact() -> None:
    asked = {"of": ["disease-x"], "within_days": 60}
    assert status("finding", asked, HAS) is MET
    assert status("finding", asked, stated("X last year.", "disease-x", written=LAST_YEAR)) is OPEN
    assert status("finding", asked, stated("X then.", "disease-x", when=Period.day(LAST_YEAR))) is OPEN
    assert status("finding", asked, stated("X, no day.", "disease-x", written=None)) is OPEN


def test_a_report_settles_it_where_it_speaks() -> None:
    asked = {"of": ["disease-x"], "decided_by": ["pathology report"]}
    biopsy = stated("Biopsy: no X.", "disease-x", NO, document=DocumentKind.PATHOLOGY)
    found = judged("finding", asked, HAS, biopsy)
    assert found.status is NOT_MET
    assert [c.quote for c in found.contrary] == ["Has X."]
    assert status("finding", asked, HAS) is MET


def test_only_the_documents_named_count() -> None:
    asked = {"of": ["disease-x"], "in_documents": ["pathology report"]}
    assert status("finding", asked, HAS) is OPEN
    assert status("finding", asked, stated("Biopsy: X.", "disease-x", document=DocumentKind.PATHOLOGY)) is MET


def test_only_the_specialty_named_counts() -> None:
    asked = {"of": ["disease-x"], "by_specialty": ["specialty-p"]}
    assert status("diagnosis", asked, HAS) is OPEN
    assert status("diagnosis", asked, stated("Q says X.", "disease-x", specialty="specialty-q")) is OPEN
    assert status("diagnosis", asked, stated("P says X.", "disease-x", specialty="specialty-p")) is MET


def test_history_and_letters_count_only_where_the_policy_says_so() -> None:
    past = stated("X as a child.", "disease-x", Assertion.HISTORICAL)
    assert status("finding", {"of": ["disease-x"], "history_counts": True}, past) is MET
    assert status("finding", {"of": ["disease-x"], "letters_count": True}, WRITES) is MET
    assert status("finding", {"of": ["disease-x"], "letters_count": True}, WRITES, WRITES_NOT) is OPEN


def test_to_deny_the_broader_denies_the_narrower() -> None:
    asked = {"of": ["form-of-x"], "denied_by": ["disease-x"]}
    assert status("finding", asked, HAS_NOT) is NOT_MET
    assert status("finding", asked, HAS) is OPEN  # to have the disease is not to have this form of it
    assert status("finding", {**asked, "within_days": 10}, HAS_NOT) is OPEN
