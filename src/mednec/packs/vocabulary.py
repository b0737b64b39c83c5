"""Concepts and language of the packs: what charts speak of, and the words that set how they speak."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mednec.chart.cues import Cues
from mednec.chart.read import Language
from mednec.errors import PackError
from mednec.model.knowledge import Concept, Correction
from mednec.model.words import DocumentKind
from mednec.packs.reading import CORRECT, read_file

CONCEPT_KINDS = (
    *("disease", "symptom", "state", "finding", "test", "measure", "function", "event", "reaction"),
    *("specialty", "setting", "equipment", "organ", "drug-class"),
)
_ABOUT = ("version", "source")  # what a file says about itself
Words = Annotated[str, Field(min_length=1)]


class _Correction(BaseModel):
    model_config = ConfigDict(extra="forbid")

    of: Words
    by: Words
    per: Decimal
    normal: Decimal


class _Concept(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Words
    kind: Words
    name: Words
    terms: list[Words] = []
    is_a: list[Words] = []
    codes: list[Words] = []
    unit: str = ""
    better: Literal["", "lower", "higher"] = ""
    scale: Decimal | None = None
    usual_low: Decimal | None = None
    usual_high: Decimal | None = None
    not_after: list[Words] = []
    not_before: list[Words] = []
    needs: list[Words] = []
    due_to: list[Words] = []
    corrected: _Correction | None = None


def read_yaml(path: Traversable) -> object:
    """Content of a pack file. Raises PackError naming file and line."""
    return read_file(path, path.name)


def pack_files(folder: Traversable) -> list[Traversable]:
    """YAML files of a folder of the packs in the order of their names."""
    if not folder.is_dir():
        raise PackError("no such folder of packs", where=str(folder), do="reinstall the program")
    return sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)


def load_concepts(root: Traversable) -> tuple[Concept, ...]:
    """All concepts of packs/valuesets. Raises PackError for an unknown field or kind or an id given twice."""
    found: dict[str, Concept] = {}
    for path in pack_files(root / "valuesets"):
        content = read_yaml(path)
        fields = content if isinstance(content, dict) else {}
        entries = fields.get("concepts")
        if not isinstance(entries, list):
            raise PackError("needs a list of concepts", where=path.name, do=CORRECT)
        for name in fields:
            if name not in ("concepts", *_ABOUT):
                raise PackError(f"unknown field {name!r}", where=path.name, do="it has concepts and version")
        for i, entry in enumerate(entries):
            concept = _concept(entry, f"{path.name}:concepts[{i}]")
            if concept.id in found:
                where = f"{path.name}:concepts[{i}]"
                raise PackError(
                    f"concept {concept.id!r} is given twice", where=where, do="give each concept its own id"
                )
            found[concept.id] = concept
    return tuple(found.values())


def _concept(entry: object, where: str) -> Concept:
    try:
        form = _Concept.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        unknown = first["type"] == "extra_forbidden"
        what = f"unknown field {first['loc'][-1]!r}" if unknown else f"{first['msg'].lower()}, not {first['input']!r}"
        place = ".".join((where, *map(str, first["loc"])))
        raise PackError(what, where=place, do=CORRECT) from error
    if form.usual_low is not None and form.usual_high is not None and form.usual_low > form.usual_high:
        raise PackError("usual_low is above usual_high", where=where, do=CORRECT)
    if form.kind not in CONCEPT_KINDS:
        raise PackError(f"unknown kind {form.kind!r}", where=where, do=f"the kinds are {', '.join(CONCEPT_KINDS)}")
    return Concept(
        id=form.id,
        kind=form.kind,
        name=form.name,
        terms=tuple(form.terms),
        is_a=tuple(form.is_a),
        codes=tuple(form.codes),
        unit=form.unit,
        better=form.better,
        scale=form.scale,
        usual_low=form.usual_low,
        usual_high=form.usual_high,
        not_after=tuple(form.not_after),
        not_before=tuple(form.not_before),
        needs=tuple(form.needs),
        due_to=tuple(form.due_to),
        corrected=Correction(**form.corrected.model_dump()) if form.corrected else None,
    )


def load_language(root: Traversable, language: str = "en") -> Language:
    """Cue lists and kinds of documents of one language."""
    path = root / "language" / f"{language}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise PackError("needs lists of cues", where=path.name, do=CORRECT)
    kinds = content.get("document_kinds", {})
    if not isinstance(kinds, dict):
        raise PackError("needs a list of words for each kind", where=f"{path.name}:document_kinds", do=CORRECT)
    for name in kinds:
        if name not in {k.value for k in DocumentKind}:
            do = f"the kinds are {', '.join(DocumentKind)}"
            raise PackError(f"unknown kind of document {name!r}", where=f"{path.name}:document_kinds", do=do)
    cues = {k: _cues(v, f"{path.name}:{k}") for k, v in content.items() if k not in ("document_kinds", *_ABOUT)}
    read = {k: _cues(v, f"{path.name}:document_kinds.{k}") for k, v in kinds.items()}
    return Language(cues=Cues.compile(cues), document_kinds=read)


def _cues(words: object, where: str) -> tuple[str, ...]:
    if not isinstance(words, list):
        raise PackError(f"needs a list of words, not {words!r}", where=where, do=CORRECT)
    for word in words:
        if not isinstance(word, str):
            raise PackError(f"{word!r} is no word; put it in quotes", where=where, do=CORRECT)
        if not word.strip():
            raise PackError("an empty word would be found everywhere", where=where, do=CORRECT)
    return tuple(words)


def load_clause_words(root: Traversable, language: str = "en") -> dict[str, frozenset[str]]:
    """Words of clauses that carry no condition of their own, by kind of leaf."""
    path = root / "language" / f"policy_{language}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise PackError("needs lists of words", where=path.name, do=CORRECT)
    return {k: frozenset(_cues(v, f"{path.name}:{k}")) for k, v in content.items() if k not in _ABOUT}
