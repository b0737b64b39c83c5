"""Past decisions held beside an open request: what is alike, what differs, and how such disputes ended.

Precedents are analogues. They are never a criterion and never evidence that a treatment works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.appeals.beside import Compared, Dispute, compared
from mednec.appeals.finding import Shelf, appeals_of, token
from mednec.appeals.grounds import Grounds, rates_by_ground, span_of, warnings_from
from mednec.appeals.language import MATTER
from mednec.appeals.reasons import reasons_of
from mednec.model.appeal import Precedent, PrecedentReview
from mednec.search.query import Where, look_up

NOTE = "Precedents are analogues: never a criterion, and never evidence that a treatment works."
MOST = 5
_LOOKED_AT = 60  # decisions about the same thing that are compared with the request


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """The request in the packs' terms."""

    drugs: tuple[str, ...]
    classes: tuple[str, ...]  # other medicines of the same class
    diseases: tuple[str, ...]
    failed: tuple[str, ...]
    matters: tuple[str, ...]


def find_precedents(dispute: Dispute, shelf: Shelf, *, most: int = MOST) -> PrecedentReview:
    """Similar decisions, rates by ground of denial, and warnings where a ground is usually overturned.

    A medicine the packs do not know gives no precedent: what cannot be recognised cannot be held to be alike.
    """
    meant = _meant(dispute, shelf)
    span = span_of(shelf)
    searched = f"{shelf.index.entries:,} decisions ({span}) for {_subject(meant, shelf) or 'nothing known'}. {NOTE}"
    if not meant.drugs:
        return PrecedentReview(searched=searched)
    found = _candidates(dispute, meant, shelf)
    best = sorted(found, key=lambda c: (-c.likeness, -(c.appeal.year or 0), c.appeal.key))[:most]
    wider = shelf.names.wider(meant.diseases)
    grounds = Grounds(
        drugs=meant.drugs,
        diseases=shelf.names.among(meant.diseases),
        issue=dispute.issue,
        called=(_named(meant.drugs, shelf), _named(meant.diseases, shelf)),
        wider=shelf.names.among(wider),
        wider_called=_named(wider, shelf),
    )
    rates = rates_by_ground(grounds, shelf)
    return PrecedentReview(
        precedents=tuple(_precedent(each, shelf) for each in best),
        rates=tuple(rate for rate, _ in rates),
        warnings=warnings_from(rates, known=bool(dispute.issue) and len(rates) == 1),
        searched=searched,
    )


def _meant(dispute: Dispute, shelf: Shelf) -> _Meant:
    names = shelf.names
    drugs = tuple(dict.fromkeys(id_ for name in dispute.drugs for id_ in names.called(name, drug=True)))
    families = {family for id_ in drugs for family in names.drugs[id_].classes}
    alike = (d.id for d in names.drugs.values() if families & set(d.classes) and d.id not in drugs)
    cues = shelf.words.cues.find(dispute.words)
    matters = {c.means.removeprefix(MATTER) for c in cues if c.means.startswith(MATTER)}
    return _Meant(
        drugs=drugs,
        classes=tuple(sorted(alike)),
        diseases=tuple(dict.fromkeys(id_ for name in dispute.diseases for id_ in names.called(name, drug=False))),
        failed=tuple(dict.fromkeys(id_ for name in dispute.failed for id_ in names.called(name, drug=True))),
        matters=tuple(sorted(matters)),
    )


def _candidates(dispute: Dispute, meant: _Meant, shelf: Shelf) -> Sequence[Compared]:
    """Decisions about the same medicine and disease; then a wider disease; the same medicine; its class."""
    ill = shelf.names.among(meant.diseases)
    steps: list[Where] = [{"asks": meant.drugs, "ill": ill}] if ill else []
    if wider := shelf.names.among(shelf.names.wider(meant.diseases)):
        steps.append({"asks": meant.drugs, "ill": wider})
    steps.append({"asks": meant.drugs})
    if ill and meant.classes:
        steps.append({"asks": meant.classes, "ill": ill})
    words = " ".join((dispute.words, *map(shelf.names.name, (*meant.drugs, *meant.diseases, *meant.classes[:3]))))
    query = " ".join((words, *map(token, (*meant.failed, *meant.matters))))
    found: dict[str, Compared] = {}
    for where in steps:
        hits = [h for h in look_up(shelf.index, query, where=where, top=_LOOKED_AT).hits if h.key not in found]
        for hit, appeal in zip(hits, appeals_of(shelf, hits), strict=True):
            found[hit.key] = compared(dispute, _as_known(meant), appeal, hit.marks, shelf)
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _as_known(meant: _Meant) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return meant.drugs, meant.diseases, meant.failed


def _precedent(each: Compared, shelf: Shelf) -> Precedent:
    reasons = reasons_of(each.appeal.text, shelf.words)
    return Precedent(appeal=each.appeal, reasons=reasons, alike=each.alike, differs=each.differs)


def _subject(meant: _Meant, shelf: Shelf) -> str:
    return "; ".join(filter(None, (_named(meant.drugs, shelf), _named(meant.diseases, shelf))))


def _named(ids: Sequence[str], shelf: Shelf) -> str:
    return ", ".join(map(shelf.names.name, ids))
