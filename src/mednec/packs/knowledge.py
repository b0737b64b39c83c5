"""Drugs, references, safety checks and billing codes: read from YAML, checked at the door, held as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from mednec.errors import PackError
from mednec.model.knowledge import ANY_DRUG, Drug, ImportantChange, Reference, ResponseWindow, SafetyCheck, ScoreSum
from mednec.model.request import ServiceLine
from mednec.packs.drug_names import DrugNames
from mednec.packs.knowledge_yaml import DrugPack, HcpcsPack, PackHead, ReferencePack, read_packs
from mednec.packs.response_yaml import ResponsePack
from mednec.packs.safety_yaml import SafetyPack
from mednec.terminology.hcpcs import HcpcsCode, HcpcsTable

T = TypeVar("T")
LEAVE_ONE = "leave the name with one of them"


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What the packs know of drugs, medicine and billing. `versions` lists each pack file with version and date."""

    drugs: Mapping[str, Drug]
    references: Mapping[str, Reference]
    safety: tuple[SafetyCheck, ...]
    hcpcs: HcpcsTable
    versions: tuple[tuple[str, str], ...]
    changes: tuple[ImportantChange, ...] = ()
    sums: tuple[ScoreSum, ...] = ()
    windows: tuple[ResponseWindow, ...] = ()

    @cached_property
    def names(self) -> DrugNames:
        """Index of every name, brand and billing code of the drugs."""
        return DrugNames(self.drugs.values(), self.hcpcs)

    def drug_named(self, text: str) -> Drug | None:
        """The drug a name, brand, abbreviation or billing code stands for; words around it are ignored."""
        return self.names.find(text)

    def drug_of(self, line: ServiceLine) -> Drug | None:
        """The drug of a service line: by its brand, else its drug text, else its billing code."""
        for text in (line.brand or "", line.drug, line.hcpcs):
            found = self.names.find(text)
            if found is not None:
                return found
        return None

    def drugs_of(self, line: ServiceLine) -> tuple[tuple[str, Drug], ...]:
        """What brand, drug text and billing code each stand for, (field, drug); they may disagree."""
        fields = (("brand", line.brand or ""), ("drug", line.drug), ("hcpcs", line.hcpcs))
        found = ((field, self.names.find(text)) for field, text in fields)
        return tuple((field, drug) for field, drug in found if drug is not None)

    def in_class(self, drug_class: str) -> tuple[Drug, ...]:
        """Drugs of a class, by id."""
        return tuple(d for _, d in sorted(self.drugs.items()) if drug_class in d.classes)


def load_knowledge(root: Path | Traversable) -> Knowledge:
    """Read `drugs/`, `references/`, `safety/`, `response/` and `hcpcs/` under the packs folder.

    Raises PackError naming file and field: unreadable YAML, unknown field, missing source, duplicate id, a reference
    that does not exist.
    """
    reference_packs = read_packs(root, "references", ReferencePack)
    drug_packs = read_packs(root, "drugs", DrugPack)
    safety_packs = read_packs(root, "safety", SafetyPack)
    response_packs = read_packs(root, "response", ResponsePack)
    hcpcs_packs = read_packs(root, "hcpcs", HcpcsPack)

    references: dict[str, Reference] = {}
    for source, pack in reference_packs:
        for n, row in enumerate(pack.references):
            _add(references, row.id, row.value(pack.pack.checked), source.at(f"references[{n}].id"))

    drug_ids = {drug.id for _, pack in drug_packs for drug in pack.drugs}
    for source, pack in reference_packs:
        for n, row in enumerate(pack.references):
            for named in sorted({*row.drugs, *row.names_drug} - drug_ids):
                _no_drug(named, source.at(f"references[{n}].drugs"))

    drugs: dict[str, Drug] = {}
    for source, drug_pack in drug_packs:
        for n, drug in enumerate(drug_pack.drugs):
            for field, cited in drug.cited():
                _known(cited, references, source.at(f"drugs[{n}].{field}"))
            _add(drugs, drug.id, drug.value(), source.at(f"drugs[{n}].id"))

    checks: dict[str, SafetyCheck] = {}
    for source, safety_pack in safety_packs:
        for n, check in enumerate(safety_pack.checks):
            _known(check.reference, references, source.at(f"checks[{n}].reference"))
            if check.drug != ANY_DRUG:
                _drug_or_class(check.drug, drugs, source.at(f"checks[{n}].drug"))
            _add(checks, check.id, check.value(), source.at(f"checks[{n}].id"))

    for source, response_pack in response_packs:
        for n, change in enumerate(response_pack.changes):
            _known(change.reference, references, source.at(f"changes[{n}].reference"))
        for n, added in enumerate(response_pack.sums):
            _known(added.reference, references, source.at(f"sums[{n}].reference"))
        for n, window in enumerate(response_pack.windows):
            _known(window.reference, references, source.at(f"windows[{n}].reference"))
            for named in window.drugs:
                _drug_or_class(named, drugs, source.at(f"windows[{n}].drugs"))

    codes: dict[str, HcpcsCode] = {}
    for source, hcpcs_pack in hcpcs_packs:
        for n, code in enumerate(hcpcs_pack.codes):
            _known(code.source, references, source.at(f"codes[{n}].source"))
            if code.drug and code.drug not in drugs:
                _no_drug(code.drug, source.at(f"codes[{n}].drug"))
            _add(codes, code.code, code.value(), source.at(f"codes[{n}].code"))

    groups = (drug_packs, hcpcs_packs, reference_packs, response_packs, safety_packs)
    heads = [(s, p.pack) for group in groups for s, p in group]
    knowledge = Knowledge(
        drugs=dict(sorted(drugs.items())),
        references=dict(sorted(references.items())),
        safety=tuple(checks[key] for key in sorted(checks)),
        changes=tuple(row.value() for _, pack in response_packs for row in pack.changes),
        sums=tuple(row.value() for _, pack in response_packs for row in pack.sums),
        windows=tuple(row.value() for _, pack in response_packs for row in pack.windows),
        hcpcs=HcpcsTable(codes.values(), edition=_edition([p.pack for _, p in hcpcs_packs])),
        versions=tuple(sorted((s.file, f"{head.version}, checked {head.checked}") for s, head in heads)),
    )
    for name, first, second in knowledge.names.clashes:
        raise PackError(
            f"the name {name!r} stands for two drugs, {first} and {second}", where="packs/drugs", do=LEAVE_ONE
        )
    return knowledge


def _edition(heads: list[PackHead]) -> str:
    return "; ".join(f"{head.id} {head.version}, checked {head.checked}" for head in heads)


def _add(table: dict[str, T], key: str, value: T, where: str) -> None:
    if key in table:
        raise PackError(f"id {key!r} is used twice", where=where, do="give each entry its own id")
    table[key] = value


def _known(reference: str, references: Mapping[str, Reference], where: str) -> None:
    if reference not in references:
        raise PackError(f"reference {reference!r} does not exist", where=where, do="add it under packs/references")


def _no_drug(drug: str, where: str) -> None:
    raise PackError(f"drug {drug!r} does not exist", where=where, do="add it under packs/drugs")


def _drug_or_class(name: str, drugs: Mapping[str, Drug], where: str) -> None:
    if name not in drugs and not any(name in drug.classes for drug in drugs.values()):
        raise PackError(f"{name!r} is neither a drug id nor a drug class", where=where, do="add it under packs/drugs")
