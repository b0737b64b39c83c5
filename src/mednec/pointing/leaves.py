"""Clauses of a policy that the importer only asks about: a language model proposes a type, the program holds it or not.

An accepted type holds all of the clause and nothing else, as far as the program can read its words; it is written with
the model's name and stands as a question until a person adopts it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mednec.criteria.kinds import parse_leaf
from mednec.errors import PolicyError
from mednec.model.proposal import Acceptance, Task
from mednec.packs.importing.compile import Compiled, ProposedType
from mednec.packs.importing.typing.clause import Clause, Span
from mednec.packs.library import Library
from mednec.pointing.leaf_clauses import ASK, AskedClause, asked_clauses
from mednec.pointing.leaf_cover import check, counted_in
from mednec.pointing.leaf_joints import Open, Whole
from mednec.pointing.leaf_names import NotAcceptedError, quoted
from mednec.pointing.leaf_offer import Names, leaf_schema, names_of, offered, told
from mednec.pointing.leaf_reading import Proposed, ProposedPart, Value, bare, place, read_part
from mednec.pointing.locate import spans_of
from mednec.pointing.prompt import prompt
from mednec.pointing.question import Ask, Question

LEAF = "leaf-1"
OPS = ("one", "all", "any", "at_least", "nothing")


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SlotForm(_Form):
    """A value and the words of the clause that it was taken from."""

    slot: str
    words: tuple[str, ...]
    value: bool | int | float | str | tuple[str, ...]


class PartForm(_Form):
    """One thing that a clause asks."""

    kind: str
    words: tuple[str, ...] = ()
    slots: tuple[SlotForm, ...] = ()


class LeafAnswer(_Form):
    """How a model would type a clause."""

    op: Annotated[str, Field(pattern=f"^(?:{'|'.join(OPS)})$")]
    n: int = 0
    n_words: str = ""
    parts: Annotated[tuple[PartForm, ...], Field(max_length=8)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafVerdict:
    """What became of a proposed type: its kind and slots as they would stand in policy.yaml; `why` it is refused."""

    clause: str
    acceptance: Acceptance
    slots: Mapping[str, object]
    why: str = ""

    @property
    def accepted(self) -> bool:
        return self.acceptance is Acceptance.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A compiled policy with the accepted types in it, and what became of every question."""

    compiled: Compiled
    verdicts: tuple[LeafVerdict, ...]
    trouble: tuple[tuple[str, str], ...] = ()  # (clause, why it has no proposal)


_TURNS = re.compile(
    r"\b(?:not|no|never|none|neither|without|absen\w+|exclud\w+|except|unless|avoid\w*|family|relatives?"
    r"|risk|prevent\w*|suspect\w*|history)\b(?! (?:more|less|fewer)\b)",
    re.IGNORECASE,
)


def leaf_questions(compiled: Compiled, library: Library) -> tuple[Question, ...]:
    """One question for each clause that is asked, in the order of the policy."""
    names = names_of(library)
    return tuple(question_of(asked, names) for asked in asked_clauses(compiled, library))


def question_of(asked: AskedClause, names: Names) -> Question:
    """The clause with what stands around it, the kinds on offer and the concepts that its words may name."""
    ids = offered(asked.clause, names)
    return Question(
        task=Task.LEAVES,
        prompt=LEAF,
        subject=asked.clause.label,
        system=prompt(LEAF),
        text=told(asked.clause, asked.above, asked.notes, ids),
        schema=leaf_schema(asked.clause, ids),
        form=LeafAnswer,
    )


def verified_leaf(asked: AskedClause, answer: LeafAnswer) -> LeafVerdict:
    """The type that is proposed, read again in the words of the clause; accepted only where it holds all of them."""
    label = asked.clause.label
    try:
        slots = _read(asked, answer)
    except NotAcceptedError as error:
        return LeafVerdict(clause=label, acceptance=Acceptance.REFUSED, slots=_plain(answer), why=str(error))
    try:
        parse_leaf(str(slots["kind"]), {k: v for k, v in slots.items() if k != "kind"}, label)
    except PolicyError as error:
        return LeafVerdict(clause=label, acceptance=Acceptance.REFUSED, slots=_plain(answer), why=error.what)
    return LeafVerdict(clause=label, acceptance=Acceptance.ACCEPTED, slots=slots)


