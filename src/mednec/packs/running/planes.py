"""A whole book of cases at once: one bit for each case, 64 cases in a word, groups by bitwise logic.

The planes of a test are kept by what it asks, so that an edited policy packs only the tests that are new to it and
works out its groups again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from mednec.packs.running.plan import Plan, Step

Words: TypeAlias = npt.NDArray[np.uint64]
Codes: TypeAlias = npt.NDArray[np.uint8]

WORD = 64
BLOCK = 1 << 18  # cases
# How a status stands in a table: the low bit says that it could be met, the next that it could be not met. A third bit
# says that it was not shown outright: a settled one was inferred, a silent one claimed by a paper that cannot decide.
SILENT, MET, NOT_MET, CONFLICTING, WEAK = (np.uint8(code) for code in range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planes:
    """The status of one clause for every case; no bit is set in two of the three."""

    met: Words
    not_met: Words
    conflicting: Words

    def turned(self) -> Planes:
        return Planes(met=self.not_met, not_met=self.met, conflicting=self.conflicting)

    @property
    def silent(self) -> Words:
        return ~(self.met | self.not_met | self.conflicting)

    def where(self, mask: Words, other: Planes) -> Planes:
        """These where the mask is set, the other elsewhere."""
        away = ~mask
        return Planes(
            met=(self.met & mask) | (other.met & away),
            not_met=(self.not_met & mask) | (other.not_met & away),
            conflicting=(self.conflicting & mask) | (other.conflicting & away),
        )


def pack(flags: npt.NDArray[np.bool_] | Codes) -> Words:
    """One bit for each value, set where it is not nought; the last word is filled up with nought."""
    packed = np.packbits(flags, bitorder="little")
    short = -len(packed) % 8
    return np.pad(packed, (0, short)).view(np.uint64) if short else packed.view(np.uint64)


def unpack(words: Words, cases: int) -> Codes:
    """One byte for each case, 1 where the bit is set."""
    return np.unpackbits(words.view(np.uint8), count=cases, bitorder="little")


def count(words: Words) -> int:
    """How many cases have the bit."""
    return int(np.bitwise_count(words).sum())


def planes_of(codes: Codes, scratch: Codes | None = None) -> Planes:
    """The planes of one column of a table; `scratch`, as long as it, saves fetching memory for every column."""
    bit = np.bitwise_and(codes, MET, out=scratch)
    could = pack(bit)
    could_not = pack(np.bitwise_and(codes, NOT_MET, out=bit))
    both = could & could_not
    return Planes(met=could ^ both, not_met=could_not ^ both, conflicting=both)


def codes_of(planes: Planes, cases: int) -> Codes:
    """The column again."""
    found = unpack(planes.not_met | planes.conflicting, cases)
    found *= NOT_MET
    found += unpack(planes.met | planes.conflicting, cases)
    return found


def nothing(cases: int) -> Words:
    return np.zeros(-(-cases // WORD), dtype=np.uint64)


def run(plan: Plan, given: Mapping[int, Planes], wanted: Iterable[int] | None = None) -> dict[int, Planes]:
    """The planes of every step, or of those wanted and what they follow from; what is given is not worked out again."""
    found: dict[int, Planes] = dict(given)
    for i in range(len(plan.steps)) if wanted is None else _needed(plan, found, wanted):
        if i not in found:
            step = plan.steps[i]
            if step.is_test:
                raise KeyError(step.label)
            found[i] = group(step, [found[c] for c in step.children])
    return found


def column_of(plan: Plan, columns: Mapping[int, Codes], wanted: int, block: int = BLOCK) -> Codes:
    """One clause's column straight from those of the tests, for one run alone: no plane is kept.

    Block by block, so that the planes of a block stay in the processor's cache and its memory is used again.
    """
    cases = len(next(iter(columns.values())))
    found, scratch = np.empty(cases, dtype=np.uint8), np.empty(min(block, cases), dtype=np.uint8)
    for begin in range(0, cases, block):
        end = min(begin + block, cases)
        given = {i: planes_of(codes[begin:end], scratch[: end - begin]) for i, codes in columns.items()}
        found[begin:end] = codes_of(run(plan, given, [wanted])[wanted], end - begin)
    return found


def _needed(plan: Plan, given: Mapping[int, Planes], wanted: Iterable[int]) -> list[int]:
    waiting, found = list(wanted), set[int]()
    while waiting:
        at = waiting.pop()
        if at not in found and at not in given:
            found.add(at)
            waiting.extend(plan.steps[at].children)
    return sorted(found)


def group(step: Step, below: Sequence[Planes]) -> Planes:
    """One group from its children, as `mednec.criteria.logic` combines them."""
    if step.op == "unclear":
        return _unclear(below)
    needed = 1 if step.op == "not" else step.needed
    if needed == len(below):
        found = _all(below)
    elif needed == 1:
        found = _any(below)
    else:
        found = _at_least(needed, below)
    return found.turned() if step.turned or step.op == "not" else found


def _and(planes: Iterable[Words]) -> Words:
    return _joined(np.bitwise_and, planes)


def _or(planes: Iterable[Words]) -> Words:
    return _joined(np.bitwise_or, planes)


def _joined(by: Callable[..., Words], planes: Iterable[Words]) -> Words:
    """All of them joined, in one new plane and in place from the second on."""
    first, *rest = planes
    if not rest:
        return first
    found = by(first, rest[0])
    for plane in rest[1:]:
        by(found, plane, out=found)
    return found


def _without(some: Words, others: Words) -> Words:
    """`some & ~others` without a plane for the complement."""
    found = some | others
    found ^= others
    return found


def _all(below: Sequence[Planes]) -> Planes:
    not_met = _or(p.not_met for p in below)
    disputed = _or(p.conflicting for p in below)
    return Planes(met=_and(p.met for p in below), not_met=not_met, conflicting=_without(disputed, not_met))


def _any(below: Sequence[Planes]) -> Planes:
    met = _or(p.met for p in below)
    disputed = _or(p.conflicting for p in below)
    return Planes(met=met, not_met=_and(p.not_met for p in below), conflicting=_without(disputed, met))


def _unclear(below: Sequence[Planes]) -> Planes:
    """Settled where all agree; disputed where a conflict stands beside clauses that are not settled both ways."""
    both_ways = _or(p.met for p in below) & _or(p.not_met for p in below)
    disputed = _or(p.conflicting for p in below)
    return Planes(
        met=_and(p.met for p in below),
        not_met=_and(p.not_met for p in below),
        conflicting=_without(disputed, both_ways),
    )


def _at_least(needed: int, below: Sequence[Planes]) -> Planes:
    missed = len(below) - needed + 1  # so many not met put it out of reach
    met = _reaches(needed, [p.met for p in below])
    not_met = _without(_reaches(missed, [p.not_met for p in below]), met)
    could = _reaches(needed, [p.met | p.conflicting for p in below])
    could |= _reaches(missed, [p.not_met | p.conflicting for p in below])
    return Planes(met=met, not_met=not_met, conflicting=_without(could, met | not_met))


def _reaches(needed: int, planes: Sequence[Words]) -> Words:
    """Cases in which so many of these bits are set: a counter in bit slices, begun so that it overflows at `needed`."""
    if needed <= 0:
        return np.full_like(planes[0], np.iinfo(np.uint64).max)
    if needed > len(planes):
        return np.zeros_like(planes[0])
    width = len(planes).bit_length()
    begin = (1 << width) - needed
    full = np.full_like(planes[0], np.iinfo(np.uint64).max)
    slices = [full.copy() if begin >> i & 1 else np.zeros_like(full) for i in range(width)]
    reached = np.zeros_like(full)
    for plane in planes:
        carry = plane
        for digit in slices:
            following = digit & carry
            digit ^= carry
            carry = following
        reached |= carry
    return reached


@dataclass(slots=True, kw_only=True)
class Shelf:
    """The planes of tests by what they ask, packed when first asked for."""

    cases: int
    column: Callable[[str], Codes | None]  # a column of the table by its key, where it has one
    _planes: dict[str, Planes] = field(default_factory=dict)
    _weak: dict[str, Words] = field(default_factory=dict)
    _scratch: Codes | None = None

    def planes(self, key: str) -> Planes:
        """A test's planes; one that the table has no column for is not documented."""
        if key not in self._planes:
            self._planes[key] = self._packed(self.column(key))
        return self._planes[key]

    def _packed(self, codes: Codes | None) -> Planes:
        if codes is None:
            none = nothing(self.cases)
            return Planes(met=none, not_met=none, conflicting=none)
        if self._scratch is None:
            self._scratch = np.empty(self.cases, dtype=np.uint8)
        return planes_of(codes, self._scratch)

    def weak(self, key: str) -> Words:
        """Cases in which the answer was not shown outright."""
        if key not in self._weak:
            codes = self.column(key)
            self._weak[key] = nothing(self.cases) if codes is None else pack(codes & WEAK)
        return self._weak[key]

    def given(self, plan: Plan) -> dict[int, Planes]:
        """The planes of all tests of a plan."""
        return {i: self.planes(plan.steps[i].key) for i in plan.tests}
