"""Which product of a drug a service line asks for."""

from __future__ import annotations

import re

from mednec.model.knowledge import Drug, Product
from mednec.model.request import ServiceLine


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9%]+", " ", text.casefold()).strip().replace(" %", "%")


def _narrowed(candidates: list[Product], line: ServiceLine) -> Product | None:
    """The only candidate, or the only one that fits the line's billing code and strength; None where several do."""
    if len(candidates) > 1:
        coded = [p for p in candidates if p.hcpcs and p.hcpcs == line.hcpcs.upper()]
        candidates = coded or candidates
    if len(candidates) > 1:
        written = f"{line.brand or ''} {line.drug}".replace(" ", "")
        strength = [p for p in candidates if p.concentration and p.concentration.replace(" ", "") in written]
        candidates = strength or candidates
    return candidates[0] if len(candidates) == 1 else None


def product_of(line: ServiceLine, drug: Drug) -> Product | None:
    """The product named on the line (brand, else drug text), else the only one with its billing code.

    A brand that the drug's products do not hold names no product, whatever the code says.
    """
    generic = {_fold(name) for name in (drug.id, drug.name)}
    brand = _fold(line.brand or "")
    named = brand if brand and brand not in generic else ""
    for written in (named, "" if named else _fold(line.drug)):
        if not written:
            continue
        exact = [p for p in drug.products if _fold(p.name) == written]
        inside = [p for p in drug.products if f" {_fold(p.name)} " in f" {written} "]
        longest = max((len(_fold(p.name)) for p in inside), default=0)
        inside = [p for p in inside if len(_fold(p.name)) == longest]
        part = [p for p in drug.products if f" {written} " in f" {_fold(p.name)} "]
        found = exact or inside or part
        if found:
            return _narrowed(found, line)
    if named:
        return None
    coded = [p for p in drug.products if p.hcpcs and p.hcpcs == line.hcpcs.upper()]
    return _narrowed(coded, line) if coded else None
