"""Rows [text, start, end] on standard input -> sentences a second, then [negated, ahead, past, other] a row.

Runs in the environment of the rivals and imports nothing of this project. The pipeline is a blank English tokenizer,
a rule for sentences, and the reader with the cues it ships with; the concept is given as an entity.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module  # these libraries are installed in the rivals' environment alone
from typing import Any

Answers = Callable[[Any], list[bool | None]]


def pipeline(name: str) -> tuple[Any, Any, Answers]:
    """The tokenizer, the reader, and how it answers for one entity."""
    nlp = import_module("spacy").blank("en")
    nlp.add_pipe("sentencizer")
    if name == "negspacy":
        import_module("negspacy.negation")  # registers the component
        return nlp, nlp.add_pipe("negex", config={"ent_types": ["X"]}), lambda e: [bool(e._.negex), None, None, None]
    import_module("medspacy.context")
    reader = nlp.add_pipe("medspacy_context")
    return nlp, reader, lambda e: [e._.is_negated, e._.is_hypothetical, e._.is_historical, e._.is_family]


def marked(nlp: Any, text: str, start: int, end: int) -> Any:
    """The text up to sentences, with the concept as an entity."""
    doc = nlp.get_pipe("sentencizer")(nlp.make_doc(text))
    doc.ents = [doc.char_span(start, end, label="X", alignment_mode="expand")]
    return doc


def main(name: str, runs: int) -> None:
    rows = [json.loads(line) for line in sys.stdin]
    nlp, reader, answer = pipeline(name)
    best, answers = float("inf"), []
    for _ in range(runs):
        began = time.perf_counter()
        answers = [answer(reader(marked(nlp, *row)).ents[0]) for row in rows]
        best = min(best, time.perf_counter() - began)
    sys.stdout.write(f"{len(rows) / best}\n")
    for told in answers:
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