def _read(asked: AskedClause, answer: LeafAnswer) -> dict[str, object]:
    clause = asked.clause
    if answer.op == "nothing" or not answer.parts:
        raise NotAcceptedError("no kind is proposed")
    if asked.denied:
        raise NotAcceptedError("the clause stands under a denial, which turns it round")
    if clause.part == "criteria" and asked.above and (turned := _TURNS.search(asked.above[-1])):
        raise NotAcceptedError(f"the word {quoted(turned.group())} above it may turn it round")
    if (answer.op == "one") != (len(answer.parts) == 1):
        raise NotAcceptedError(f"{answer.op} does not fit {len(answer.parts)} parts")
    op = "" if answer.op == "one" else answer.op
    typed = [p for p in answer.parts if p.kind != ASK]
    if not typed:
        raise NotAcceptedError("nothing of the clause is typed")
    whole = Whole(
        clause=clause,
        op=op,
        parts=tuple(read_part(clause, _part(p)) for p in typed),
        asked=tuple(_open(clause, p) for p in answer.parts if p.kind == ASK),
        counted=_counted(clause, answer),
    )
    check(whole)
    typed_slots = iter({"kind": p.kind, **bare(p.slots)} for p in whole.parts)
    parts = [_question(clause, p) if p.kind == ASK else next(typed_slots) for p in answer.parts]
    if not op:
        return parts[0]
    return {"kind": "parts", "op": op, **({"n": answer.n} if op == "at_least" else {}), "parts": parts}


def _part(form: PartForm) -> ProposedPart:
    slots = (Proposed(slot=s.slot, value=s.value, words=s.words) for s in form.slots)
    return ProposedPart(kind=form.kind, words=form.words, slots=tuple(slots))


def _open(clause: Clause, form: PartForm) -> Open:
    if form.slots or not form.words:
        raise NotAcceptedError("a part that stays a question has words and no slots")
    return Open(spans=tuple(_there(clause, words) for words in form.words))


def _there(clause: Clause, words: str) -> Span:
    found = place(clause, words)
    if found is None:
        raise NotAcceptedError(f"the words {quoted(words)} do not stand in the clause")
    return found


def _counted(clause: Clause, answer: LeafAnswer) -> tuple[Span, ...]:
    if answer.op != "at_least":
        return ()
    found = _there(clause, answer.n_words)
    if not counted_in(clause, found, answer.n) or answer.n >= len(answer.parts):
        raise NotAcceptedError(f"the words {quoted(answer.n_words)} do not say {answer.n} of {len(answer.parts)} parts")
    return (found,)


def _question(clause: Clause, form: PartForm) -> dict[str, object]:
    """The question of a part in the words of the clause, all of it where they stand apart."""
    spans = [spans_of(words, clause.text)[0] for words in form.words]
    text = clause.text[slice(*spans[0])] if len(spans) == 1 else clause.text
    about = list(dict.fromkeys(m.id for m in clause.mentions if any(s <= m.start < e for s, e in spans)))
    return {"kind": ASK, "question": " ".join(text.split()), **({"about": about} if about else {})}


def _plain(answer: LeafAnswer) -> Mapping[str, object]:
    """What was proposed, as it would stand in a policy."""

    def one(part: PartForm) -> dict[str, object]:
        values: dict[str, Value] = {s.slot: s.value for s in part.slots}
        return {"kind": part.kind, **values}

    if answer.op == "one" and answer.parts:
        return one(answer.parts[0])
    return {"op": answer.op, "parts": [one(p) for p in answer.parts]} if answer.parts else {}


# --- a whole policy
def typed_by(compiled: Compiled, library: Library, *, model: str, ask: Ask) -> Typed:
    """A compiled policy with the types that a model proposed and the program accepts, each marked as proposed.

    Without asked clauses nothing is asked.
    """
    asked = asked_clauses(compiled, library)
    questions = leaf_questions(compiled, library)
    answers = ask(questions) if questions else ()
    verdicts: list[LeafVerdict] = []
    trouble: list[tuple[str, str]] = []
    for one, answer in zip(asked, answers, strict=True):
        label = one.clause.label
        if answer.trouble:
            trouble.append((label, answer.trouble))
            continue
        try:
            proposed = LeafAnswer.model_validate_json(answer.text)
        except ValidationError:
            trouble.append((label, "the answer does not fit the form"))
            continue
        if proposed.op != "nothing":
            verdicts.append(verified_leaf(one, proposed))
    accepted = {v.clause: v for v in verdicts if v.accepted}
    return Typed(
        compiled=_with(compiled, accepted, f"{model} ({LEAF})"), verdicts=tuple(verdicts), trouble=tuple(trouble)
    )


def _with(compiled: Compiled, accepted: Mapping[str, LeafVerdict], by: str) -> Compiled:
    if not accepted:
        return compiled

    def written(value: object) -> object:
        if isinstance(value, Mapping):
            label = value.get("clause")
            if value.get("kind") == ASK and isinstance(label, str) and label in accepted:
                frame = {k: v for k, v in value.items() if k not in ("kind", "question", "about")}
                return {**frame, **accepted[label].slots, "proposed_by": by}
            return {k: written(v) for k, v in value.items()}
        return [written(v) for v in value] if isinstance(value, list) else value

    content = {k: written(v) for k, v in compiled.content.items()}
    left: Sequence[object] = [a for a in compiled.asked if a.clause not in accepted]
    return replace(
        compiled,
        content=content,
        asked=tuple(a for a in compiled.asked if a in left),
        proposed=tuple(ProposedType(clause=a.clause, by=by) for a in compiled.asked if a.clause in accepted),
    )
