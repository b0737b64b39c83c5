"""gold.yaml of an exam case: what two careful reviewers would sign, clause by clause, and the facts they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mednec.errors import MednecError
from mednec.model.words import Outcome, Status
from mednec.packs.vocabulary import read_yaml

REINSTALL = "reinstall the program, or correct the file"


class GoldQuote(BaseModel):
    """Words of a document of the case."""

    model_config = ConfigDict(frozen=True)

    document: str
    quote: str


class GoldDose(BaseModel):
    """The dose that a fact tells."""

    model_config = ConfigDict(frozen=True)

    amount: float | None = None
    unit: str | None = None
    course_days: float | None = None


class GoldFact(GoldQuote):
    """One fact of the chart with the words that tell it."""

    kind: str
    name: str
    value: str | int | float | None = None
    unit: str | None = None
    date: str | date | int | None = None
    assertion: str = ""  # as it is spoken of, where that is told
    outcome: str = ""
    dose: GoldDose | None = None


class _Clause(BaseModel):
    clause: str
    status: str
    applicable: bool = True
    accept: tuple[str, ...] = ()
    evidence: tuple[GoldQuote, ...] = ()
    contrary: tuple[GoldQuote, ...] = ()


class _File(BaseModel):
    outcome: str
    outcome_accept: tuple[str, ...] = ()
    clauses: tuple[_Clause, ...]
    facts: tuple[GoldFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldClause:
    """What the reviewers say of one clause. `right` are the statuses that count as right, theirs first."""

    clause: str
    words: str  # of the clause in the policy's text
    right: tuple[Status, ...]
    evidence: tuple[GoldQuote, ...]
    contrary: tuple[GoldQuote, ...]

    @property
    def status(self) -> Status:
        return self.right[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What the reviewers say of a case. Clauses of branches that the request does not use are left out."""

    outcomes: tuple[Outcome, ...]  # that count as right, theirs first
    clauses: tuple[GoldClause, ...]
    facts: tuple[GoldFact, ...]


def gold_of(file: Path, clauses: Path) -> Gold:
    """A gold.yaml, with the words of its clauses from a file beside the policy. Raises MednecError naming the field."""
    words = read_yaml(clauses)
    if not isinstance(words, dict):
        raise MednecError("needs the words of each clause", where=str(clauses), do=REINSTALL)
    try:
        read = _File.model_validate(read_yaml(file))
        return Gold(
            outcomes=tuple(_outcome(o) for o in (read.outcome, *read.outcome_accept)),
            clauses=tuple(_clause(c, str(words.get(c.clause, ""))) for c in read.clauses if c.applicable),
            facts=read.facts,
        )
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise MednecError(f"{place}: {first['msg']}", where=str(file), do=REINSTALL) from error
    except ValueError as error:
        raise MednecError(str(error), where=str(file), do=REINSTALL) from error


def _clause(read: _Clause, words: str) -> GoldClause:
    right = tuple(dict.fromkeys(_status(s) for s in (read.status, *read.accept)))
    return GoldClause(clause=read.clause, words=words, right=right, evidence=read.evidence, contrary=read.contrary)


def _status(key: str) -> Status:
    return Status(key.replace("_", " "))


def _outcome(key: str) -> Outcome:
    return Outcome(key.replace("_", " "))
