"""What a search of the references went through, in words that never say more than that."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.evidence.bearing import Use
from mednec.model.evidence import EvidenceSearch, Support
from mednec.model.words import Bearing

FOLDER = "references/"
NAMED = 4  # more packs than these are counted here and listed where the determination says what it was made from


def searched_for(
    use: Use | None, packs: Sequence[tuple[str, str]], considered: int, support: Sequence[Support] = ()
) -> EvidenceSearch:
    """The search as it was made; `use` is None when there was no drug or no disease to search for."""
    return EvidenceSearch(
        packs=tuple(sorted((file, version) for file, version in packs if file.startswith(FOLDER))),
        query=f"{use.drug.name} in {use.names(use.diseases)}" if use else "",
        considered=considered,
        bearing=len(support),
        direct=sum(1 for s in support if s.bearing is Bearing.DIRECT),
    )


def in_words(search: EvidenceSearch) -> str:
    """One sentence: how many records of which packs, for what, and how many bear on it."""
    found = f"for {search.query}: {search.bearing} bear on this drug or disease, {search.direct} of them directly"
    return f"searched {search.considered} records{_packs(search)}" + (f"; {found}" if search.query else "")


def not_found_in(search: EvidenceSearch) -> str:
    """What is said when nothing answers the question."""
    return f"Not found in the evidence searched ({search.considered} records{_packs(search)})."


def _packs(search: EvidenceSearch) -> str:
    if not search.packs:
        return ""
    if len(search.packs) <= NAMED:
        return " in " + "; ".join(f"{file} {version}" for file, version in search.packs)
    days = sorted(version.rpartition("checked ")[2] for _, version in search.packs)
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return f" in {len(search.packs)} packs, checked {when} (each with its version under Made from)"
