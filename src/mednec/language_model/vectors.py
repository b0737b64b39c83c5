"""Vectors of texts from a server, and passages put in the order in which they come near a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, FiniteFloat

from mednec.language_model.trouble import UNREADABLE, Trouble, Unanswered

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Vector = tuple[float, ...]
AT_ONCE = 64  # texts of one request


class _One(BaseModel):
    index: int
    embedding: tuple[FiniteFloat, ...]


class _Told(BaseModel):
    data: list[_One]


async def vectors_of(client: AsyncOpenAI, model: str, texts: Sequence[str]) -> tuple[Vector, ...]:
    """A vector for each text, all of one length. Raises Unanswered, what the client raises, ValueError."""
    found: list[Vector] = []
    for start in range(0, len(texts), AT_ONCE):
        some = list(texts[start : start + AT_ONCE])
        answer = await client.embeddings.create(model=model, input=some, encoding_format="float")
        told = _Told.model_validate(answer.model_dump(warnings=False) if isinstance(answer, BaseModel) else answer)
        found += [each.embedding for each in sorted(told.data, key=lambda each: each.index)]
        if len(found) != start + len(some):
            raise Unanswered(Trouble(says=UNREADABLE))
    if len({len(vector) for vector in found}) > 1 or not all(found):
        raise Unanswered(Trouble(says=UNREADABLE))
    return tuple(found)


def nearest_first(question: Vector, passages: Sequence[Vector]) -> tuple[int, ...]:
    """Numbers of the passages, the nearest to the question first; what is equally near stays in its order.

    >>> nearest_first((1.0, 0.0), [(0.0, 2.0), (3.0, 0.0), (1.0, 1.0)])
    (1, 2, 0)
    """
    near = [_cosine(question, passage) for passage in passages]
    return tuple(sorted(range(len(passages)), key=lambda i: (-near[i], i)))


def _cosine(a: Vector, b: Vector) -> float:
    length = math.hypot(*a) * math.hypot(*b)
    near = sum(x * y for x, y in zip(a, b, strict=True)) / length if length else 0.0
    return near if math.isfinite(near) else 0.0
