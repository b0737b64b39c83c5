"""`mednec model check`: is a language model good enough to point at what the grammar did not read?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.model import ModelOptions
from mednec.cli.output import say, terminal, write
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.language_model.client import Tick
    from mednec.language_model.exam.cases import ExamCase
    from mednec.language_model.exam.sitting import CaseResult
    from mednec.language_model.exam.verdict import Sitting
    from mednec.language_model.settings import ModelSettings
    from mednec.packs.library import Library

ENDINGS = {"text": "txt", "json": "json"}
_SECONDS = click.FloatRange(0.1, 3_600)


@click.command("check")
@click.argument("url")
@click.option("--model", "name", required=True, envvar="MEDNEC_MODEL", metavar="NAME", help="As its server calls it.")
@click.option("--cases", type=click.IntRange(1), metavar="N", help="Only the first N cases; the payers take turns.")
@click.option("--minutes", type=click.FloatRange(0.01), default=10, show_default=True, help="Ask no longer than this.")
@click.option("--model-timeout", "timeout", type=_SECONDS, default=60, show_default=True, metavar="SECONDS")
@click.option(
    "--model-context", "context", type=click.IntRange(3_000), default=8_192, show_default=True, metavar="TOKENS"
)
@click.option("--model-thinking", "thinking", type=click.IntRange(0), default=0, show_default=True, metavar="TOKENS")
@click.option("--format", "form", type=click.Choice(tuple(ENDINGS)), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write DIR/model-check.* instead.")
def check_command(
    url: str,
    name: str,
    cases: int | None,
    minutes: float,
    timeout: float,
    context: int,
    thinking: int,
    form: str,
    out: Path | None,
) -> None:
    """Let the model NAME at URL sit an exam: invented cases whose answers are known, reviewed without it and with it.

    Nothing of yours is sent. Ctrl-C ends it early and prints what is known. Status 0: good enough; 1: not good enough;
    2: it could not be examined. Example: mednec model check http://127.0.0.1:8000/v1 --model site-model
    """
    options = ModelOptions(name=name, url=url, timeout=timeout, context=context, thinking=thinking)
    try:
        sitting = _sitting(options, cases, minutes)
        from mednec.language_model.exam.table import as_json, as_text

        width, colour = terminal(plain=out is not None)
        text = as_json(sitting) if form == "json" else as_text(sitting, width=width, colour=colour)
        if out is None:
            click.echo(text, nl=False)
        else:
            click.echo(write(out, f"model-check.{ENDINGS[form]}", text))
    except MednecError as error:
        say(error)
    else:
        sys.exit(0 if sitting.good_enough else 1 if sitting.examined else 2)


def _sitting(options: ModelOptions, most: int | None, minutes: float) -> Sitting:
    from mednec.language_model.exam.cases import cases_of, exam_root
    from mednec.language_model.exam.verdict import Sitting
    from mednec.packs.library import load_library

    settings = options.settings()
    settings.check()
    library = load_library()
    cases = cases_of(exam_root())[:most]
    results: list[CaseResult] = []
    stopped = _taken(settings, cases, library, minutes, results)
    reached = {result.case for result in results}
    missing = tuple(case.name for case in cases if case.name not in reached)
    answered = any(result.unanswered < result.questions for result in results)
    ended = "it was stopped" if stopped else "the time was over" if answered or not results else "nothing was answered"
    return Sitting(model=settings.model, results=tuple(results), not_reached=missing, ended=ended if missing else "")


def _taken(
    settings: ModelSettings, cases: Sequence[ExamCase], library: Library, minutes: float, results: list[CaseResult]
) -> bool:
    """Fills in the results as they come; whether somebody stopped it."""
    from mednec.language_model.exam.course import sat

    try:
        with _shown(len(cases)) as (begin, progress):
            for result in sat(cases, library, settings, seconds=60 * minutes, begin=begin, progress=progress):
                results.append(result)
    except KeyboardInterrupt:
        return True
    return False


@contextmanager
def _shown(cases: int) -> Iterator[tuple[Callable[[ExamCase], None], Callable[[Tick], None]]]:
    """A bar on the terminal's error stream: cases, and the questions of the one under way."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("examining"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    names: list[str] = []
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=cases)

        def begin(case: ExamCase) -> None:
            names.append(case.name)
            bar.update(task, completed=len(names) - 1, description=case.name)

        def progress(tick: Tick) -> None:
            bar.update(task, description=f"{names[-1]}: question {tick.done} of {tick.of}")

        yield begin, progress
