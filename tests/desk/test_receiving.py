"""Receiving: looked at from outside, accepted once, stored with its job or not at all."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from mednec.desk import queue
from mednec.desk.desk import DeskLimits
from mednec.desk.reading import what_is_held
from mednec.desk.receiving import check_files, submit
from mednec.desk.worker import work_off
from mednec.errors import NotAllowed, SubmitError
from mednec.model.life import CaseState
from mednec.store.audit import entries
from mednec.store.engine import reading
from mednec.store.tables import AuditRow, CaseRow, JobRow, PaperRow, SubmitRow
from tests.desk.office import Office, files_of, staffed

PACKET = {"fax.txt": b"Tryptase 24 ng/mL", "form.txt": b"Request for treatment"}


def rows(office: Office) -> dict[str, int]:
    """How many rows of each kind there are."""
    with reading(office.desk.engine) as session:
        tables = (CaseRow, PaperRow, JobRow, SubmitRow, AuditRow)
        return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def test_what_was_accepted_is_sealed_and_waits_with_its_job(office: Office) -> None:
    made = submit(office.desk, office.intake, PACKET)
    assert not made.again
    view = office.view(made.case)
    assert view.line.state is CaseState.RECEIVED
    assert view.files == (("fax.txt", 17), ("form.txt", 21))
    assert view.job is not None
    assert (view.job.id, view.job.state) == (made.job, queue.WAITING)
    assert what_is_held(office.desk, office.org, made.case).files == PACKET
    with reading(office.desk.engine) as session:
        kept = session.scalars(select(PaperRow.sealed).where(PaperRow.case == made.case))
        assert not any(b"Tryptase" in each for each in kept)
        (entry,) = entries(session, office.org, about=made.case)
    assert (entry.act, entry.actor) == ("submit", office.intake.id)
    assert "fax" not in str(entry.detail)


def test_the_same_key_with_the_same_bytes_is_the_same_submission(office: Office) -> None:
    first = submit(office.desk, office.intake, PACKET, key="k1")
    before = rows(office)
    again = submit(office.desk, office.nurse, dict(reversed(PACKET.items())), key="k1")
    assert (again.case, again.job, again.again) == (first.case, first.job, True)
    assert rows(office) == before
    for other in ({**PACKET, "fax.txt": b"Tryptase 25 ng/mL"}, {"fax.txt": PACKET["fax.txt"]}):
        with pytest.raises(SubmitError, match="another packet"):
            submit(office.desk, office.intake, other, key="k1")
    with pytest.raises(SubmitError, match="another packet"):
        submit(office.desk, office.intake, PACKET, key="k1", policy="another")
    assert rows(office) == before


def test_a_key_is_an_organisations_own(office: Office) -> None:
    elsewhere = staffed(Office(url=office.url), "Elsewhere")
    here = submit(office.desk, office.intake, PACKET, key="k1")
    there = submit(elsewhere.desk, elsewhere.intake, PACKET, key="k1")
    assert here.case != there.case
    assert not there.again
    elsewhere.desk.engine.dispose()


def test_the_same_key_at_the_same_moment_is_accepted_once(database_url: str) -> None:
    office = staffed(Office(url=database_url))
    who = office.intake
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: submit(office.desk, who, PACKET, key="k1"), range(6)))
    assert len({each.case for each in made}) == 1
    assert sorted(each.again for each in made) == [False] + 5 * [True]
    assert rows(office)["case"] == rows(office)["job"] == 1
    assert office.intact()
    office.desk.engine.dispose()


@pytest.mark.parametrize(
    ("packet", "says"),
    [
        ({}, "no file"),
        ({"a.txt": b""}, "empty"),
        ({"../a.txt": b"x"}, "name"),
        ({"/etc/a": b"x"}, "name"),
        ({"a\x00.txt": b"x"}, "name"),
        ({"a\\b.txt": b"x"}, "name"),
        ({"a//b.txt": b"x"}, "name"),
        ({"x" * 300: b"x"}, "name"),
        ({"A.txt": b"x", "a.TXT": b"x"}, "same name"),
        ({"a": b"x", "a/b": b"x"}, "folder"),
        ({f"{i}.txt": b"x" for i in range(501)}, "501 files"),
    ],
)
def test_what_cannot_be_a_packet_leaves_nothing(office: Office, packet: dict[str, bytes], says: str) -> None:
    before = rows(office)
    with pytest.raises(SubmitError, match=says):
        submit(office.desk, office.intake, packet, key="k")
    assert rows(office) == before


def test_a_packet_has_a_largest_size() -> None:
    limits = DeskLimits(most_megabytes=1)
    check_files({"a": b"x" * 900_000}, limits)
    with pytest.raises(SubmitError, match="2 MB"):
        check_files({"a": b"x" * 900_000, "b": b"x" * 900_000}, limits)


@given(name=st.text(min_size=1, max_size=30))
def test_a_name_that_is_accepted_stays_inside(name: str) -> None:
    try:
        check_files({name: b"x"}, DeskLimits())
    except SubmitError:
        return
    assert not name.startswith("/")
    assert ".." not in name.split("/")
    assert name.isprintable()


def test_who_may_submit_and_when_it_was_received(office: Office) -> None:
    for login in ("auditor", "administrator", "physician"):
        with pytest.raises(NotAllowed):
            submit(office.desk, office.person(login), PACKET)
    with pytest.raises(SubmitError, match="future"):
        submit(office.desk, office.intake, PACKET, received=office.at + timedelta(days=3))
    told = office.at - timedelta(days=2)
    assert office.view(submit(office.desk, office.intake, PACKET, received=told).case).line.received == told


def test_a_zip_of_a_case_folder_is_read_like_the_folder(office: Office) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in files_of("OMA-DEV-001").items():
            file.writestr(name, content)
    made = submit(office.desk, office.intake, {"case.zip": stream.getvalue()})
    assert work_off(office.desk) == 1
    view, known = office.view(made.case), office.view()
    assert view.shown is not None
    assert known.shown is not None
    assert view.line.number == "OMA-DEV-001"
    assert view.shown.outcome is known.shown.outcome
