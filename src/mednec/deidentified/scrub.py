"""A case without what names a person: request and documents rewritten, consistently through the whole case.

The eighteen identifiers of 45 CFR 164.514(b)(2) are the list of what is looked for; docs/privacy.md says how each is
met. Afterwards everything known of the request is searched for again, and nothing is handed out if any of it is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mednec.deidentified import dates, names, numbers, places
from mednec.deidentified.edits import Edit, Edited, chosen, edited
from mednec.deidentified.surrogates import Surrogates
from mednec.errors import StoreError
from mednec.model.request import Case, PriorAuthRequest
from mednec.packs.library import Library

REQUEST = "request.yaml"
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deidentified:
    """A case rewritten: request.yaml, its documents by their new names, and how often each kind was replaced."""

    request: Edited
    documents: Mapping[str, Edited]
    named: Mapping[str, str]  # old name of a document -> new
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words that are no names: of medicine, and among them those by which houses and branches are called."""

    medicine: frozenset[str]
    branches: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known to name somebody in this case, before any document is rewritten."""

    request: PriorAuthRequest
    patient: tuple[str, ...]
    people: frozenset[str]
    numbers: frozenset[str]
    initials: frozenset[str]
    medicine: frozenset[str]
    branches: frozenset[str]
    kept: frozenset[str]  # words of the plan's name, of branches of medicine, and those that stand small in the case
    surrogates: Surrogates = field(repr=False)

    @property
    def as_of(self) -> date:
        return self.request.received.date()


def deidentified(case: Case, vocabulary: Vocabulary, secret: bytes) -> Deidentified:
    """The case without identifiers. Raises StoreError when something of the request is still found afterwards."""
    known = _known(case, vocabulary, secret)
    request = edited(
        case.request.document.text, chosen([_fields(known), *_searches(case.request.document.text, known)])
    )
    documents, named, counts = {}, {}, Counter(e.kind for e in request.edits)
    for i, document in enumerate(case.documents, 1):
        done = edited(document.text, chosen(_searches(document.text, known)))
        title = re.sub(r"[^\w.-]+", "_", edited(document.name, chosen(_searches(document.name, known))).text)
        name = title if title not in documents else f"{i:02}_{title}"
        documents[name], named[document.name] = done, name
        counts.update(e.kind for e in done.edits)
    del counts["column"]
    found = Deidentified(request=request, documents=documents, named=named, counts=dict(sorted(counts.items())))
    _refuse_leftovers(found, known)
    return found


def _known(case: Case, vocabulary: Vocabulary, secret: bytes) -> _Known:
    request = case.request
    texts = [request.document.text, *(d.text for d in case.documents), *(d.name for d in case.documents)]
    medicine = vocabulary.medicine
    kept = frozenset(w.lower() for w in _WORD.findall(f"{request.payer} {request.policy}")) | vocabulary.branches
    plain = frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())
    people = set(names.words_of_name(request.requester.name))
    for text in texts:
        people.update(text[start:end] for start, end in names.people_in(text, medicine, vocabulary.branches))
        people.update(places.towns_in(text))
        people.update(text[start:end] for start, end in places.houses_in(text, kept | plain))
    patient = names.words_of_name(request.patient.name)
    mine = {names.fold(word).lower() for word in patient}
    people = {w for w in people if len(w) > 2 and w.lower() not in plain | kept | medicine | mine}
    told = {request.patient.id, request.requester.npi, request.id}
    told |= {number for text in texts for number in numbers.numbers_in(text)}
    shift = Surrogates(secret=secret).shift
    born = dates.surrogate_birth(request.patient, request.received.date(), shift)
    made = Surrogates(
        secret=secret,
        words=frozenset(word.lower() for text in texts for word in _WORD.findall(text)) | medicine,
        fixed={request.patient.birth_date: born},
    )
    made.initialled((*patient, *names.words_of_name(request.requester.name)))
    return _Known(
        request=request,
        patient=patient,
        people=frozenset(people),
        numbers=frozenset(run for number in told if number != request.policy for run in numbers.runs_of(number)),
        initials=frozenset(
            short for text in texts for short in places.initials_of(text) if short.lower() not in medicine
        ),
        medicine=medicine,
        branches=vocabulary.branches,
        kept=kept | plain,
        surrogates=made,
    )


def vocabulary_of(library: Library) -> Vocabulary:
    """The words of the packs' names, and among them those of branches of medicine."""
    drugs = library.knowledge.drugs.values()
    told = [t for c in library.concepts.values() for t in (c.name, *c.terms)]
    told += [t for d in drugs for t in (d.name, *d.terms, *(p.name for p in d.products))]
    kinds = ("specialty", "organ", "setting")
    branches = {t for c in library.concepts.values() if c.kind in kinds for t in (c.name, *c.terms)}
    branches |= {t for c in library.concepts.values() if c.kind == "disease" for t in c.terms if _WORD.fullmatch(t)}
    return Vocabulary(medicine=_words(told), branches=_words(branches))


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def _fields(known: _Known) -> list[Edit]:
    """The fields of the request that name somebody, by their places."""
    request, made = known.request, known.surrogates
    name = re.sub(r"[^\s,]+", lambda word: made.name(word[0]), request.patient.name.strip())
    given = {
        "id": (f"CASE-{made.among('case', request.id, 10**6):06}", numbers.NUMBER),
        "patient.id": (made.shape(request.patient.id), numbers.NUMBER),
        "patient.name": (name, names.PATIENT),
        "patient.birth_date": (made.moved(request.patient.birth_date).isoformat(), dates.KIND),
    }
    found = []
    for path, (new, kind) in given.items():
        if path in request.places:
            start, end = request.places[path]
            written = request.document.text[start:end]
            quoted = written[:1] if written[:1] in "\"'" else ""
            found.append(Edit(start=start, end=end, new=f"{quoted}{new}{quoted}", kind=kind))
    return found


