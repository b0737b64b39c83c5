"""The exam case by case, until its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from mednec.language_model.budget import Budget
from mednec.language_model.client import LanguageModel, Progress
from mednec.language_model.exam.cases import ExamCase
from mednec.language_model.exam.sitting import CaseResult, sit
from mednec.language_model.settings import ModelSettings
from mednec.packs.library import Library
from mednec.pointing.point import Window

Begin = Callable[[ExamCase], None]


def sat(
    cases: Sequence[ExamCase],
    library: Library,
    settings: ModelSettings,
    *,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    begin: Begin | None = None,
    progress: Progress | None = None,
) -> Iterator[CaseResult]:
    """What came of each case, as it comes. Raises ModelError where the model cannot be asked as it is set up.

    A case that the end of the time cut short is not counted, unless it is the only one; and where no question of the
    first case has an answer, no other is tried.
    """
    model = LanguageModel(settings, clock=clock)
    end = clock() + seconds
    for number, case in enumerate(cases):
        left = end - clock()
        if left <= 0:
            return
        if begin is not None:
            begin(case)
        asked = model.for_another_case() if number else model
        asked.budget = Budget(settings.budget, min(settings.whole_time, left), clock)
        ask = partial(asked.ask, progress=progress)
        window = Window(tokens=settings.window)
        result = sit(case, library, model=settings.model, ask=ask, window=window, clock=clock)
        if number and result.unanswered and clock() >= end:
            return
        yield result
        if not number and result.unanswered == result.questions:
            return
