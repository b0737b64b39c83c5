"""One whole review, and where its time goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.rows import Row, timed
from bench.timing import command_seconds, said, seconds
from mednec.chart import read_chart
from mednec.chart.ranking import Ranking
from mednec.criteria.index import FindingIndex
from mednec.criteria.record import Record
from mednec.criteria.tree import judge
from mednec.determination import diseases_of_request
from mednec.dosing import read_dose, read_doses
from mednec.evidence import find_support
from mednec.intake import read_case
from mednec.model.facts import Facts
from mednec.packs.library import load_library
from mednec.packs.shelf import policy_for
from mednec.render import FORMATS, render
from mednec.review import review

CASES = Path(__file__).parents[1] / "cases"
LARGEST = max(CASES.glob("*/documents"), key=lambda d: sum(p.stat().st_size for p in d.iterdir())).parent


def reviews() -> Iterator[Row]:
    """As a command, and many in one process on one core. Nobody else reviews a case, so no rival is named."""
    for form in ("json", "html"):
        command = [sys.executable, "-m", "mednec", "review", str(LARGEST), "--format", form]
        what = f"mednec review {LARGEST.name} --format {form}, whole command, files in the cache"
        yield timed(what, command_seconds(command, runs=5))
    library = load_library()
    cases = [read_case(folder.parent) for folder in sorted(CASES.glob("*/request.yaml"))]
    asked = [(case, policy_for(library, case.request)) for case in cases]
    each = seconds(lambda: [review(case, policy, library) for case, policy in asked], runs=9) / len(asked)
    yield Row(what="one review in a running process, one core", takes=each, shown=f"{said(each)}, {1 / each:.0f}/s")


def stages() -> Iterator[Row]:
    """The stages of the largest case, each by itself, in the order in which they run."""
    of = f"  {LARGEST.name}: "
    yield timed(f"{of}load the packs", seconds(load_library, runs=7))
    library = load_library()
    yield timed(f"{of}read the case", seconds(lambda: read_case(LARGEST), runs=15))
    case = read_case(LARGEST)
    yield timed(f"{of}find the policy", seconds(lambda: policy_for(library, case.request), runs=15))
    policy = policy_for(library, case.request)
    drug = library.knowledge.drug_of(case.request.lines[0])
    name = drug.id if drug else ""
    read = partial(
        read_chart,
        case,
        drug=name,
        lexicon=library.lexicon,
        language=library.language,
        read_dose=read_dose,
        read_doses=read_doses,
    )
    yield timed(f"{of}read the chart", seconds(read, runs=15))
    chart = read()
    diseases = diseases_of_request(case.request, chart, library.concepts, library.icd)
    references = library.knowledge.references
    evidence = find_support(case.request, drug, diseases, references, {}, concepts=library.concepts)
    determination = review(case, policy, library)

    def judged() -> object:
        record = Record(
            facts=Facts(
                request=case.request, as_of=case.request.received.date(), chart=chart, regimens=(), evidence=evidence
            ),
            lexicon=library.lexicon,
            references=tuple(references.values()),
            drug=name,
            diseases=diseases,
            ranking=Ranking(chart),
            index=FindingIndex(chart.findings, library.lexicon),
        )
        return judge(policy, determination.route, record)

    yield timed(f"{of}judge every clause", seconds(judged, runs=15))
    yield timed(f"{of}the whole review", seconds(lambda: review(case, policy, library), runs=9))
    for form in FORMATS:
        yield timed(f"{of}write it as {form}", seconds(partial(render, determination, case.documents, form), runs=9))
