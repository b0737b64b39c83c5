"""The worker's question to a language model: what is open in a case is put to it, and all of it is kept.

Nothing of the database is held meanwhile. Whatever the server does, the case is determined: what has no answer is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mednec.criteria.policy import Policy
from mednec.desk import sealed
from mednec.desk.answers import Answers, unpacked
from mednec.desk.deriving import Charted, Derived, charted
from mednec.desk.desk import Desk
from mednec.desk.determining import newest
from mednec.desk.folder import Folder
from mednec.desk.model_servers import MODEL, model_of
from mednec.desk.rows import PROGRAM, log
from mednec.desk.worker import Stopped
from mednec.errors import ModelError
from mednec.intake.apart import Tick
from mednec.language_model.client import LanguageModel
from mednec.language_model.settings import ModelSettings
from mednec.model.proposal import Acceptance, Pointed
from mednec.pointing.question import Answer, Question
from mednec.store.engine import again, reading
from mednec.store.tables import AskedRow, OrganisationRow

PURPOSE = "questions to a language model"  # the key that surrogates are drawn from is derived for this
ACT = "ask language model"  # in the audit
FAILED = "the program failed on this case when it was read with the model, so it was read without"
COUNTED = ("cases", "questions", "trouble", "accepted", "shown", "refused", "tokens_in", "tokens_out")


@dataclass(slots=True)
class _Sent:
    """What went to a server and how it ended, counted."""

    questions: int = 0
    trouble: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def count(self, answers: Sequence[Answer]) -> None:
        self.questions += len(answers)
        self.trouble += sum(bool(answer.trouble) for answer in answers)
        self.tokens_in += sum(answer.tokens_in for answer in answers)
        self.tokens_out += sum(answer.tokens_out for answer in answers)


def model_asked(
    desk: Desk,
    org: str,
    case: str,
    folder: Folder,
    policy: Callable[[], Policy],
    before: Answers | None,
    tick: Tick,
    *,
    failed: bool = False,
) -> Answers | None:
    """What a language model answers of a case, where the organisation uses one; nothing where it does not.

    A question that was answered before, just now or for the last determination, is not put again. `tick` may stop the
    work between two answers. Where the program `failed` on this case repeatedly, it is read without the model, which
    the case says. Raises PolicyError as `policy` does.
    """
    with reading(desk.engine) as session:
        held = dict(session.get_one(OrganisationRow, org).settings)
    try:
        settings = model_of(held, desk.servers)
        server = LanguageModel(settings) if settings else None
    except ModelError as error:
        return Answers(model=str(held[MODEL]), window=0, withheld=error.what)
    if server is None:
        return None
    if failed:
        return Answers(model=server.settings.model, window=0, withheld=FAILED)
    put = _to_put(desk, org, case, server.settings, before or _last(desk, org, case))
    return _asked(desk, org, case, server, charted(desk, folder, policy()), put, tick)


def _asked(desk: Desk, org: str, case: str, server: LanguageModel, chart: Charted, put: Answers, tick: Tick) -> Answers:
    from mednec.desk.answered import read_with  # most services ask no model and need none of it

    settings, sent = server.settings, _Sent()

    def ask(questions: Sequence[Question]) -> Sequence[Answer]:
        if not sent.questions:
            again(desk.engine, lambda session: _entered(session, desk, org, case, settings))
        answers = _answered(server, questions, tick)
        sent.count(answers)
        return answers

    _, read, answers = read_with(chart.case, chart.found, desk.library, put, ask)
    if sent.questions:
        _count(desk, org, settings.model, sent, read.beside.pointed)
    return answers


def _answered(server: LanguageModel, questions: Sequence[Question], tick: Tick) -> Sequence[Answer]:
    """The server's answers. Raises Stopped, as it is, where the worker is asked to stop."""
    stopped, trouble = False, ""
    try:
        return server.ask(questions, lambda _: tick(MODEL, 0, 0))
    except* Stopped:  # questions are asked side by side: it comes out of one of them
        stopped = True
    except* ModelError as group:
        trouble = next(each.what for each in group.exceptions if isinstance(each, ModelError))
    if stopped:
        raise Stopped
    return tuple(Answer(trouble=trouble) for _ in questions)


def _last(desk: Desk, org: str, case: str) -> Answers | None:
    """The answers of the newest determination, where they are kept."""
    with reading(desk.engine) as session:
        last = newest(session, case)
        paper = sealed.paper(session, org, case, sealed.ANSWERS, last.answers) if last and last.answers else None
        return unpacked(sealed.content_of(desk, paper)) if paper else None


def _to_put(desk: Desk, org: str, case: str, settings: ModelSettings, before: Answers | None) -> Answers:
    """How the questions are put, and the answers that are known."""
    secret = desk.keys.derived(f"{PURPOSE}/{org}/{case}", desk.keys.keys[-1].id).hex() if settings.deidentify else ""
    fresh = Answers(model=settings.model, window=settings.window, secret=secret)
    return replace(fresh, book=before.answered_only().book) if before else fresh


def _entered(session: Session, desk: Desk, org: str, case: str, settings: ModelSettings) -> None:
    """That a case goes to a server: entered before anything is sent, however it ends."""
    host, changed = settings.address.host, settings.deidentify
    log(session, desk, org, PROGRAM, ACT, case, desk.clock(), model=settings.model, host=host, deidentified=changed)


def _count(desk: Desk, org: str, model: str, sent: _Sent, pointed: Pointed | None) -> None:
    def count(session: Session) -> None:
        _counted(session, org, model, sent, pointed)

    try:
        again(desk.engine, count)
    except IntegrityError:  # another worker counted the first case of this model at the same moment
        again(desk.engine, count)


def _counted(session: Session, org: str, model: str, sent: _Sent, pointed: Pointed | None) -> None:
    row = session.get(AskedRow, (org, model), with_for_update=True)
    if row is None:
        row = AskedRow(org=org, model=model, **dict.fromkeys(COUNTED, 0))
        session.add(row)
    verdicts = [verdict.acceptance for verdict in pointed.verdicts] if pointed else []
    added = (
        *(1, sent.questions, sent.trouble),
        *(verdicts.count(each) for each in (Acceptance.ACCEPTED, Acceptance.SHOWN, Acceptance.REFUSED)),
        *(sent.tokens_in, sent.tokens_out),
    )
    for column, count in zip(COUNTED, added, strict=True):
        setattr(row, column, getattr(row, column) + count)


def told_of_model(derived: Derived) -> dict[str, object]:
    """What the audit says of a language model's part; nothing where none was asked."""
    pointed = derived.determination.pointed
    if derived.answers is None or pointed is None:
        return {}
    became = [verdict.acceptance for verdict in pointed.verdicts]
    return {
        "model": pointed.model,
        "model_prompts": list(pointed.prompts),
        "model_asked": pointed.asked,
        **{f"model_{each.name.lower()}": became.count(each) for each in Acceptance},
        "model_trouble": len(pointed.trouble),
        "answers": derived.answers.digest,
    }
