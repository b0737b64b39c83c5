"""Cases as they are read: one case, its determinations, documents and history."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response
from starlette.responses import PlainTextResponse

from mednec.desk import cases as kept
from mednec.desk.model_view import model_view
from mednec.desk.rights import Act
from mednec.errors import NotFound
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.case_answers import (
    CaseAnswer,
    DocumentAnswer,
    EventAnswer,
    ModelAnswer,
    ShownAnswer,
)
from mednec.web.api.door import refused, section, tag
from mednec.web.api.words import Answer, CaseId

router = section("cases")
Reads = Annotated[Person, Depends(may(Act.READ_CASE))]
Number = Annotated[int, Query(ge=1, le=1_000_000, description="Of the determination; else the newest.")]


class FileAnswer(Answer):
    """A file as it was received."""

    name: str
    size: int


class DocumentsAnswer(Answer):
    """The documents of a case as the newest determination names them, and the files as they were received."""

    items: tuple[DocumentAnswer, ...]
    files: tuple[FileAnswer, ...]


class HistoryAnswer(Answer):
    """Everything that was done to a case, and every reading of it, in order."""

    items: tuple[EventAnswer, ...]


class DeterminationsAnswer(Answer):
    """Every determination of a case, the first one first."""

    items: tuple[ShownAnswer, ...]


@router.get("/cases/{case_id}", summary="One case", responses=refused(404))
def one_case(desk: AtDesk, who: Reads, case_id: CaseId, response: Response) -> CaseAnswer:
    """The case whole. `ETag` is its revision: send it as `If-Match` with the next change. The audit notes this."""
    view = kept.the_case(desk, who, case_id)
    tag(response, view.line.revision)
    return CaseAnswer.showing(view)


@router.get(
    "/cases/{case_id}/determination",
    summary="The determination",
    response_class=Response,
    responses={
        **refused(404),
        200: {"description": "As `mednec review --format json` writes it.", "content": {"application/json": {}}},
    },
)
def determination(desk: AtDesk, who: Reads, case_id: CaseId, number: Number | None = None) -> Response:
    """Byte for byte as it was made; its digest is the determination's `digest`."""
    return Response(kept.determination_json(desk, who, case_id, number), media_type="application/json")


@router.get("/cases/{case_id}/determinations", summary="Every determination", responses=refused(404))
def determinations(desk: AtDesk, who: Reads, case_id: CaseId) -> DeterminationsAnswer:
    """From the first to the one in force, in short."""
    return DeterminationsAnswer(items=tuple(map(ShownAnswer.showing, kept.determinations(desk, who, case_id))))


@router.get("/cases/{case_id}/documents", summary="Its documents", responses=refused(404))
def documents(desk: AtDesk, who: Reads, case_id: CaseId) -> DocumentsAnswer:
    """As they were read, and as they were received."""
    view = kept.the_case(desk, who, case_id)
    return DocumentsAnswer(
        items=tuple(map(DocumentAnswer.showing, view.shown.summary.documents if view.shown else ())),
        files=tuple(FileAnswer(name=name, size=size) for name, size in view.files),
    )


@router.get(
    "/cases/{case_id}/documents/{number}",
    summary="The text of a document",
    response_class=PlainTextResponse,
    responses=refused(404),
)
def document_text(
    desk: AtDesk, who: Reads, case_id: CaseId, number: Annotated[int, Path(ge=1, le=100_000)]
) -> Response:
    """The text that offsets of citations count in, in code points."""
    view = kept.the_case(desk, who, case_id)
    lines = view.shown.summary.documents if view.shown else ()
    name = next((line.name for line in lines if line.number == number), None)
    if name is None:
        raise NotFound("there is no such document", where="case", do="look at the list of its documents")
    return PlainTextResponse(kept.document_text(desk, who, case_id, name))


@router.get("/cases/{case_id}/model", summary="What a language model was asked", responses=refused(404))
def language_model(desk: AtDesk, who: Reads, case_id: CaseId, number: Number | None = None) -> ModelAnswer:
    """Every question with its answer, and every proposal with its verdict. `model` is empty where none was asked."""
    return ModelAnswer.showing(model_view(desk, who, case_id, number))


@router.get("/cases/{case_id}/history", summary="Its history", responses=refused(404))
def history(desk: AtDesk, who: Reads, case_id: CaseId) -> HistoryAnswer:
    """From the audit."""
    return HistoryAnswer(items=tuple(map(EventAnswer.showing, kept.history(desk, who, case_id))))
