"""Concepts and language of the packs: what charts speak of, and the words that set how they speak."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources.abc import Traversable

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mednec.chart.cues import Cues
from mednec.chart.read import Language
from mednec.errors import PackError
from mednec.model.knowledge import Concept
from mednec.model.words import DocumentKind

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONCEPT_KINDS = (
    *("disease", "symptom", "finding", "test", "measure", "function", "event", "reaction"),
    *("specialty", "setting", "equipment", "organ", "drug-class"),
)


class _Concept(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str
    name: str
    terms: list[str] = []
    is_a: list[str] = []
    codes: list[str] = []
    unit: str = ""
    better: str = ""
    scale: Decimal | None = None
    not_after: list[str] = []
    not_before: list[str] = []
    needs: list[str] = []


def read_yaml(path: Traversable) -> object:
    """Content of a pack file. Raises PackError naming file and line."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise PackError("not readable as YAML", where=where, do="correct the file") from error


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
        entries = content.get("concepts") if isinstance(content, dict) else None
        if not isinstance(entries, list):
            raise PackError("needs a list of concepts", where=path.name)
        for i, entry in enumerate(entries):
            concept = _concept(entry, f"{path.name}:concepts[{i}]")
            if concept.id in found:
                raise PackError(f"concept {concept.id!r} is given twice", where=f"{path.name}:concepts[{i}]")
            found[concept.id] = concept
    return tuple(found.values())


def _concept(entry: object, where: str) -> Concept:
    try:
        form = _Concept.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(first["msg"].lower(), where=f"{where}.{'.'.join(map(str, first['loc']))}") from error
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
        not_after=tuple(form.not_after),
        not_before=tuple(form.not_before),
        needs=tuple(form.needs),
    )


def load_language(root: Traversable, language: str = "en") -> Language:
    """Cue lists and kinds of documents of one language."""
    path = root / "language" / f"{language}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise PackError("needs lists of cues", where=path.name)
    kinds = content.pop("document_kinds", {})
    for name in kinds:
        if name not in {k.value for k in DocumentKind}:
            raise PackError(f"unknown kind of document {name!r}", where=f"{path.name}:document_kinds")
    lists = {k: v for k, v in content.items() if isinstance(v, list)}
    for name, words in lists.items():
        for word in words:
            if not isinstance(word, str):
                raise PackError(f"{word!r} is no word; put it in quotes", where=f"{path.name}:{name}")
    return Language(cues=Cues.compile(lists), document_kinds={k: tuple(v) for k, v in kinds.items()})
