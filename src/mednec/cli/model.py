"""Options of commands that may ask a language model, the group `mednec model`, and the case read with one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mednec.errors import ModelError, StoreError

if TYPE_CHECKING:
    from mednec.language_model.answering import Answering
    from mednec.language_model.client import Tick
    from mednec.language_model.settings import ModelSettings
    from mednec.model.document import SourceDocument
    from mednec.model.finding import Finding
    from mednec.model.proposal import Pointed
    from mednec.model.request import Case
    from mednec.packs.library import Library
    from mednec.pointing.sent import Copies
    from mednec.review import Read

_T = TypeVar("_T")
LEFT = "nothing was sent: an identifier of the request would be left in a copy"
TIMES = 5  # all questions of a case may take this many times what one may


@click.group("model")
def model_group() -> None:
    """Language models: find out whether one is good enough to point at what the grammar did not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """What a command was told of a language model. Without a name none is asked."""

    name: str | None = None
    url: str | None = None
    embeddings: str | None = None
    replay: bool = False
    deidentify: bool = False
    budget: int = 200_000
    timeout: float = 60
    context: int = 8_192
    thinking: int = 0

    def settings(self) -> ModelSettings:
        """With the key and the operator's list of hosts from the environment. Raises ModelError."""
        from mednec.language_model.hosts import hosts_in
        from mednec.language_model.settings import ModelSettings, check_name, key_in

        name = self.name or ""
        check_name(name, "--model")
        return ModelSettings(
            model=name,
            url=(self.url or "").strip(),
            key=key_in(os.environ),
            embeddings=self.embeddings or "",
            timeout=self.timeout,
            whole_time=TIMES * self.timeout,
            budget=self.budget,
            context=self.context,
            thinking=self.thinking,
            deidentify=self.deidentify,
            hosts=hosts_in(os.environ),
        )


_OPTIONS = (
    click.option(
        "--model", "model_name", metavar="NAME", envvar="MEDNEC_MODEL", help="Have this language model point at words."
    ),
    click.option(
        "--model-url", metavar="URL", envvar="MEDNEC_MODEL_URL", help="Where it is asked: http://127.0.0.1:8000/v1."
    ),
    click.option("--model-embeddings", metavar="NAME", help="A second model there that orders passages."),
    click.option("--replay", is_flag=True, help="Ask nobody: use the answers kept of an earlier run."),
    click.option("--deidentify", is_flag=True, help="Send other names, numbers and dates in place of the real ones."),
    click.option(
        "--model-budget",
        type=click.IntRange(1_000),
        default=200_000,
        show_default=True,
        metavar="TOKENS",
        help="Most of one case.",
    ),
    click.option(
        "--model-timeout",
        type=click.FloatRange(0.1, 3_600),
        default=60,
        show_default=True,
        metavar="SECONDS",
        help=f"Most of one question; {TIMES} times that for all of a case.",
    ),
    click.option(
        "--model-context",
        type=click.IntRange(3_000),
        default=8_192,
        show_default=True,
        metavar="TOKENS",
        help="What the model holds at once.",
    ),
    click.option(
        "--model-thinking",
        type=click.IntRange(0),
        default=0,
        show_default=True,
        metavar="TOKENS",
        help="What it may think before it answers.",
    ),
)


def model_options(command: Callable[..., _T]) -> Callable[..., _T]:
    """Gives a command the options of a language model, as one argument `model` of ModelOptions."""

    @wraps(command)
    def told(
        *args: Any,
        model_name: str | None,
        model_url: str | None,
        model_embeddings: str | None,
        replay: bool,
        deidentify: bool,
        model_budget: int,
        model_timeout: float,
        model_context: int,
        model_thinking: int,
        **kwargs: Any,
    ) -> _T:
        options = ModelOptions(
            name=model_name,
            url=model_url,
            embeddings=model_embeddings,
            replay=replay,
            deidentify=deidentify,
            budget=model_budget,
            timeout=model_timeout,
            context=model_context,
            thinking=model_thinking,
        )
        return command(*args, model=options, **kwargs)

    for option in reversed(_OPTIONS):
        told = option(told)
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A language model that may be asked, or the answers kept of it."""

    settings: ModelSettings
    answers: Answering

    @contextmanager
    def asking(self) -> Iterator[Answering]:
        """What answers questions, with a bar on the terminal's error stream: questions, tokens, what is being asked."""
        if not sys.stderr.isatty():
            yield self.answers
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("asking"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)

            def show(tick: Tick) -> None:
                told = f"{tick.tokens} tokens, {tick.subject}"
                bar.update(task, completed=tick.done, total=tick.of, description=told)

            self.answers.progress = show
            try:
                yield self.answers
            finally:
                self.answers.progress = None


