"""How far a policy's text alone goes: the starter policies read anew, and their own tests run on what was read.

    python -m bench.importing [NAME]

Each policy of packs/starter has a tree that a person corrected, and tests written for it. The text beside it is
compiled again, and each answer is held against what the tests expect. Nothing is asserted: the table tells where
reading stands.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from mednec.authoring.cases import read_tests
from mednec.authoring.testing import run
from mednec.criteria.policy import Policy
from mednec.packs.checking.subject import of_file
from mednec.packs.importing.compile import compile_text
from mednec.packs.library import Library, load_library
from mednec.packs.policies import policy_of

STARTER = Path(__file__).parents[1] / "packs" / "starter"
Answers = Counter[tuple[str, str]]  # (expected, got) -> how often
EXPECTED = ("met", "not met", "not documented")


def main(wanted: str = "") -> None:
    """Print one row for each policy and one for all."""
    library = load_library()
    folders = [f for f in sorted(STARTER.iterdir()) if f.is_dir() and wanted in f.name]
    table = Table(title="starter policies, compiled from their text", title_justify="left")
    for heading in ("policy", "typed", "clauses", *(f"{e}: same / open / wrong" for e in EXPECTED)):
        table.add_column(heading, justify="left" if heading == "policy" else "right")
    all_typed, all_leaves, total = 0, 0, Counter[tuple[str, str]]()
    for folder in track(folders, description="reading", transient=True):
        typed, leaves, answers = _of_policy(folder, library)
        table.add_row(folder.name, str(typed), str(leaves), *_figures(answers))
        all_typed, all_leaves = all_typed + typed, all_leaves + leaves
        total += answers
    table.add_section()
    table.add_row("all", f"{all_typed} ({all_typed / all_leaves:.0%})", str(all_leaves), *_figures(total))
    console = Console()
    console.print(table)
    said = sum(n for (_, got), n in total.items() if got == "met")
    console.print(f"precision of met: {total['met', 'met']}/{said} = {total['met', 'met'] / said:.3f}")


def _of_policy(folder: Path, library: Library) -> tuple[int, int, Answers]:
    compiled = compile_text(
        (folder / "source.md").read_text("utf-8"), library.lexicon, library.clause_words, name=folder.name
    )
    policy = policy_of(compiled.content, compiled.source, folder.name)
    return compiled.typed, compiled.leaves, Counter(_answers(folder, policy, library))


def _answers(folder: Path, policy: Policy, library: Library) -> Iterator[tuple[str, str]]:
    """What the tests expect and what came, of the clauses that both readings have."""
    corrected = of_file(library, folder / "policy.yaml", folder.name)
    for test in read_tests(corrected.tests or {}, corrected.policy, folder.name):
        for answer in run(test, policy, library).answers:
            if answer.clause in policy.clauses:
                yield answer.expected, answer.got


def _figures(answers: Answers) -> Iterator[str]:
    for expected in EXPECTED:
        own = {got: n for (e, got), n in answers.items() if e == expected}
        same = own.pop(expected, 0)
        unsettled = sum(own.pop(open_, 0) for open_ in ("not documented", "conflicting", ""))
        yield f"{same} / {unsettled} / {sum(own.values())}"


if __name__ == "__main__":
    main(*sys.argv[1:2])
