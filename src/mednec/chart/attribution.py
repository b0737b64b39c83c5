"""A symptom that the chart puts down to a disease: "X attributed to Y", "X, likely due to Y", "Y-related X"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.chart.cues import Cue
from mednec.chart.lexicon import Lexicon, Mention

_REACH = 90  # letters between a symptom and what it comes from
_NEAR = 12  # letters between a disease and "causing" or "-related"
_PARTED = re.compile(
    r"[;!?]|[a-z)]\.\s|\b(?:but|not|never|unlikely|rather|other than|instead|possibly|possible|perhaps|may be|might be"
    r"|could be|versus|vs)\b",
    re.IGNORECASE,
)


def attributed(text: str, mentions: tuple[Mention, ...], cues: tuple[Cue, ...], lexicon: Lexicon) -> Iterator[Mention]:
    """Concepts with `due_to` whose symptom and disease the text joins by a cue of cause, from the one to the other."""
    causes = [c for c in cues if c.list in ("due_to", "causing")]
    if not causes:
        return
    for concept in lexicon.attributed:
        if any(m.id == concept.id for m in mentions):
            continue
        symptoms = [m for m in mentions if any(lexicon.is_a(m.id, parent) for parent in concept.is_a)]
        diseases = [m for m in mentions if lexicon.matches(m.id, concept.due_to)]
        for symptom in symptoms:
            for disease in diseases:
                if any(_joins(text, symptom, cause, disease) for cause in causes):
                    start, end = min(symptom.start, disease.start), max(symptom.end, disease.end)
                    yield Mention(id=concept.id, start=start, end=end)


def _joins(text: str, symptom: Mention, cause: Cue, disease: Mention) -> bool:
    """Symptom, cause, disease ("due to"), or disease, cause, symptom ("causing", "-related")."""
    first, last = (symptom, disease) if cause.list == "due_to" else (disease, symptom)
    if not first.end <= cause.start < cause.end <= last.start or last.start - first.end > _REACH:
        return False
    if cause.list == "causing" and ("," in text[first.end : cause.start] or cause.start - first.end > _NEAR):
        return False
    return not _PARTED.search(text, first.end, last.start)
