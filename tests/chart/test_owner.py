"""Whose document it is: no other person's chart is this patient's, and slips of a scan cost no document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mednec.chart.owner import same_name, whose
from mednec.model.document import Page, SourceDocument
from mednec.model.request import Patient
from mednec.model.sheet import Box, Ink, Printed
from mednec.model.words import Belongs

AS_OF = date(2026, 1, 21)
PATIENT = Patient(id="MBR-004417", name="Rosalind K. Amadei", birth_date=date(1962, 5, 19), sex="F")
THIS, OTHER, NOBODY = Belongs.THIS_PATIENT, Belongs.OTHER_PATIENT, Belongs.UNNAMED


def document(text: str, ink: Ink = Ink.PRINT, legibility: int = 100) -> SourceDocument:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        box = Box(left=0, top=0, right=1, bottom=1)
        words.append(Printed(start=at, end=at + len(word), box=box, ink=ink, legibility=legibility))
        at += len(word)
    page = Page(file="a.pdf", number=1, width=612, height=792, words=tuple(words))
    return SourceDocument(name="a", text=text, pages=(page,))


def belongs(text: str, patient: Patient = PATIENT, ink: Ink = Ink.PRINT, legibility: int = 80) -> Belongs:
    found, at, why = whose(document(text, ink, legibility), patient, AS_OF)
    assert (at is None) == (found is NOBODY)
    assert bool(why) == (found is OTHER)
    assert "\n" not in why
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Patient: Rosalind K. Amadei     DOB 05/19/1962", THIS),
        ("AMADEI, ROSALIND K  DOB: May 19, 1962", THIS),
        ("Date of Birth: 5/19/62", THIS),
        ("Patient Name: Amadei, Rosalind", THIS),
        ("Patient: Rosalind Amadei-Stone   DOB 05/19/1962", THIS),  # a name after a marriage
        ("Patient: Rosalind Stone   DOB 05/19/1962", THIS),
        ("Patient: Corbin Haddow     DOB 11/02/1971", OTHER),
        ("DOB 11/02/1971", OTHER),
        ("Patient: Corbin Haddow", OTHER),
        ("Patient: Rosalind K. Amadei   DOB 11/02/1971", OTHER),
        ("Sodium 139", NOBODY),
        ("", NOBODY),
    ],
)
def test_birth_dates_and_names(text: str, found: Belongs) -> None:
    assert belongs(text) is found


def test_a_chart_that_names_this_patient_as_kin_is_not_hers() -> None:
    assert belongs("Patient: Corbin Haddow  DOB 11/02/1971\nSpouse: Rosalind Amadei, born 05/19/1962") is OTHER
    assert belongs("Patient: Corbin Haddow  DOB 11/02/1971\nSon born 05/19/1962") is OTHER


def test_a_child_born_does_not_make_the_chart_anothers() -> None:
    assert belongs("Patient: Rosalind Amadei  DOB 05/19/1962\nSon born 01/02/1990") is THIS
    found, at, _ = whose(document("Son born 01/02/1990\nPatient: R. Amadei DOB 05/19/1962"), PATIENT, AS_OF)
    assert found is THIS
    assert at is not None
    assert "05/19/1962" in at.quote


@pytest.mark.parametrize("given", ["Daniela", "Mirabel", "X."])
def test_a_twin_of_the_same_day_is_another(given: str) -> None:
    assert belongs(f"Patient: {given} Amadei   DOB 05/19/1962") is OTHER
    assert belongs(f"Patient Name: {given} Amadei   DOB 05/19/1962") is OTHER


def test_initials_and_slips_of_the_same_given_name_are_no_twin() -> None:
    for given in ("R.", "Rosalynd", "ROSALIND", "K."):
        assert belongs(f"Patient: {given} Amadei   DOB 05/19/1962") is THIS


def test_the_names_of_others_are_no_patients() -> None:
    assert belongs("Provider Name: Tobias Wrenfield\nPatient Name: Rosalind Amadei\n") is THIS
    assert belongs("RE: Medical Necessity Request\nPatient: Rosalind Amadei\n") is THIS
    assert belongs("RE: Medical Necessity Request\nI follow Ms. Amadei in clinic.\n") is not OTHER
    assert belongs("Referring Physician Name: Tobias Wrenfield\nSodium 139\n") is NOBODY


def test_digits_that_a_scan_has_wrong() -> None:
    scanned = "Patient: Rosalind Amadei  DOB 05/19/1952"
    assert belongs(scanned, ink=Ink.SCAN) is THIS
    assert belongs(scanned, ink=Ink.SCAN, legibility=96) is OTHER  # father and son differ by a digit too
    assert belongs(scanned, ink=Ink.PRINT) is OTHER
    assert belongs("Patient: Rosalind Amadei  DOB 11/02/1971", ink=Ink.SCAN) is OTHER
    assert belongs("Patient: Corbin Haddow  DOB 05/19/1952", ink=Ink.SCAN) is OTHER
    assert belongs("DOB 05/19/1952", ink=Ink.SCAN) is OTHER


def test_member_numbers() -> None:
    assert belongs("Member ID MBR 004417\nPatient: Rosalind Amadei  DOB 05/19/1926") is THIS
    assert belongs("ID: mbr-004417\nPatient: Rosalnd Arnadel") is THIS
    assert belongs("ID: MBR-0044171\nPatient: Corbin Haddow") is OTHER
    assert belongs("ID: MBR-004417\nPatient: Corbin Haddow  DOB 11/02/1971") is OTHER


def test_digits_of_another_number_are_no_member_number() -> None:
    patient = replace(PATIENT, id="330011")
    assert belongs("Patient: Corbin Haddow\nNPI 1003300118", patient) is OTHER
    assert belongs("Patient: Corbin Haddow\nTel. 13-300118", patient) is OTHER


@pytest.mark.parametrize("number", ["", "-", "12345", "ABCDEFGH"])
def test_a_number_that_tells_nobody_apart_counts_for_nothing(number: str) -> None:
    assert belongs(f"Patient: Corbin Haddow\n{number}", replace(PATIENT, id=number)) is OTHER


@pytest.mark.parametrize(
    ("printed", "name", "same"),
    [
        ("AMADEI, ROSALIND K", "Rosalind K. Amadei", True),
        ("R. Amadei", "Rosalind K. Amadei", True),
        ("Daniela Amadei", "Rosalind K. Amadei", False),
        ("Rosalind Haddow", "Rosalind K. Amadei", False),
        ("Corbin Haddow", "Rosalind K. Amadei", False),
        ("", "Rosalind K. Amadei", False),
    ],
)
def test_same_name(printed: str, name: str, same: bool) -> None:
    assert same_name(printed, name) is same
