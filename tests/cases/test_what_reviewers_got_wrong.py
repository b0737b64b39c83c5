"""Errors that reviewers of like cases made, and what the worked determinations show instead.

Each row is one thing a reader of the determination must find. Figures were worked out by hand from the documents.
"""

from __future__ import annotations

import pytest

from tests.cases.reviewed import printed, worked

MAST, ORDER_29, GRAMS_140, LUPUS = "OMA-DEV-001", "IG-DEV-01", "IG-DEV-02", "RIT-DEV-01"


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        # trials quoted with their own figures, and as what they are
        (MAST, "67.0 % v 47.7 %"),
        (MAST, "n = 28 patients in 9 studies"),
        (MAST, "contradicts"),  # the one randomized trial, which found no difference, stands beside the series
        (MAST, "16 analysed (8 v 8)"),
        (MAST, "about asthma, not"),  # evidence of another disease is called that
        # response: supporting and contrary, like windows, no count before the first dose
        (MAST, "5.57 per 30 days"),  # 68 visits x 30 / 366 days
        (MAST, "6 per 30 days"),  # 3 visits in the 15 days from 1/27 to 2/10
        (MAST, "windows of 22 and 366 days are not alike"),
        (MAST, "No ED visits since last seen"),
        (MAST, "Overall trajectory is for increasing symptoms"),
        (MAST, "86 days from the change from 450 to 600 mg"),  # 2025-01-13 to 2025-04-09
        (MAST, "no count of events is documented"),  # before the first dose
        # dose by 28 days, by mean month, against every label row and the policy
        (MAST, "1,200 mg per 28 days"),
        (MAST, "1,304.5 mg"),  # 1,200 x 30.4375 / 28
        (MAST, "4 times the limit"),
        (MAST, "3 times the highest"),  # 1,200 against the 400 mg of the largest series
        # schedule
        (MAST, "960 units"),
        (MAST, "The dose due on 2025-03-10 was held"),
        (MAST, "2 of 8 expected days lie before the request was received"),
        # diagnosis and codes
        (MAST, "D89.42"),
        (MAST, "D89.4 Excludes1"),
        (MAST, "Which is treated?"),
        # what would change it, and who can supply it; a physician signs
        (MAST, "Who can supply it"),
        (MAST, "peer-to-peer"),
        (MAST, "becomes a decision when a physician signs it"),
        # safety by authority
        (MAST, "Advice of the AAAAI/ACAAI task force, not a label requirement"),
        (MAST, "the label fixes no minutes"),
        (MAST, "its figures are no statement about this patient"),
        # the second service is listed, not decided
        (MAST, "0.9% sodium chloride"),
        # an impossible order is asked about, its readings shown, units blocked
        (ORDER_29, "1,684.9 g"),  # 58.1 kg x 29 g/kg
        (ORDER_29, "29 g per day x 4 days"),
        (ORDER_29, "116 g / 58.1 kg = 2.00 g/kg"),
        (ORDER_29, "units cannot be counted until the order is clarified"),
        (ORDER_29, "139.4 mL/h"),  # 2.4 mL/kg/h x 58.1 kg
        (ORDER_29, "names no dose for dermatomyositis"),
        (ORDER_29, "0.5 times the label"),  # 1 g/kg every four weeks against 2 g/kg
        (ORDER_29, "n = 95 adults"),
        (ORDER_29, "78.7 %"),
        (ORDER_29, "Risk factor for thrombosis"),
        (ORDER_29, "M33.12"),
        (ORDER_29, "No value after the first dose on 2025-12-29"),  # CK 266 and 994 both lie before it
        (ORDER_29, "8 units of 16 requested"),  # nursing visits: 4 + 2 + 2
        (ORDER_29, "232 units of 696 requested"),  # two maintenance courses of 58 g
        # a gram total that fits nothing
        (GRAMS_140, "250 g / 50.3 kg = 4.97 g/kg"),
        (GRAMS_140, "140 g / 50.3 kg = 2.78 g/kg"),
        (GRAMS_140, "2.5 times the label"),
        (GRAMS_140, "1.99 g/kg"),
        (GRAMS_140, "Member weight: 154 lb"),
        (GRAMS_140, "quoted here, not obeyed"),
        (GRAMS_140, "blood group other than O"),
        # trials that stand against, guidelines that stand for, and what a letter makes of them
        (LUPUS, "EULAR 2023"),
        (LUPUS, "EXPLORER 2010"),
        (LUPUS, "LUNAR 2012"),
        (LUPUS, "Missed its primary endpoint"),
        (LUPUS, "without organ involvement"),  # the inclusion term of the code, not a gloss
        (LUPUS, "every 24 weeks or by evaluation"),
        (LUPUS, "prescribed 02/2025. Never started"),  # against the letter that says it failed
        (LUPUS, "Hepatitis B surface antigen before the first dose"),
        (LUPUS, "mucocutaneous reaction"),
        (LUPUS, "bear on this drug or disease"),
    ],
)
def test_a_reader_finds(case: str, shown: str) -> None:
    assert shown in printed(case)


@pytest.mark.parametrize(
    ("case", "never"),
    [
        (MAST, "no evidence exists"),
        (LUPUS, "no guideline"),
        (ORDER_29, "should be 2 g/kg"),
        (ORDER_29, "842.5 units each"),  # nothing is billed by an order that cannot be meant
        (MAST, "mast cell activation abnormality"),  # MCA is the middle cerebral artery here
    ],
)
def test_a_reader_never_finds(case: str, never: str) -> None:
    assert never not in printed(case)


def test_patient_facts_never_cite_a_reference() -> None:
    for case in (MAST, ORDER_29, GRAMS_140, LUPUS):
        for finding in worked(case)[1].facts:
            assert finding.source.quote


def test_lapse_of_more_than_ninety_days_is_told() -> None:
    note = worked(GRAMS_140)[1].route_note
    assert note is not None
    assert "159 days" in note.says  # 2026-01-14 to 2026-06-22