def asked_of(model: ModelOptions, *, no_cache: bool = False) -> Opened | None:
    """The model that a command was told of; none where it was told of none. Raises ModelError."""
    if not model.name:
        if model.replay:
            raise ModelError("no model is named", where="--replay", do="name the model whose answers are kept: --model")
        return None
    if model.replay and no_cache:
        raise ModelError("nothing is kept with --no-cache", where="--replay", do="give one of the two")
    from mednec.language_model.answering import answering
    from mednec.language_model.kept import KeptAnswers, kept_in

    settings = model.settings()
    kept = KeptAnswers() if no_cache else kept_in(os.environ)
    return Opened(settings=settings, answers=answering(settings, kept, replay=model.replay))


def sorted_with_model(case: Case, opened: Opened | None, library: Library) -> tuple[Case, Pointed | None]:
    """The case with the kinds of documents that did not say what they are, and what became of each proposal.

    To be done before the case is read. Raises ModelError where a replay lacks an answer.
    """
    copies = _copies(case, opened, library) if opened is not None else None
    if opened is None or copies is None:
        return case, None
    from mednec.pointing.sorting import sorted_documents

    with opened.asking() as ask:
        return sorted_documents(case, library, model=opened.settings.model, ask=ask, copies=copies)


def read_with_model(
    found: Read, opened: Opened | None, case: Case, library: Library, *, before: Pointed | None = None
) -> Read:
    """The case as read, with what the model pointed to. Raises ModelError where a replay lacks an answer.

    Where identifiers of the case cannot all be replaced although they must be, nothing is sent, and the case says so.
    """
    if opened is None:
        return found
    from mednec.model.proposal import Pointed
    from mednec.pointing.point import Window, pointed

    name, copies = opened.settings.model, _copies(case, opened, library)
    if copies is None:
        told = Pointed(model=name, prompts=(), asked=0, trouble=(LEFT,))
        return replace(found, beside=replace(found.beside, pointed=told))
    with opened.asking() as ask:
        return pointed(
            found,
            library,
            model=name,
            ask=ask,
            copies=copies,
            window=Window(tokens=opened.settings.window),
            rank=ask.order if opened.settings.embeddings else None,
            before=before,
        )


def facts_with_model(
    documents: Sequence[SourceDocument], opened: Opened | None, library: Library, *, as_of: date | None
) -> tuple[Finding, ...]:
    """What is read besides in words that the model pointed to; what became of the rest goes to the error stream.

    Raises ModelError where names are to be replaced: without a request nobody knows whose they are.
    """
    if opened is None:
        return ()
    if opened.settings.deidentify:
        do = "review a case, or leave the option out"
        raise ModelError("documents without a request cannot be de-identified", where="--deidentify", do=do)
    from mednec.pointing.point import Window, pointed_facts
    from mednec.pointing.sent import as_they_stand

    name = opened.settings.model
    with opened.asking() as ask:
        told = pointed_facts(
            documents,
            library,
            model=name,
            ask=ask,
            copies=as_they_stand(tuple(documents)),
            as_of=as_of,
            window=Window(tokens=opened.settings.window),
        )
    taken = sum(v.acceptance.value == "accepted" for v in told.verdicts)
    click.echo(
        f"{name}: {told.asked} questions, {len(told.verdicts)} proposals, {taken} accepted, {len(told.findings)} new",
        err=True,
    )
    for verdict in told.verdicts:
        if verdict.objection is not None:
            click.echo(f"not accepted in {verdict.proposal.document}: {verdict.why}", err=True)
    for trouble in told.trouble:
        click.echo(trouble, err=True)
    return told.findings


def _copies(case: Case, opened: Opened, library: Library) -> Copies | None:
    """The documents as they may be sent; none where an identifier would be left in one."""
    if not opened.settings.deidentify:
        from mednec.pointing.sent import as_they_stand

        return as_they_stand(case.documents)
    from mednec.deidentified.scrub import vocabulary_of
    from mednec.language_model.deidentify import copies_of

    try:
        return copies_of(case, vocabulary_of(library))
    except StoreError:
        return None
