"""The rulings of a case that are in force, as a review takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.criteria.policy import Policy
from mednec.desk.desk import Desk
from mednec.desk.folder import text_digest
from mednec.desk.sealed import about, open_words
from mednec.desk.values import Cited
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.life import Ruling, RulingKind
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.store.tables import RulingRow

WITHDRAWN = "withdrawn"
LAPSED = "the record or the policy was changed, and no longer has what it rests on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ruling as it is kept, with its words open. `texts` are digests of the documents cited, by name."""

    row: RulingRow
    reason: str
    by: str  # name and role, as shown
    cited: tuple[Cited, ...]
    texts: dict[str, str]

    @property
    def withdraws(self) -> bool:
        return self.row.kind == WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Rulings that can be applied, with their rows' ids; and those that no longer can."""

    ids: tuple[str, ...]
    rulings: tuple[Ruling, ...]
    lapsed: tuple[Kept, ...] = ()


def kept_rulings(session: Session, desk: Desk, case: str) -> tuple[Kept, ...]:
    """Every ruling and withdrawal of a case, in order."""
    rows = session.scalars(select(RulingRow).where(RulingRow.case == case).order_by(RulingRow.number))
    return tuple(_opened(desk, row) for row in rows)


def in_force(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """The last word on each clause, where that is no withdrawal; in the order of the clauses."""
    last = {each.row.clause: each for each in kept}
    return tuple(last[clause] for clause in sorted(last) if not last[clause].withdraws)


def standing(kept: Sequence[Kept], case: Case, policy: Policy) -> Standing:
    """What is in force, bound to the documents as they are now.

    Documents may have come since, and others be named otherwise: the words are looked for in the document of the same
    text. What rests on words that are gone, or on a clause that the policy lacks, has lapsed.
    """
    documents = {text_digest(d): d for d in case.documents} | {
        text_digest(case.request.document): case.request.document
    }
    clauses = policy.labels()
    held, lapsed = [], []
    for each in in_force(kept):
        ruling = _ruling(each, documents) if each.row.clause in clauses else None
        if ruling is None:
            lapsed.append(each)
        else:
            held.append((each.row.id, ruling))
    return Standing(ids=tuple(i for i, _ in held), rulings=tuple(ruling for _, ruling in held), lapsed=tuple(lapsed))


def _ruling(kept: Kept, documents: dict[str, SourceDocument]) -> Ruling | None:
    citations = tuple(_citations(kept, documents))
    if len(citations) < len(kept.cited):
        return None
    return Ruling(
        clause=kept.row.clause,
        status=status_of(kept.row.status),
        kind=kind_of(kept.row.kind),
        reason=kept.reason,
        citations=citations,
        by=kept.by,
        at=kept.row.at,
    )


def _citations(kept: Kept, documents: dict[str, SourceDocument]) -> Iterator[ChartCitation]:
    for cited in kept.cited:
        document = documents.get(kept.texts.get(cited.document, ""))
        if document is not None and cited.end <= len(document.text):
            found = document.cite(cited.start, cited.end)
            if found.quote == cited.quote:
                yield found


def status_of(key: str) -> Status:
    """A status by its key."""
    return next(status for status in Status if status.key == key)


def kind_of(key: str) -> RulingKind:
    """A kind of ruling by its key."""
    return next(kind for kind in RulingKind if kind.key == key)


def _opened(desk: Desk, row: RulingRow) -> Kept:
    words = open_words(desk, about(row.org, row.case, "ruling", row.id), row.sealed)
    return Kept(
        row=row,
        reason=words["reason"],
        by=words["by"],
        cited=tuple(Cited(**each) for each in words["citations"]),
        texts=dict(words["texts"]),
    )
