"""Who may sign an adverse decision, and who may decide an appeal: a physician, by name, licence and NPI."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mednec.law.npi import npi_fault
from mednec.model.law import SignRule, as_listed
from mednec.model.law_words import SignNeed
from mednec.model.life import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Whether a person may sign, and why not. `warnings` hold nobody back, but stand beside the signature."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    rules: tuple[SignRule, ...]

    @property
    def allowed(self) -> bool:
        return not self.refusals


def signing(
    person: Person,
    rules: Collection[SignRule],
    *,
    specialties: Collection[str] = (),
    decided_before: Collection[str] = (),
    appeal: bool = False,
    state: str = "",
) -> Signing:
    """Whether this person may sign this adverse decision under the rules in use.

    `specialties` are those that the policy or the organisation allows; where neither names any, a physician's field is
    only asked for. `decided_before` are the ids of who decided what is appealed; `state` is that whose law holds.
    """
    own = tuple(rule for rule in rules if rule.on_appeal is appeal)
    needs = tuple(dict.fromkeys(need for rule in own for need in rule.needs))
    return Signing(
        refusals=tuple(_refusals(person, needs, specialties, decided_before)),
        warnings=tuple(_warnings(person, needs, specialties, state)),
        rules=own,
    )


def _refusals(
    person: Person, needs: Collection[SignNeed], specialties: Collection[str], decided_before: Collection[str]
) -> Iterator[str]:
    if SignNeed.PHYSICIAN in needs and Role.PHYSICIAN not in person.roles:
        yield "only a physician may sign an adverse decision"
    if SignNeed.LICENCE in needs and not (person.licence.strip() and person.licence_state.strip()):
        yield "the licence and the state that gave it are needed"
    if SignNeed.NPI in needs and (fault := npi_fault(person.npi)):
        yield fault
    if SignNeed.EXPERTISE in needs and specialties and not allowed_field(person.specialty, specialties):
        named = person.specialty.strip() or "no field"
        yield f"this decision is for {_either(sorted(specialties))}; {named} is given"
    if SignNeed.NOT_BEFORE in needs and person.id in decided_before:
        yield "who decided before may not decide the appeal"


def _warnings(person: Person, needs: Collection[SignNeed], specialties: Collection[str], state: str) -> Iterator[str]:
    if SignNeed.EXPERTISE in needs and not specialties:
        field = f"{person.specialty.strip()} is given" if person.specialty.strip() else "none is given"
        yield f"no specialty is laid down: the physician's field must fit the service; {field}"
    licensed = person.licence_state.strip().upper()
    if SignNeed.LICENCE in needs and state and licensed and licensed != state.upper():
        yield f"the licence is of {licensed}, the law of {state.upper()} holds"


def allowed_field(specialty: str, specialties: Collection[str]) -> bool:
    """Whether a field is among those allowed; case and hyphens do not matter.

    >>> allowed_field("Allergy-Immunology", ("allergy immunology", "pulmonology"))
    True
    """
    return as_listed(specialty) in {as_listed(each) for each in specialties}


def _either(words: list[str]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
