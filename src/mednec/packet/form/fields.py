"""The fields of a request as they are gathered: value, place, and what is to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from mednec.model.request import FieldRead
from mednec.packet.form.checks import fault_of
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.values import Found
from mednec.packs.library import Library

Candidates = Callable[[DocumentRead], Iterable[Found | None]]
_SAME = 90


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What has been read so far; `main` is the document that asks, `others` may fill what it leaves open."""

    main: DocumentRead
    others: tuple[DocumentRead, ...]
    library: Library
    values: dict[str, str] = field(default_factory=dict)
    fields: list[FieldRead] = field(default_factory=list)
    received: date = date.max

    def put(self, path: str, doc: DocumentRead, found: Found) -> None:
        """A value with its place; doubts and faults are told beside it."""
        told = [found.why] if found.why else []
        doubted = [d for d in doc.document.doubts if d.start < found.end and found.start < d.end]
        told += ["hard to read on the scan; check"] if doubted else []
        fault = fault_of(path, found.value, self.received)
        told += [fault] if fault else []
        at = doc.document.cite(found.start, found.end)
        self.values[path] = found.value
        self.fields.append(FieldRead(path=path, value=found.value, at=at, why="; ".join(told)))

    def take(self, path: str, value: str, why: str) -> None:
        """A value that no document gives."""
        self.values[path] = value
        self.fields.append(FieldRead(path=path, value=value, why=why))

    def find(self, candidates: Candidates, *, elsewhere: bool = True) -> tuple[DocumentRead, Found] | None:
        """The first value of the main document, told where it says another; else that of another document."""
        found = [f for f in candidates(self.main) if f is not None and f.value]
        if found:
            others = [f.value for f in found[1:] if differs(f.value, found[0].value)]
            told = f"elsewhere on the form: {others[0]}; check" if others else ""
            return self.main, found[0].told(told) if told else found[0]
        for doc in self.others if elsewhere else ():
            for other in candidates(doc):
                if other is not None and other.value:
                    return doc, other.told(f"not on the form; read in {doc.document.name}")
        return None

    def read(self, path: str, candidates: Candidates, *, neutral: str, why: str, elsewhere: bool = True) -> None:
        """Read one field, or take its neutral value with the reason."""
        found = self.find(candidates, elsewhere=elsewhere)
        if found is None:
            self.take(path, neutral, why)
        else:
            self.put(path, *found)


def differs(one: str, other: str) -> bool:
    """Whether two values are two; a name with and without a middle letter is one."""
    a, b = one.lower().replace(",", "").replace(".", ""), other.lower().replace(",", "").replace(".", "")
    if a == b or a.replace("-", "").replace(" ", "") == b.replace("-", "").replace(" ", ""):
        return False
    if any(c.isdigit() for c in a):
        return True
    return fuzz.token_set_ratio(a, b) < _SAME and a.split()[-1:] != b.split()[-1:]