def _searches(text: str, known: _Known) -> Iterable[list[Edit]]:
    """Every search of a text, those whose finds are surest first."""
    made = known.surrogates
    yield numbers.known_number_edits(text, known.numbers, made)
    yield numbers.number_edits(text, made, known.request.policy)
    birth = known.request.patient.birth_date
    yield dates.birth_edits(text, birth, made.moved(birth))
    yield dates.old_age_edits(text, known.request.patient, known.as_of, made.years)
    yield dates.date_edits(text, made, known.as_of)
    yield names.patient_edits(text, known.patient, made)
    yield [
        Edit(start=start, end=end, new=made.name(text[start:end]), kind=names.PERSON)
        for start, end in names.people_in(text, known.medicine, known.branches)
    ]
    yield [
        Edit(start=start, end=end, new=_house(made, text[start:end]), kind=places.HOUSE)
        for start, end in places.houses_in(text, known.kept)
    ]
    given = names.given_names(known.request.patient.name)
    yield names.short_name_edits(text, given, known.medicine | known.kept, made)
    yield names.initials_edits(text, known.request.patient.name, made)
    yield names.signer_edits(text, made)
    yield names.person_edits(text, known.people, made)
    yield places.place_edits(text, made)
    yield places.initial_edits(text, known.initials, made)
    yield numbers.long_number_edits(text, made)


def _refuse_leftovers(found: Deidentified, known: _Known) -> None:
    texts = {REQUEST: found.request.text, **{name: done.text for name, done in found.documents.items()}}
    told = {known.request.patient.id, known.request.requester.npi, known.request.id} - {""}
    for name, text in texts.items():
        plain = names.fold(f"{name}\n{text}")
        left = [w for w in known.patient if len(w) > 1 and _stands(w, plain)]
        left += [n for n in told if len(n) > 3 and re.sub(r"\W", "", n).lower() in re.sub(r"\W", "", plain).lower()]
        if left:
            raise StoreError(
                "an identifier of the request is still found after it was rewritten",
                where=f"document {list(texts).index(name)} of the copy",
                do="nothing was written; tell the maintainers which spelling it has there",
            )


def _stands(word: str, plain: str) -> bool:
    """Whether a word of the patient's name still stands there; a short one only with a capital, as a name has it."""
    short = names.fold(word)
    if len(short) >= names.LONG:
        return short.lower() in plain.lower()
    return re.search(rf"(?<![^\W\d_])(?:{re.escape(short)}|{re.escape(short.upper())})(?![^\W\d_])", plain) is not None


def _house(made: Surrogates, word: str) -> str:
    new = made.name(word)
    return new if new.isupper() else new[:1].upper() + new[1:]
