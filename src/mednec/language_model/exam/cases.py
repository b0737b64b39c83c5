"""The cases of the exam: each a case folder as any other, the payer's text, and what reviewers would sign."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from mednec.errors import MednecError
from mednec.intake import read_case
from mednec.language_model.exam.gold import Gold, gold_of
from mednec.model.request import Case
from mednec.packs.library import Library
from mednec.packs.shelf import policy_for
from mednec.review import Read, read

REINSTALL = "reinstall the program"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamCase:
    """A case of the exam, not yet read."""

    name: str
    folder: Path
    policy: Path  # the payer's text
    gold: Gold

    def case(self) -> Case:
        """The request and its documents."""
        return read_case(self.folder)

    def read(self, library: Library, case: Case | None = None) -> Read:
        """The case as read under its policy, which is compiled from its text unless it is installed.

        `case` is the case with what was added to it, where something was.
        """
        case = case or self.case()
        return read(case, policy_for(library, case.request, str(self.policy)), library)


def exam_root() -> Path:
    """The exam that came with the program: inside the installed package, or beside `src/` in a checkout."""
    installed = Path(str(files("mednec"))) / "_exam"
    checkout = Path(__file__).parents[4] / "exam"
    for place in (installed, checkout):
        if place.is_dir():
            return place
    raise MednecError("the exam is missing", where=str(installed), do=REINSTALL)


def cases_of(root: Path) -> tuple[ExamCase, ...]:
    """Every case of an exam, in the order of names, the payers taking turns. Raises MednecError for a broken one.

    So the first few cases are of as many payers as there are: who stops early has seen some of each.
    """
    found = sorted(p.parent for p in (root / "cases").glob("*/gold.yaml"))
    if not found:
        raise MednecError("no cases", where=str(root / "cases"), do=REINSTALL)
    cases = [_case(folder, root / "policies") for folder in found]
    turn: dict[Path, int] = {}
    order: list[tuple[int, str, ExamCase]] = []
    for case in cases:
        turn[case.policy] = turn.get(case.policy, 0) + 1
        order.append((turn[case.policy], case.name, case))
    return tuple(case for _, _, case in sorted(order, key=lambda o: o[:2]))


def _case(folder: Path, policies: Path) -> ExamCase:
    policy = policies / read_case(folder).request.policy
    return ExamCase(
        name=folder.name,
        folder=folder,
        policy=policy,
        gold=gold_of(folder / "gold.yaml", policy.with_name(f"{policy.stem}.clauses.yaml")),
    )
