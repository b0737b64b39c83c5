"""A clause and the type that a model proposes for it, written short."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.pointing.leaf_clauses import clause_of
from mednec.pointing.leaves import LeafAnswer as LeafAnswer
from mednec.pointing.leaves import LeafVerdict, PartForm, SlotForm, verified_leaf
from tests import shipped

Given = tuple[object, ...]  # the value, then the words of the clause that it was taken from


def part(kind: str, *words: str, **slots: Given) -> PartForm:
    given = (SlotForm.model_validate({"slot": n, "words": list(v[1:]), "value": v[0]}) for n, v in slots.items())
    return PartForm(kind=kind, words=words, slots=tuple(given))


def ask(*words: str) -> PartForm:
    return PartForm(kind="ask", words=words)


def one(kind: str, *words: str, **slots: Given) -> LeafAnswer:
    return LeafAnswer(op="one", parts=(part(kind, *words, **slots),))


def several(op: str, *parts: PartForm, n: int = 0, n_words: str = "") -> LeafAnswer:
    return LeafAnswer(op=op, n=n, n_words=n_words, parts=parts)


@dataclass(frozen=True, kw_only=True)
class Case:
    text: str
    answer: LeafAnswer
    above: tuple[str, ...] = ()
    part: str = "criteria"
    drugs: tuple[str, ...] = ()
    denied: bool = False

    def verdict(self) -> LeafVerdict:
        asked = clause_of(
            self.text,
            shipped.library(),
            above=self.above,
            part=self.part,
            drugs=frozenset(self.drugs),
            denied=self.denied,
        )
        return verified_leaf(asked, self.answer)


MMT8 = {"of": (["mmt8"], "MMT-8"), "below": (142, "below 142"), "scale": (150, "of 150")}
BY_REQUEST = (90, "within 90 days before the request")
TRIAL = {
    "of": (["methotrexate"], "methotrexate"),
    "outcomes": (["failed"], "Inadequate response to"),
    "min_days": (84, "at least 12 weeks of"),
}
DESPITE = {
    "symptoms": (["dyspnea"], "shortness of breath"),
    "despite": (["h1-antihistamine", "h2-antihistamine"], "H1 antihistamine and an H2 antihistamine"),
}
BOTH_TESTS = (["hbsag", "anti-hbc"], "hepatitis B surface antigen", "total core antibody")


NOT_WITH_JAK = {"of": (["jak-inhibitor"], "JAK inhibitor"), "expect": ("not used", "Will not be used together with")}
UPCR = {"of": (["upcr"], "urine protein-to-creatinine ratio"), "better": ("lower", "reduced")}
NO_INFECTION = {"of": (["active-infection"], "active infection"), "expect": ("absent", "No")}
EPISODES = {"of": (["anaphylaxis-episode"], "anaphylaxis episodes")}
CK = {"of": (["creatine-kinase"], "creatine kinase")}
