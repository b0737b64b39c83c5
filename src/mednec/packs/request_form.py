"""The words by which prior authorisation forms and letters ask: labels, headings, answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from mednec.errors import PackError
from mednec.packs.reading import CORRECT, read_file

FILE = "request_form.yaml"
_GROUP = re.compile(r"\{(\w+)\}")
_LISTS = ("passed_over", "payer_names", "form_words", "asks", "closings", "degrees", "name_titles", "place_words",
          "clinical_words", "visit_words")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FormWords:
    """Wording of forms. `fields` and `sections` hold whole phrases; `answers` the words of each answer of a field."""

    fields: Mapping[str, tuple[str, ...]]
    sections: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, Mapping[str, tuple[str, ...]]]
    lists: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=4)
def load_form_words(root: Path) -> FormWords:
    """Read packs/language/request_form.yaml. Raises PackError naming the part that is malformed."""
    content = read_file(root / "language" / FILE, FILE)
    if not isinstance(content, dict):
        raise PackError("needs fields and their phrases", where=FILE, do=CORRECT)
    groups = {name: _words(words, f"groups.{name}") for name, words in _mapping(content, "groups").items()}
    answers = {
        field: {value: _words(words, f"answers.{field}.{value}") for value, words in _values(given, field).items()}
        for field, given in _mapping(content, "answers").items()
    }
    return FormWords(
        fields=_phrases(content, "fields", groups),
        sections=_phrases(content, "sections", groups),
        answers=answers,
        lists={name: _words(content.get(name), name) for name in _LISTS},
    )


def _values(given: object, field: str) -> Mapping[str, object]:
    """Answers by value; a plain list (yes, no) is the answer of its own name."""
    return {str(k): v for k, v in given.items()} if isinstance(given, dict) else {field: given}


def _mapping(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    given = content.get(name)
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
        raise PackError(f"needs a mapping {name!r}", where=FILE, do=CORRECT)
    return given


def _phrases(
    content: Mapping[str, object], name: str, groups: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {
        field: tuple(dict.fromkeys(p for phrase in _words(given, f"{name}.{field}") for p in _spelled(phrase, groups)))
        for field, given in _mapping(content, name).items()
    }


def _spelled(phrase: str, groups: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A phrase with each word of its groups in turn."""
    names = _GROUP.findall(phrase)
    for unknown in (n for n in names if n not in groups):
        raise PackError(f"no group {unknown!r} in {phrase!r}", where=FILE, do=CORRECT)
    for chosen in product(*(groups[n] for n in names)):
        spelled = phrase
        for word in chosen:
            spelled = _GROUP.sub(word, spelled, count=1)
        yield spelled


def _words(given: object, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(w, str) and w.strip() for w in given):
        raise PackError("needs a list of words; put yes, no and on in quotes", where=f"{FILE}:{where}", do=CORRECT)
    return tuple(given)
