"""Submitting: one request or many, accepted at once, read by the queue, and never accepted twice."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from mednec.desk.receiving import check_files, submit
from mednec.desk.rights import Act
from mednec.errors import MednecError, SubmitError
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.batches import BatchAnswer, batch_of, named
from mednec.web.api.bodies import BATCH_BODY, PACKET_BODY
from mednec.web.api.door import refused, section
from mednec.web.api.packets import SentBatch, SentPacket, packet_of
from mednec.web.api.words import KEY, Answer, Key

router = section("submitting")
Submits = Annotated[Person, Depends(may(Act.SUBMIT))]
REPLAYED = "Idempotent-Replayed"


class Receipt(Answer):
    """The case that was opened, and the job that reads it."""

    case: str
    job: str


class BatchReceipt(Answer):
    """A receipt for each request of a batch, in its order."""

    key: str
    items: tuple[Receipt, ...]


@router.post(
    "/cases",
    summary="Submit a request",
    status_code=202,
    responses=refused(415),
    openapi_extra=PACKET_BODY,
)
def submit_case(desk: AtDesk, who: Submits, sent: SentPacket, key: Key, response: Response) -> Receipt:
    """Accept a packet: PDFs, scans, Word, a zip, a case folder, or the request and its documents as JSON.

    Once this is answered the packet is stored and will be read; `Location` is the case, and its job says how far it
    is. The same `Idempotency-Key` with the same content is the same submission: the answer is repeated, with
    `Idempotent-Replayed: true`. With other content it is refused (422). While the first is still being stored a
    second waits for it.
    """
    made = submit(desk, who, sent.files, key=key, policy=sent.policy, received=sent.received)
    response.headers["Location"] = f"/api/v1/cases/{made.case}"
    if made.again:
        response.headers[REPLAYED] = "true"
    return Receipt(case=made.case, job=made.job)


@router.post(
    "/cases/batch",
    summary="Submit many requests",
    status_code=202,
    responses=refused(415),
    openapi_extra=BATCH_BODY,
)
def submit_batch(desk: AtDesk, who: Submits, sent: SentBatch, key: Key, response: Response) -> BatchReceipt:
    """Accept up to 100 requests at once. All are looked at before the first is accepted.

    Each stands for itself from then on. Broken off in the middle, send it again under the same `Idempotency-Key`: what
    was accepted stays accepted once. `Location` tells how many are read.
    """
    packets = []
    for number, each in enumerate(sent.cases):
        try:
            packet = packet_of(each)
            check_files(packet.files, desk.limits)
        except MednecError as error:
            raise SubmitError(error.what, where=f"cases.{number}: {error.where}", do=error.do) from error
        packets.append(packet)
    made = [
        submit(desk, who, packet.files, key=named(key, number), policy=packet.policy, received=packet.received)
        for number, packet in enumerate(packets)
    ]
    response.headers["Location"] = f"/api/v1/cases/batch?{urlencode({'key': key})}"
    if all(each.again for each in made):
        response.headers[REPLAYED] = "true"
    return BatchReceipt(key=key, items=tuple(Receipt(case=each.case, job=each.job) for each in made))


@router.get("/cases/batch", summary="How far a batch is", responses=refused(404))
def one_batch(
    desk: AtDesk, who: Submits, key: Annotated[str, Query(pattern=KEY, description="The batch's key.")]
) -> BatchAnswer:
    """How many of a batch are read, and where each stands."""
    return batch_of(desk, who, key)
