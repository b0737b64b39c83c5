"""A case folder: request.yaml and documents/."""

from __future__ import annotations

from pathlib import Path

from mednec.errors import RequestError
from mednec.intake.documents import read_documents
from mednec.intake.kept import read_kept, with_paper
from mednec.intake.request import FILE, read_request
from mednec.model.request import Case


def read_case(folder: Path, *, accepted: frozenset[str] = frozenset()) -> Case:
    """Read a case; `accepted` names documents of another name that a person has accepted as this patient's.

    Raises RequestError or DocumentError with the file and field.
    """
    if not folder.is_dir():
        raise RequestError("no such case folder", where=str(folder), do="a case is a folder with request.yaml")
    request = read_request(folder / FILE)
    documents = read_documents(folder / "documents")
    unknown = sorted(accepted - {d.name for d in documents})
    if unknown:
        raise RequestError(
            f"no document named {unknown[0]!r} to accept",
            where=f"{folder}/documents",
            do=f"the documents are {', '.join(d.name for d in documents)}",
        )
    kept = read_kept(folder)
    documents, changed = with_paper(documents, kept)
    return Case(
        request=request,
        documents=documents,
        accepted=accepted,
        remarks=(*kept.remarks, *changed),
        aside=kept.aside,
    )
