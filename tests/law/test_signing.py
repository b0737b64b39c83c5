"""Who may sign what is adverse: refusals by hand for each thing that can be wanting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mednec.law.choosing import in_use
from mednec.law.signing import signing
from mednec.model.law import Adopted, Asked, SignRule, Urgency
from mednec.model.life import Person, Role
from tests.law.shipped import laws

DOCTOR = Person(
    id="p1",
    org="o",
    name="R. Example, MD",
    roles=frozenset((Role.PHYSICIAN,)),
    specialty="Allergy-Immunology",
    npi="1234567893",
    licence="A 1234",
    licence_state="CA",
)
AS_FOUND = Adopted()
FIELDS = ("allergy immunology", "pulmonology")


def rules(line: str = "commercial", state: str = "CA", adopted: Adopted = AS_FOUND) -> tuple[SignRule, ...]:
    return in_use(
        laws().signing, Asked(line=line, benefit="", urgency=Urgency.STANDARD, state=state), date(2026, 4, 9), adopted
    )


def test_a_physician_of_an_allowed_field_may_sign() -> None:
    found = signing(DOCTOR, rules(), specialties=FIELDS, state="CA")
    assert found.allowed
    assert not found.warnings
    assert [rule.id for rule in found.rules] == ["own-adverse", "ca-adverse"]


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (replace(DOCTOR, roles=frozenset((Role.NURSE,))), "only a physician"),
        (replace(DOCTOR, licence=""), "licence"),
        (replace(DOCTOR, licence_state=" "), "licence"),
        (replace(DOCTOR, npi="1234567890"), "check digit"),
        (replace(DOCTOR, npi=""), "no NPI"),
        (replace(DOCTOR, specialty="dermatology"), "for allergy immunology or pulmonology; dermatology is given"),
        (replace(DOCTOR, specialty=""), "no field is given"),
    ],
)
def test_what_is_wanting(person: Person, why: str) -> None:
    found = signing(person, rules(), specialties=FIELDS)
    assert not found.allowed
    assert len(found.refusals) == 1
    assert why in found.refusals[0]


def test_without_specialties_laid_down_a_physician_is_warned() -> None:
    found = signing(DOCTOR, rules())
    assert found.allowed
    assert "must fit the service; Allergy-Immunology is given" in found.warnings[0]


def test_a_licence_of_another_state_is_warned_of() -> None:
    found = signing(DOCTOR, rules(state="NY"), specialties=FIELDS, state="NY")
    assert found.allowed
    assert found.warnings == ("the licence is of CA, the law of NY holds",)


def test_who_decided_before_may_not_decide_the_appeal() -> None:
    first = signing(DOCTOR, rules(), specialties=FIELDS, decided_before=("p1",))
    assert first.allowed
    appeal = signing(DOCTOR, rules(), specialties=FIELDS, decided_before=("p1",), appeal=True)
    assert appeal.refusals == ("who decided before may not decide the appeal",)
    assert signing(replace(DOCTOR, id="p2"), rules(), specialties=FIELDS, decided_before=("p1",), appeal=True).allowed


def test_rules_that_are_not_verified_are_off_until_adopted() -> None:
    assert "ma-adverse" not in [rule.id for rule in rules("medicare-advantage")]
    assert "ma-adverse" in [rule.id for rule in rules("medicare-advantage", adopted=Adopted(unverified=True))]


def test_a_physician_signs_whatever_the_line_of_business() -> None:
    """The own rule holds for all: the program only recommends."""
    for line in sorted({*laws().words.lines.values(), ""}):
        nurse = replace(DOCTOR, roles=frozenset((Role.NURSE, Role.ADMINISTRATOR)))
        assert not signing(nurse, rules(line, state="")).allowed
