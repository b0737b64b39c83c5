"""A new case: kept before it is read, one case however often its form is sent, and its progress until it opens."""

from __future__ import annotations

import re

import pytest

from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import CaseRow, JobRow
from tests.web.stocked import stocked, unsafe, words
from tests.web.visiting import Browser, Place

Files = list[tuple[str, tuple[str, bytes]]]


@pytest.fixture
def here(place: Place) -> Place:
    place.account("intake", (Role.INTAKE,))
    place.account("doc", (Role.PHYSICIAN,))
    return stocked(place)


@pytest.fixture
def intake(here: Place) -> Browser:
    return here.browser("a-intake")


def send(browser: Browser, *names: str, key: str = "k", policy: str = "") -> tuple[int, str, str]:
    """Send files of these names: status, where it led to, and what the page says."""
    files: Files = [("file", (name, b"Dear plan, ...")) for name in names]
    form = {"csrf": browser.token("/account"), "key": key, "policy": policy}
    answer = browser.client.post("/submit", data=form, files=files or None)
    return answer.status_code, answer.headers.get("location", ""), words(answer)


def cases(here: Place) -> int:
    with reading(here.desk.engine) as session:
        return session.query(CaseRow).count()


def job(here: Place, **values: object) -> None:
    with writing(here.desk.engine) as session:
        row = session.query(JobRow).one()
        for name, value in values.items():
            setattr(row, name, value)


def test_files_are_kept_as_one_case_however_often_they_are_sent(here: Place, intake: Browser) -> None:
    status, path, _ = send(intake, "letter.txt", "folder/note.txt")
    assert status == 303
    assert re.fullmatch(r"/submit/\w+", path)
    assert send(intake, "letter.txt", "folder/note.txt") == (303, path, "")
    assert cases(here) == 1
    assert send(intake, "letter.txt", key="another")[1] != path
    page = intake.get("/submit")
    assert unsafe(page) == []
    first, second = (re.findall(r'name="key" value="([^"]+)"', intake.get("/submit").text) for _ in range(2))
    assert first != second


def test_the_same_form_with_other_files_is_told(here: Place, intake: Browser) -> None:
    send(intake, "letter.txt")
    status, _, said = send(intake, "other.txt")
    assert (status, cases(here)) == (422, 1)
    assert "Nothing was kept" in said


@pytest.mark.parametrize(
    ("names", "says"), [((), "no file was sent"), (("a.txt", "a.txt"), "two files have this name")]
)
def test_what_cannot_be_kept_is_one_message_and_the_form_stays(
    here: Place, intake: Browser, names: tuple[str, ...], says: str
) -> None:
    status, _, said = send(intake, *names)
    assert (status, cases(here)) == (422, 0)
    assert says in said


def test_progress_is_shown_until_the_case_opens(here: Place, intake: Browser) -> None:
    _, path, _ = send(intake, "letter.txt")
    assert "Waiting to be read" in words(intake.get(path))
    job(here, state="running", done=3, of=12)
    part = intake.get(f"{path}/progress")
    assert "Being read: 3 of 12" in words(part)
    assert '<progress max="12" value="3"' in part.text
    job(here, state="done")
    case = path.rpartition("/")[2]
    assert intake.get(path).headers["location"] == f"/cases/{case}"
    assert intake.get(f"{path}/progress").headers["hx-redirect"] == f"/cases/{case}"


def test_work_that_failed_says_where_it_waits(here: Place, intake: Browser) -> None:
    _, path, _ = send(intake, "letter.txt")
    job(here, state="dead", says="its worker stopped in the middle of it")
    said = words(intake.get(path))
    assert "It could not be read" in said
    assert "Its worker stopped in the middle of it." in said


def test_a_physician_submits_nothing(here: Place) -> None:
    doc = here.browser("a-doc")
    assert doc.get("/submit").status_code == 403
    assert send(doc, "letter.txt")[0] == 403
    assert cases(here) == 0
