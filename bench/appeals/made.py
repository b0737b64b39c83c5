"""A collection of made decisions in the formats of DMHC and DFS, each with what it is about.

Every judged question has a few decisions that answer it, written in other words than the question, among tens of
thousands that share its medicine, its disease or its ground, but never all of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

HERE = Path(__file__).parent
_COLUMNS = (
    "Reference ID,Report Year,Diagnosis Category,Diagnosis Sub Category,Treatment Category,Treatment Sub Category,"
    "Determination,Type,Age Range,Patient Gender,Findings"
)
HEADER = tuple(_COLUMNS.split(","))
PLANTED = 6  # decisions made for each question
AGES = ("0-10", "11-20", "21-30", "31-40", "41-50", "51-64", "65+")
ISSUES = ("Medical Necessity", "Experimental/Investigational", "Urgent Care")
PLANS = ("HMO", "PPO", "EPO", "Medicaid", "Self-Funded", "Child Health Plus")
INSURERS = ("Alder Health", "Birch Mutual", "Cedar Plan", "Dogwood Care")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a made decision is about, and its words."""

    number: str
    year: int
    dfs: bool
    about: Mapping[str, frozenset[str]]  # drug, disease, reason, failed
    overturned: bool
    issue: str
    cells: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A judged question and the attributes of its answers."""

    asks: str
    means: Mapping[str, str]

    def answered_by(self, made: Made) -> bool:
        """By what the decision was made to be about, never by what a search returned."""
        return all(value in made.about.get(name, frozenset()) for name, value in self.means.items())


def questions() -> tuple[Asked, ...]:
    """The judged questions in order."""
    told = yaml.safe_load((HERE / "judged.yaml").read_text("utf-8"))
    return tuple(Asked(asks=q["asks"], means=q["means"]) for q in told["queries"])


def collection(size: int, seed: int = 2026) -> Iterator[Made]:
    """So many decisions, the same ones every time; the answers lie scattered among them."""
    chance = Random(seed)
    names: dict[str, Any] = yaml.safe_load((HERE / "names.yaml").read_text("utf-8"))
    asked = questions()
    planted = [q for q in asked for _ in range(PLANTED)]
    chance.shuffle(planted)
    every = size // max(len(planted), 1)
    for n in range(size):
        if n % every == 0 and n // every < len(planted):
            yield _made(n, chance, names, planted[n // every].means)
            continue
        while True:
            made = _other(n, chance, names) if chance.random() < 0.4 else _made(n, chance, names, _near(chance, asked))
            if not any(q.answered_by(made) for q in asked):
                yield made
                break


def _near(chance: Random, asked: Sequence[Asked]) -> dict[str, str]:
    """A distractor: one attribute of a question is given up."""
    means = dict(chance.choice(asked).means)
    del means[chance.choice(sorted(means))]
    return means


def _made(n: int, chance: Random, names: Mapping[str, Any], means: Mapping[str, str]) -> Made:
    drug = means.get("drug") or chance.choice(sorted(names["drugs"]))
    disease = means.get("disease") or chance.choice(sorted(names["diseases"]))
    reasons = [means.get("reason") or chance.choice(sorted(names["reasons"]))]
    if chance.random() < 0.3:
        reasons.append(chance.choice(sorted(names["reasons"])))
    failed = [means["failed"]] if "failed" in means else []
    others = sorted(set(names["drugs"]) - {drug})
    used = [chance.choice(others) if chance.random() < 0.3 else chance.choice(names["priors"]) for _ in "12"]
    called = chance.choice(names["drugs"][drug])
    ill = chance.choice(names["diseases"][disease])
    if failed or "failed" in reasons:
        reasons, failed, used = sorted({*reasons, "failed"}), failed + used, []
    tried = [chance.choice(names["drugs"].get(each, [each])) for each in failed or used]
    said = [chance.choice(names["reasons"][each]) for each in dict.fromkeys(reasons)]
    about = {
        "drug": frozenset({drug}),
        "disease": frozenset({disease}),
        "reason": frozenset(reasons),
        "failed": frozenset(failed),
    }
    group = ("Immuno Disorders", "Other", "Pharmacy/Prescription Drugs", "Biologics")
    return _written(n, chance, about, (called, ill), (tried, said), group)


def _other(n: int, chance: Random, names: Mapping[str, Any]) -> Made:
    treatment, ill, diagnosis, group = chance.choice(names["others"])
    said = [chance.choice(names["reasons"][chance.choice(("evidence", "severity", "testing", "duration"))])]
    return _written(n, chance, {}, (treatment, ill), ([], said), (diagnosis, "Other", group, "Other"))


_PEOPLE = ("A {age}-year-old {sex} enrollee", "The enrollee", "An enrollee", "The parent of an enrollee", "The patient")
_ASKS = (
    "{who} has requested {drug} for treatment of {ill}.",
    "{who} has requested authorization and coverage for {drug} to treat {ill}.",
    "{who} with {ill} was prescribed {drug}, and the plan denied it.",
)
_TRIED = (
    "Treatment with {tried} has been unsuccessful.",
    "The patient did not improve with {tried}.",
    "The patient has tried {tried} without lasting relief.",
)
_USED = (
    "The records show use of {tried} in the past.",
    "The medication history includes {tried}.",
    "Medications at the time of the review were {tried}.",
)
_BETWEEN = (
    "The records submitted were reviewed in full, including office notes and the letter of the treating physician.",
    "The disorder is chronic and its course varies between patients.",
    "Relevant guidelines of specialty societies were considered by the reviewer.",
    "The natural history of the condition is one of remission and exacerbation.",
    "The health plan's denial letters and the applicable criteria were considered.",
    "Physical examination was otherwise unremarkable and vital signs were stable.",
    "Improvement in function and quality of life is the goal of management.",
    "The treating specialist has followed the patient over several visits.",
)
_FOR = (
    "Therefore, {drug} is medically necessary for treatment of this patient and the denial should be overturned.",
    "Based on the above, the insurer's denial must be reversed; {drug} is likely to be more beneficial than any "
    "available standard therapy.",
    "The requested {drug} is consistent with the standard of care.",
)
_AGAINST = (
    "Therefore, {drug} is not medically necessary for treatment of this patient and the denial should be upheld.",
    "The requested {drug} is not likely to be more beneficial than any available standard therapy.",
    "The insurer's denial of {drug} should be upheld as it departs from the standard of care.",
)


def _written(
    n: int,
    chance: Random,
    about: Mapping[str, frozenset[str]],
    of: tuple[str, str],
    told: tuple[list[str], list[str]],
    group: tuple[str, str, str, str],
) -> Made:
    (drug, ill), (tried, said) = of, told
    year = chance.randint(2005, 2024)
    overturned = chance.random() < 0.33 + (year - 2005) * 0.02
    who = chance.choice(_PEOPLE).format(age=chance.randint(4, 80), sex=chance.choice(("male", "female")))
    body = [chance.choice(_ASKS).format(who=who, drug=drug, ill=ill)]
    told_of = _TRIED if "failed" in about.get("reason", ()) else _USED
    body += [chance.choice(told_of).format(tried=" and ".join(tried))] if tried else []
    body += [*said, *chance.sample(_BETWEEN, chance.randint(2, 5))]
    first, rest = body[0], body[1:]
    chance.shuffle(rest)
    closing = chance.choice(_FOR if overturned else _AGAINST).format(drug=drug)
    dfs = chance.random() < 0.3
    number = f"{year}{chance.randint(1, 12):02}-{100_000 + n}" if dfs else f"MN{year % 100:02}-{10_000 + n}"
    diagnosis, diagnosis_detail, treatment, treatment_detail = group
    cells = {
        "diagnosis": diagnosis,
        "diagnosis_detail": diagnosis_detail,
        "treatment": treatment,
        "treatment_detail": treatment_detail,
        "age": chance.choice(AGES),
        "sex": chance.choice(("Female", "Male")),
        "payer": chance.choice(INSURERS),
        "payer_type": chance.choice(PLANS),
    }
    head = [f"Diagnosis: {ill}", f"Treatment: {drug}", f"The insurer denied coverage for {drug}."] if dfs else []
    text = ("\n" if dfs else " ").join((*head, first, *rest, closing))
    issue = chance.choice(ISSUES[:2])
    return Made(
        number=number,
        year=year,
        dfs=dfs,
        about=about,
        overturned=overturned,
        issue=issue,
        cells=cells,
        text=text if dfs else f"Nature of Statutory Criteria/Case Summary: {text}",
    )


def write(made: Sequence[Made], folder: Path) -> tuple[Path, Path]:
    """A table as DMHC publishes it, and text records as DFS publishes them."""
    folder.mkdir(parents=True, exist_ok=True)
    table, records = folder / "dmhc.csv", folder / "dfs.txt"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerows(_row(each) for each in made if not each.dfs)
    with records.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_record(each) for each in made if each.dfs)
    return table, records


def _row(made: Made) -> tuple[str, ...]:
    c = made.cells
    ending = "Overturned Decision of Health Plan" if made.overturned else "Upheld Decision of Health Plan"
    groups = (c["diagnosis"], c["diagnosis_detail"], c["treatment"], c["treatment_detail"])
    return (made.number, str(made.year), *groups, ending, made.issue, c["age"], c["sex"], made.text)


def _record(made: Made) -> str:
    c = made.cells
    ending = "Overturned" if made.overturned else "Upheld"
    head = (
        made.number,
        str(made.year),
        c["payer"],
        c["payer_type"],
        c["diagnosis"],
        c["treatment"],
        made.issue,
        ending,
    )
    return "\n".join((*head, "Case Summary", made.text)) + "\n"
