"""What a language model was asked of a case, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mednec.render.words import flat

if TYPE_CHECKING:
    from mednec.desk.model_view import ModelView, ProposedLine


def model_lines(view: ModelView, *, whole: bool) -> Iterator[str]:
    """Which model and how, each question with its answer, each proposal with its verdict."""
    if not view.model:
        yield f"determination {view.number}: no language model was asked"
        return
    sent = "names, numbers and dates replaced" if view.deidentified else "documents as they stand"
    yield f"determination {view.number}: {flat(view.model)}; {', '.join(view.prompts) or 'no prompt'}; {sent}"
    yield f"answers {view.answers}"
    for each in view.trouble:
        yield f"trouble: {flat(each)}"
    for asked in view.questions:
        tokens = f"{asked.tokens_in} tokens in, {asked.tokens_out} out"
        yield f"\n{flat(asked.task)}: {flat(asked.subject)} ({asked.prompt}; {tokens})"
        if whole:
            yield from (f"  | {flat(line)}" for text in (asked.system, asked.text) for line in text.splitlines())
        yield f"  {flat(asked.answer) or f'no answer: {flat(asked.trouble)}'}"
    if view.proposals:
        yield "\nproposals:"
    for proposal in view.proposals:
        yield _proposal(proposal)


def _proposal(each: ProposedLine) -> str:
    place = f"{each.document}:{each.start}-{each.end}" if each.quote is not None else (each.document or "no document")
    words = f'"{flat(each.quote)}"' if each.quote is not None else "(words that do not stand there)"
    proposed = f" as {each.proposed}" if each.proposed else ""
    why = f": {flat(each.why)}" if each.why else ""
    return f"  {flat(each.subject)}{proposed} [{flat(place)}] {words} -> {each.acceptance}{why}"
